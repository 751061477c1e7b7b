//! Very many subscriptions that get nothing: what each costs in memory.

use super::idle::each;
use crate::error::Result;
use crate::measure::{self, Plan, Reading};
use crate::sample::{Metric, Sample};
use crate::server::Target;
use crate::wire::connection::Connection;
use crate::wire::encode;

/// Subscriptions without traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscriptions {
    /// How many, all together.
    pub(crate) count: usize,
    /// Connections they are spread over.
    pub(crate) connections: usize,
    /// How many different subjects they have; 1:1 when that is `count`.
    pub(crate) subjects: usize,
}

impl Subscriptions {
    /// Runs it once.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let mut connections = Connection::open_many(target.address, self.connections)?;
        let lines = self.lines();
        std::thread::sleep(plan.settle);
        let empty = target.process.memory()?;
        let before = Reading::take(target, 0)?;
        for (connection, lines) in connections.iter_mut().zip(&lines) {
            connection.send(lines)?;
            connection.confirm()?;
        }
        let made = Reading::take(target, self.count as u64)?.since(&before);
        std::thread::sleep(plan.settle);
        let mut sample = each(empty, target.process.memory()?, self.count);
        sample.insert(Metric::Rate, made.rate());
        sample.insert(Metric::Cpu, made.cpu_per_million());
        measure::hold(target, plan, &|| 0)?;
        Ok(sample)
    }

    /// Each connection's `SUB`s.
    fn lines(&self) -> Vec<Vec<u8>> {
        let mut lines = vec![Vec::new(); self.connections];
        for number in 0..self.count {
            let subject = format!("load.room.{:07}.temperature", number % self.subjects);
            if let Some(lines) = lines.get_mut(number % self.connections) {
                encode::subscribe(lines, &subject, None, (number / self.connections + 1) as u64);
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subscription_is_on_one_connection() {
        let lines = Subscriptions { count: 10, connections: 3, subjects: 10 }.lines();
        let count = |lines: &Vec<u8>| lines.iter().filter(|&&byte| byte == b'\n').count();
        assert_eq!(lines.iter().map(count).collect::<Vec<_>>(), [4, 3, 3]);
        assert!(
            lines
                .first()
                .unwrap()
                .starts_with(b"SUB load.room.0000000.temperature 1\r\nSUB load.room.0000003")
        );
    }
}
