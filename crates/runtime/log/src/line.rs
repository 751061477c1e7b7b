//! One line of the log.

use std::fmt::{self, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::label::Label;

/// How lines look.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    pub(crate) pid: u32,
    /// The zone of the time in each line, or `None` for lines without one.
    pub(crate) zone: Option<TimeZone>,
    pub(crate) colours: bool,
}

impl Style {
    /// A whole line, its end included.
    pub(crate) fn line(&self, label: Label, text: &str, now: Timestamp) -> String {
        let mut line = String::with_capacity(text.len() + 48);
        // Writing to a string cannot fail.
        let _ = self.write(&mut line, label, text, now);
        line
    }

    fn write(&self, line: &mut String, label: Label, text: &str, now: Timestamp) -> fmt::Result {
        write!(line, "[{}] ", self.pid)?;
        if let Some(zone) = &self.zone {
            let time = zone.to_datetime(now);
            let (year, month, day) = (time.year(), time.month(), time.day());
            let (hour, minute, second) = (time.hour(), time.minute(), time.second());
            let micros = time.subsec_nanosecond() / 1000;
            write!(line, "{year:04}/{month:02}/{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06} ")?;
        }
        match self.colours {
            true => write!(line, "[\x1b[{}m{}\x1b[0m] ", label.colour(), label.letters())?,
            false => write!(line, "[{}] ", label.letters())?,
        }
        push_text(line, text);
        line.push('\n');
        Ok(())
    }
}

/// Appends a text such that it stays one line and does nothing to a terminal, whoever wrote it.
pub(crate) fn push_text(line: &mut String, text: &str) {
    let is_plain = |c: char| c == '\t' || !c.is_control();
    let mut rest = text.trim_end_matches('\n');
    while let Some(at) = rest.find(|c| !is_plain(c)) {
        let (plain, behind) = rest.split_at(at);
        line.push_str(plain);
        let mut chars = behind.chars();
        line.extend(chars.next().into_iter().flat_map(char::escape_default));
        rest = chars.as_str();
    }
    line.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(zone: Option<TimeZone>, colours: bool) -> Style {
        Style { pid: 42, zone, colours }
    }

    fn moment() -> Timestamp {
        "2024-03-09T08:07:06.000012345Z".parse().unwrap()
    }

    #[test]
    fn every_label() {
        let check = |label, line: &str, coloured: &str| {
            assert_eq!(style(Some(TimeZone::UTC), false).line(label, "text", moment()), line);
            assert_eq!(style(None, true).line(label, "text", moment()), coloured);
        };
        check(
            Label::Info,
            "[42] 2024/03/09 08:07:06.000012 [INF] text\n",
            "[42] [\x1b[32mINF\x1b[0m] text\n",
        );
        check(
            Label::Debug,
            "[42] 2024/03/09 08:07:06.000012 [DBG] text\n",
            "[42] [\x1b[36mDBG\x1b[0m] text\n",
        );
        check(
            Label::Warning,
            "[42] 2024/03/09 08:07:06.000012 [WRN] text\n",
            "[42] [\x1b[0;93mWRN\x1b[0m] text\n",
        );
        check(
            Label::Error,
            "[42] 2024/03/09 08:07:06.000012 [ERR] text\n",
            "[42] [\x1b[31mERR\x1b[0m] text\n",
        );
        check(
            Label::Fatal,
            "[42] 2024/03/09 08:07:06.000012 [FTL] text\n",
            "[42] [\x1b[31mFTL\x1b[0m] text\n",
        );
        check(
            Label::Trace,
            "[42] 2024/03/09 08:07:06.000012 [TRC] text\n",
            "[42] [\x1b[33mTRC\x1b[0m] text\n",
        );
    }

    #[test]
    fn the_time_is_that_of_the_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(-9));
        assert_eq!(
            style(Some(zone), false).line(Label::Info, "", moment()),
            "[42] 2024/03/08 23:07:06.000012 [INF] \n"
        );
    }

    #[test]
    fn a_text_stays_one_line() {
        let check = |text: &str, line: &str| {
            assert_eq!(
                style(None, false).line(Label::Info, text, moment()),
                format!("[42] [INF] {line}\n"),
                "{text:?}"
            );
        };
        check("a\tb é 世", "a\tb é 世");
        check("a\n", "a");
        check("a\n[1] [INF] forged\r\n", "a\\n[1] [INF] forged\\r");
        check("\x1b[31mred\x07\0\u{85}", "\\u{1b}[31mred\\u{7}\\u{0}\\u{85}");
    }
}
