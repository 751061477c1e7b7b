//! Medians, percentiles and the bootstrap interval of a ratio.

use stdx::random::Random;

/// The middle of `values`: of an even number of them, the mean of the two in the middle. `None` of nothing.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(middle.wrapping_sub(1)).map(|lower| f64::midpoint(*lower, upper))
}

/// The smallest of `sorted` that at least `share` of them do not exceed (nearest rank).
pub(crate) fn percentile<T: Copy>(sorted: &[T], share: f64) -> Option<T> {
    debug_assert!((0.0..=1.0).contains(&share));
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

/// A ratio and the interval that holds it with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Ratio {
    /// Median over median.
    pub(crate) value: f64,
    /// Lower end of the interval.
    pub(crate) low: f64,
    /// Upper end of the interval.
    pub(crate) high: f64,
}

const RESAMPLES: usize = 4_000;

/// The ratio of the medians of two sets of samples, with its bootstrap interval. The same samples give the same interval.
pub(crate) fn ratio(over: &[f64], under: &[f64]) -> Option<Ratio> {
    bootstrap(over, under, RESAMPLES)
}

fn bootstrap(over: &[f64], under: &[f64], resamples: usize) -> Option<Ratio> {
    let value = Some(median(over)? / median(under)?).filter(|value| value.is_finite())?;
    let mut random = Random::new(0x1e57);
    let mut ratios: Vec<f64> = (0..resamples)
        .filter_map(|_| Some(median(&resample(over, &mut random))? / median(&resample(under, &mut random))?))
        .filter(|ratio| ratio.is_finite())
        .collect();
    ratios.sort_by(f64::total_cmp);
    Some(Ratio { value, low: percentile(&ratios, 0.025)?, high: percentile(&ratios, 0.975)? })
}

fn resample(values: &[f64], random: &mut Random) -> Vec<f64> {
    values.iter().filter_map(|_| values.get(random.below(values.len() as u64) as usize).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_of_odd_even_and_nothing() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(median(&[9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let hundred: Vec<u32> = (1..=100).collect();
        assert_eq!(percentile(&hundred, 0.5), Some(50));
        assert_eq!(percentile(&hundred, 0.99), Some(99));
        assert_eq!(percentile(&hundred, 0.999), Some(100));
        assert_eq!(percentile(&hundred, 0.0), Some(1));
        assert_eq!(percentile(&[5u32], 0.999), Some(5));
        assert_eq!(percentile::<u32>(&[], 0.5), None);
    }

    #[test]
    fn a_ratio_without_noise_has_no_width() {
        assert_eq!(ratio(&[2.0; 5], &[4.0; 5]), Some(Ratio { value: 0.5, low: 0.5, high: 0.5 }));
        assert_eq!(ratio(&[], &[4.0; 5]), None);
        assert_eq!(ratio(&[2.0; 5], &[0.0; 5]), None);
    }

    #[test]
    fn the_interval_holds_the_ratio_and_repeats() {
        let over = [1.0, 1.1, 0.9, 1.05, 0.97, 1.02];
        let under = [2.0, 2.2, 1.9, 2.1, 1.95, 2.05];
        let first = ratio(&over, &under).unwrap();
        assert!(first.low <= first.value && first.value <= first.high);
        assert!(first.low > 0.4 && first.high < 0.6, "{first:?}");
        assert!(first.high > first.low);
        assert_eq!(ratio(&over, &under), Some(first));
    }

    /// Of many pairs of samples from one distribution, about 95 % of the intervals must hold the true ratio 1.
    #[test]
    fn the_interval_covers_the_truth_about_as_often_as_it_says() {
        let mut random = Random::new(42);
        let mut draw = || (0..10).map(|_| 1.0 + random.below(1000) as f64 / 5000.0).collect::<Vec<_>>();
        let covered = (0..100)
            .filter(|_| {
                bootstrap(&draw(), &draw(), 400).is_some_and(|ratio| ratio.low <= 1.0 && 1.0 <= ratio.high)
            })
            .count();
        assert!((85..=100).contains(&covered), "{covered} of 100");
    }
}
