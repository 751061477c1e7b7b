//! The machine that the figures are from.

use std::fs;
use std::process::Command;
use std::thread;

use serde::{Deserialize, Serialize};

/// What a reader needs to compare it with theirs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Machine {
    /// The processor's name.
    pub(crate) processor: String,
    /// Cores that may be used.
    pub(crate) cores: usize,
    /// Memory in GiB.
    pub(crate) memory: f64,
    /// The kernel's release.
    pub(crate) kernel: String,
    /// Whether it is a virtual machine.
    pub(crate) is_virtual: bool,
    /// The compiler that ours and the generator were built with.
    pub(crate) compiler: String,
}

impl Machine {
    /// This machine.
    pub(crate) fn this() -> Self {
        let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Self {
            processor: field(&processors, "model name").unwrap_or("unknown").to_owned(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory: gibibytes(&memory).unwrap_or_default(),
            kernel: kernel.trim().to_owned(),
            is_virtual: has_flag(&processors, "hypervisor"),
            compiler: compiler().unwrap_or_else(|| "unknown".into()),
        }
    }
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| Some(line.strip_prefix(name)?.trim_start().strip_prefix(':')?.trim()))
}

fn gibibytes(meminfo: &str) -> Option<f64> {
    let kilobytes: f64 = field(meminfo, "MemTotal")?.strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / (1024.0 * 1024.0))
}

fn has_flag(cpuinfo: &str, flag: &str) -> bool {
    field(cpuinfo, "flags").is_some_and(|flags| flags.split_ascii_whitespace().any(|word| word == flag))
}

fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_by_name() {
        let cpuinfo = "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\nflags\t\t: fpu hypervisor sse\n";
        assert_eq!(field(cpuinfo, "model name"), Some("Fast CPU @ 3 GHz"));
        assert!(has_flag(cpuinfo, "hypervisor") && !has_flag(cpuinfo, "hyper"));
        assert_eq!(gibibytes("MemTotal:       2097152 kB\n"), Some(2.0));
        assert_eq!(gibibytes("MemFree: 1 kB\n"), None);
    }
}
