//! One figure of a row: both medians, their ratio, and whether to believe it.

use serde::{Deserialize, Serialize};

use super::Run;
use crate::cli::Side;
use crate::rows::{Goal, Of, Row, Verdict};
use crate::sample::Metric;
use crate::stats::{self, Ratio};

/// How far the control may be off before a figure counts as noisy.
const TOLERANCE: f64 = 0.03;

/// A figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figure {
    /// What it measures.
    pub(crate) metric: Metric,
    /// Our median.
    pub(crate) ours: f64,
    /// The reference's median.
    pub(crate) reference: Option<f64>,
    /// Ours over the reference's.
    pub(crate) ratio: Option<Ratio>,
    /// The reference's first runs of each round over its second: 1 on a quiet machine.
    pub(crate) control: Option<f64>,
    /// What must be reached, in words, and whether it is.
    pub(crate) goal: Option<(String, Verdict)>,
}

impl Figure {
    /// The figures of a row, from its runs.
    pub(crate) fn all(row: &Row, runs: &[Run]) -> Vec<Figure> {
        let mut metrics: Vec<Metric> = runs.iter().flat_map(|run| run.sample.keys().copied()).collect();
        metrics.sort_unstable();
        metrics.dedup();
        metrics.into_iter().filter_map(|metric| Figure::of(metric, row.goal(metric), runs)).collect()
    }

    fn of(metric: Metric, goal: Option<&Goal>, runs: &[Run]) -> Option<Figure> {
        let ours = values(metric, runs, |run| run.side == Side::Ours);
        let reference = values(metric, runs, |run| run.side == Side::Reference);
        let first = values(metric, runs, |run| run.side == Side::Reference && run.place == 1);
        let second = values(metric, runs, |run| run.side == Side::Reference && run.place == 2);
        let median = stats::median(&ours)?;
        let ratio = if metric.compares() { stats::ratio(&ours, &reference) } else { None };
        let judged = |goal: &Goal| match goal.of {
            Of::Own => Some(median),
            Of::Ratio => ratio.map(|ratio| ratio.value),
        };
        Some(Figure {
            metric,
            ours: median,
            reference: stats::median(&reference),
            ratio,
            control: control(&first, &second),
            goal: goal.and_then(|goal| Some((goal.says(), goal.judge(judged(goal)?)))),
        })
    }

    /// Whether the reference differs from itself by too much.
    pub(crate) fn is_noisy(&self) -> bool {
        self.ratio.is_some() && self.control.is_some_and(|control| (control - 1.0).abs() > TOLERANCE)
    }

    /// Whether we are worse than the reference, beyond the interval's doubt.
    pub(crate) fn is_lost(&self) -> bool {
        self.ratio.is_some_and(
            |ratio| if self.metric.more_is_better() { ratio.high < 1.0 } else { ratio.low > 1.0 },
        )
    }
}

fn control(first: &[f64], second: &[f64]) -> Option<f64> {
    Some(stats::median(first)? / stats::median(second)?).filter(|control| control.is_finite())
}

fn values(metric: Metric, runs: &[Run], which: impl Fn(&Run) -> bool) -> Vec<f64> {
    runs.iter().filter(|run| which(run)).filter_map(|run| run.sample.get(&metric).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows;

    fn runs(ours: [f64; 4], reference: [f64; 4], metric: Metric) -> Vec<Run> {
        let run = |side, place, round, value| Run { side, round, place, sample: [(metric, value)].into() };
        let [a, d, e, h] = ours;
        let [b, c, f, g] = reference;
        vec![
            run(Side::Ours, 0, 1, a),
            run(Side::Reference, 1, 1, b),
            run(Side::Reference, 2, 1, c),
            run(Side::Ours, 3, 1, d),
            run(Side::Ours, 0, 2, e),
            run(Side::Reference, 1, 2, f),
            run(Side::Reference, 2, 2, g),
            run(Side::Ours, 3, 2, h),
        ]
    }

    fn figure(name: &str, metric: Metric, ours: [f64; 4], reference: [f64; 4]) -> Figure {
        let row = rows::chosen(&[name.into()]).unwrap().remove(0);
        Figure::all(&row, &runs(ours, reference, metric)).remove(0)
    }

    #[test]
    fn a_quiet_figure_has_ratio_control_and_verdict() {
        let figure = figure("1to1-16", Metric::Cpu, [0.1; 4], [0.5; 4]);
        assert_eq!((figure.ours, figure.reference, figure.control), (0.1, Some(0.5), Some(1.0)));
        assert_eq!(figure.ratio.map(|ratio| ratio.value), Some(0.2));
        assert_eq!(figure.goal.as_ref().map(|goal| goal.1), Some(Verdict::Aim));
        assert!(!figure.is_noisy() && !figure.is_lost());
    }

    #[test]
    fn a_reference_that_differs_from_itself_is_noise() {
        let figure = figure("1to1-16", Metric::Rate, [10.0; 4], [4.0, 5.0, 4.0, 5.0]);
        assert_eq!(figure.control, Some(0.8));
        assert!(figure.is_noisy());
    }

    #[test]
    fn losing_depends_on_the_direction() {
        assert!(figure("pub-16", Metric::Cpu, [2.0; 4], [1.0; 4]).is_lost());
        assert!(!figure("pub-16", Metric::Rate, [2.0; 4], [1.0; 4]).is_lost());
        assert!(figure("pub-16", Metric::Rate, [0.5; 4], [1.0; 4]).is_lost());
    }

    #[test]
    fn a_goal_of_our_own_figure_ignores_the_reference() {
        let figure = figure("churn-16", Metric::Kept, [0.96; 4], [2.0; 4]);
        assert_eq!(figure.goal.map(|goal| goal.1), Some(Verdict::Aim));
    }
}
