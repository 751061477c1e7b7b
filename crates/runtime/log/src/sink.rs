//! Where lines go.

use std::io::{self, IsTerminal, Write};
use std::process;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use options::LogSpec;

use crate::Error;
use crate::file::LogFile;
use crate::label::Label;
use crate::line::Style;
use crate::syslog::Syslog;

/// A place for lines, and how they look there.
#[derive(Debug)]
pub(crate) struct Sink {
    style: Style,
    target: Target,
}

#[derive(Debug)]
enum Target {
    StandardError,
    File(LogFile),
    Syslog(Syslog),
}

impl Sink {
    /// The place that was asked for: a file, else a remote syslog, else the local one, else standard error.
    pub(crate) fn open(spec: &LogSpec) -> Result<Self, Error> {
        let target = match (&spec.file, &spec.remote_syslog) {
            (Some(path), _) => Target::File(LogFile::open(path, spec.size_limit, spec.max_files)?),
            (None, Some(address)) => Target::Syslog(Syslog::remote(address)?),
            (None, None) if spec.syslog => Target::Syslog(Syslog::local()?),
            (None, None) => Target::StandardError,
        };
        let zone = match (spec.no_time, spec.utc) {
            (true, _) => None,
            (false, true) => Some(TimeZone::UTC),
            (false, false) => Some(TimeZone::system()),
        };
        let colours = matches!(target, Target::StandardError) && io::stderr().is_terminal();
        let mut sink = Sink { style: Style { pid: process::id(), zone, colours }, target };
        if matches!(&sink.target, Target::File(file) if file.is_full()) {
            sink.write(Label::Info, "Rotating logfile...");
        }
        Ok(sink)
    }

    /// Writes one line, or drops it.
    pub(crate) fn write(&mut self, label: Label, text: &str) {
        let now = Timestamp::now();
        match &mut self.target {
            Target::StandardError => {
                let line = self.style.line(label, text, now);
                // Nowhere is left to say that this failed.
                let _ = io::stderr().lock().write_all(line.as_bytes());
            }
            Target::File(file) => {
                file.write(&self.style.line(label, text, now));
                if file.is_full() {
                    for (label, text) in file.rotate(&Zoned::now()) {
                        file.write(&self.style.line(label, &text, now));
                    }
                }
            }
            Target::Syslog(syslog) => syslog.write(label, text),
        }
    }

    /// Opens the log file anew and says so.
    pub(crate) fn reopen(&mut self) -> Result<(), Error> {
        match &mut self.target {
            Target::File(file) => {
                file.reopen()?;
                self.write(Label::Info, "File log re-opened");
            }
            _ => self.write(Label::Info, "File log re-open ignored, not a file logger"),
        }
        Ok(())
    }
}
