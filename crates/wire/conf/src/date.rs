//! Dates: `2006-01-02T15:04:05Z` and nothing else.

use std::fmt;

/// A moment in Zulu time, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl Date {
    /// How many bytes a date has.
    pub(crate) const LENGTH: usize = "2006-01-02T15:04:05Z".len();

    /// Reads the one form there is; `None` also for a day that the calendar lacks.
    pub fn parse(text: &str) -> Option<Date> {
        let shape_is_right = text.len() == Self::LENGTH
            && text.bytes().zip(*b"0000-00-00T00:00:00Z").all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            });
        if !shape_is_right {
            return None;
        }
        let two = |at: usize| text.get(at..at + 2)?.parse::<u8>().ok();
        let date = Date {
            year: text.get(..4)?.parse().ok()?,
            month: two(5)?,
            day: two(8)?,
            hour: two(11)?,
            minute: two(14)?,
            second: two(17)?,
        };
        date.exists().then_some(date)
    }

    fn exists(self) -> bool {
        (1..=self.days_of_month()).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            && self.second < 60
    }

    fn days_of_month(self) -> u8 {
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_and_the_calendar() {
        let check = |text: &str, good: bool| assert_eq!(Date::parse(text).is_some(), good, "{text}");
        check("2016-05-04T18:53:41Z", true);
        check("0000-01-01T00:00:00Z", true);
        check("2000-02-29T23:59:59Z", true);
        check("1900-02-29T00:00:00Z", false);
        check("2023-02-29T00:00:00Z", false);
        check("2016-04-31T00:00:00Z", false);
        check("2016-13-01T00:00:00Z", false);
        check("2016-00-01T00:00:00Z", false);
        check("2016-01-00T00:00:00Z", false);
        check("2016-01-01T24:00:00Z", false);
        check("2016-01-01T00:60:00Z", false);
        check("2016-01-01T00:00:60Z", false);
        check("2016-01-01 00:00:00Z", false);
        check("2016-01-01T00:00:00", false);
        check("2016-01-01T00:00:00Zé", false);
    }

    #[test]
    fn prints_as_it_was_read() {
        assert_eq!(Date::parse("0807-05-04T08:03:01Z").unwrap().to_string(), "0807-05-04T08:03:01Z");
    }
}
