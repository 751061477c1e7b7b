//! What came of each check, and the closing line.

use std::fmt;

/// How one check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Both servers behaved the same.
    Passed,
    /// They did not, or the check itself broke; the text says how.
    Failed(String),
    /// It could not be run; the text says why.
    Skipped(String),
}

/// All verdicts of a run.
#[derive(Debug, Default)]
pub struct Report {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Report {
    /// Counts a verdict and prints it: failures in full, skips with their reason, passes when `verbose`.
    pub fn add(&mut self, name: &str, verdict: &Verdict, verbose: bool) {
        match verdict {
            Verdict::Passed => {
                self.passed += 1;
                if verbose {
                    println!("pass  {name}");
                }
            }
            Verdict::Failed(how) => {
                self.failed += 1;
                println!("FAIL  {name}\n{}", indented(how));
            }
            Verdict::Skipped(why) => {
                self.skipped += 1;
                println!("skip  {name}: {why}");
            }
        }
    }

    /// Whether the run is good; with `require_all` nothing may have been skipped. A run without a single pass
    /// has shown nothing.
    pub fn is_good(&self, require_all: bool) -> bool {
        self.failed == 0 && self.passed > 0 && !(require_all && self.skipped > 0)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(verdicts: &[Verdict], summary: &str, good: bool, good_if_all_required: bool) {
        let mut report = Report::default();
        for verdict in verdicts {
            report.add("x", verdict, false);
        }
        assert_eq!(report.to_string(), summary);
        assert_eq!((report.is_good(false), report.is_good(true)), (good, good_if_all_required));
    }

    #[test]
    fn counts_and_judges() {
        let failed = Verdict::Failed("how".into());
        let skipped = Verdict::Skipped("why".into());
        check(&[Verdict::Passed], "1 passed, 0 failed, 0 skipped", true, true);
        check(&[Verdict::Passed, skipped.clone()], "1 passed, 0 failed, 1 skipped", true, false);
        check(&[Verdict::Passed, failed], "1 passed, 1 failed, 0 skipped", false, false);
        check(&[skipped], "0 passed, 0 failed, 1 skipped", false, false);
        check(&[], "0 passed, 0 failed, 0 skipped", false, false);
    }
}
