//! What this machine can do at best: copying memory, moving bytes over loopback, and a round trip between two threads.
//!
//! A server's figures make sense beside these, and a reader's machine can be compared by them.

use std::hint::black_box;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::{Doing, Error, Result};
use crate::process::Process;
use crate::stats::percentile;

/// The machine's limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Probes {
    /// GB/s copied between two buffers of 64 MiB.
    pub(crate) copy: f64,
    /// GB/s over one loopback connection, in writes of 64 KiB.
    pub(crate) stream: f64,
    /// CPU seconds for one GB of that, both ends together.
    pub(crate) stream_cpu: f64,
    /// Median round trip of 16 bytes in microseconds.
    pub round_trip_p50: f64,
    /// 99th percentile of the same.
    pub round_trip_p99: f64,
    /// Connections made, accepted and closed a second.
    pub(crate) connects: f64,
}

const LENGTH: Duration = Duration::from_millis(700);

impl Probes {
    /// Takes about three seconds.
    pub(crate) fn take() -> Result<Self> {
        let (stream, stream_cpu) = stream()?;
        let (round_trip_p50, round_trip_p99) = round_trip()?;
        Ok(Self { copy: copy(), stream, stream_cpu, round_trip_p50, round_trip_p99, connects: connects()? })
    }
}

fn copy() -> f64 {
    let source = vec![1_u8; 64 << 20];
    let mut target = vec![0_u8; source.len()];
    let (start, mut bytes) = (Instant::now(), 0);
    while start.elapsed() < LENGTH {
        target.copy_from_slice(black_box(&source));
        black_box(&target);
        bytes += source.len();
    }
    bytes as f64 / 1e9 / start.elapsed().as_secs_f64()
}

fn pair() -> Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("listen")?;
    let near = TcpStream::connect(listener.local_addr().doing("listen")?).doing("connect")?;
    let (far, _) = listener.accept().doing("accept")?;
    for end in [&near, &far] {
        end.set_nodelay(true).doing("set TCP_NODELAY")?;
    }
    Ok((near, far))
}

fn stream() -> Result<(f64, f64)> {
    let (mut near, mut far) = pair()?;
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut buffer = vec![0; 256 * 1024];
            while far.read(&mut buffer).is_ok_and(|read| read > 0) {}
        });
        let block = vec![0; 64 * 1024];
        let (start, cpu, mut bytes) = (Instant::now(), Process::this().cpu()?, 0);
        while start.elapsed() < LENGTH {
            near.write_all(&block).doing("write")?;
            bytes += block.len();
        }
        drop(near);
        reader.join().map_err(|_| Error::other("a probe's reader panicked"))?;
        let gigabytes = bytes as f64 / 1e9;
        let cpu = Process::this().cpu()?.saturating_sub(cpu).as_secs_f64();
        Ok((gigabytes / start.elapsed().as_secs_f64(), cpu / gigabytes))
    })
}

fn round_trip() -> Result<(f64, f64)> {
    let (mut near, mut far) = pair()?;
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut buffer = [0; 16];
            while far.read_exact(&mut buffer).and_then(|()| far.write_all(&buffer)).is_ok() {}
        });
        let (mut buffer, mut trips, start) = ([0; 16], Vec::new(), Instant::now());
        while start.elapsed() < LENGTH {
            let sent = Instant::now();
            near.write_all(&buffer).doing("write")?;
            near.read_exact(&mut buffer).doing("read")?;
            trips.push(sent.elapsed().as_nanos() as f64 / 1e3);
        }
        drop(near);
        trips.sort_by(f64::total_cmp);
        let at = |share| percentile(&trips, share).unwrap_or_default();
        Ok((at(0.5), at(0.99)))
    })
}

fn connects() -> Result<f64> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("listen")?;
    let address = listener.local_addr().doing("listen")?;
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < LENGTH / 2 {
        let near = TcpStream::connect(address).doing("connect")?;
        let far = listener.accept().doing("accept")?;
        drop((near, far));
        count += 1;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_pair_are_connected() {
        let (mut near, mut far) = pair().unwrap();
        near.write_all(b"hello").unwrap();
        let mut buffer = [0; 5];
        far.read_exact(&mut buffer).unwrap();
        assert_eq!(&buffer, b"hello");
    }
}
