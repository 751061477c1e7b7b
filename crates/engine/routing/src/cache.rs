//! The fan-outs an account has in memory.
//!
//! A set-associative cache: a subject's hash names a set of four places, each set has its own lock, and a newcomer takes
//! the place of the least useful of the four. It is nothing at first, then holds 64 fan-outs, and 4,096 for an account
//! whose publishers keep pushing each other's subjects out.

use std::array;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::Fanout;

const WAYS: usize = 4;
const SMALL_SETS: usize = 16;
const LARGE_SETS: usize = 1024;

/// How many fan-outs still in use the small cache gives up before the large one is made.
const PATIENCE: u32 = 64;

/// A bounded memory of fan-outs.
///
/// A fan-out that leaves the cache for whatever reason is marked stale, so that the cache knows every fan-out that anyone
/// could still take for current.
#[derive(Debug)]
pub(crate) struct Cache<T> {
    small: OnceLock<Level<T>>,
    large: OnceLock<Level<T>>,
    given_up: AtomicU32,
}

/// What [`Cache::put`] did.
pub(crate) struct Put<T> {
    /// The fan-out to use: the one that was put, or the one somebody else had put meanwhile.
    pub(crate) fanout: Arc<Fanout<T>>,
    /// What had to make room. Kept for the caller to drop when no lock is held: the last handle may be in it.
    pub(crate) displaced: Option<Arc<Fanout<T>>>,
}

impl<T> Cache<T> {
    pub(crate) fn new() -> Self {
        Self { small: OnceLock::new(), large: OnceLock::new(), given_up: AtomicU32::new(0) }
    }

    /// A current fan-out of the subject.
    pub(crate) fn get(&self, hash: u64, subject: &[u8], generation: u64) -> Option<Arc<Fanout<T>>> {
        self.large.get().or(self.small.get())?.set(hash)?.get(hash, subject, generation)
    }

    /// Remembers a fan-out. The caller holds the index's lock.
    pub(crate) fn put(&self, hash: u64, fanout: Fanout<T>, generation: u64) -> Put<T> {
        let fanout = Arc::new(fanout);
        let level = self.large.get().unwrap_or_else(|| self.small.get_or_init(|| Level::new(SMALL_SETS)));
        // A level has as many sets as hashes name.
        let Some(mut set) = level.set(hash) else { return Put { fanout, displaced: None } };
        if let Some(known) = set.get(hash, fanout.subject(), generation) {
            return Put { fanout: known, displaced: None };
        }
        let displaced = set.replace(hash, &fanout, generation);
        drop(set);
        if displaced.as_ref().is_some_and(|displaced| displaced.is_current(generation)) {
            self.give_up();
        }
        displaced.iter().for_each(|displaced| displaced.mark_stale());
        Put { fanout, displaced }
    }

    /// Notes that a useful fan-out had to go, and makes the large cache when that has happened too often.
    fn give_up(&self) {
        if self.large.get().is_none() && self.given_up.fetch_add(1, Ordering::Relaxed) >= PATIENCE {
            self.large.get_or_init(|| Level::new(LARGE_SETS));
        }
    }

    /// Forgets the fan-out of a subject and makes everyone who remembers it look again. Hands out what was forgotten, for
    /// the caller to drop when no lock is held.
    pub(crate) fn invalidate(&self, hash: u64, subject: &[u8]) -> [Option<Arc<Fanout<T>>>; 2] {
        // The small cache is asked even when there is a large one: what it held when that was made is still in it.
        [&self.small, &self.large].map(|level| level.get()?.set(hash)?.forget(hash, subject))
    }

    /// Lets go of every fan-out that is no longer current, and of the small cache once there is a large one.
    pub(crate) fn sweep(&self, generation: u64) {
        let outgrown = self.large.get().is_some();
        for (level, all) in [(&self.small, outgrown), (&self.large, false)] {
            for set in level.get().iter().flat_map(|level| &level.sets) {
                // Handles are dropped when the set's lock is free again.
                let _gone = set.lock().unwrap_or_else(PoisonError::into_inner).sweep(generation, all);
            }
        }
    }

    /// Visits every fan-out in the cache, current or not.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(&Fanout<T>)) {
        for level in [&self.small, &self.large].into_iter().filter_map(OnceLock::get) {
            for set in &level.sets {
                set.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .fanouts
                    .iter()
                    .flatten()
                    .for_each(|it| visit(it));
            }
        }
    }
}

#[derive(Debug)]
struct Level<T> {
    /// A power of two.
    sets: Box<[Mutex<Set<T>>]>,
}

impl<T> Level<T> {
    fn new(sets: usize) -> Self {
        Self { sets: (0..sets).map(|_| Mutex::new(Set::new())).collect() }
    }

    fn set(&self, hash: u64) -> Option<MutexGuard<'_, Set<T>>> {
        let at = hash as usize & (self.sets.len() - 1);
        self.sets.get(at).map(|set| set.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[derive(Debug)]
struct Set<T> {
    /// Parts of the hashes, so that most comparisons don't touch the fan-outs.
    tags: [u32; WAYS],
    fanouts: [Option<Arc<Fanout<T>>>; WAYS],
    /// Whose turn it is to go when all four are in use.
    turn: u32,
}

impl<T> Set<T> {
    fn new() -> Self {
        Self { tags: [0; WAYS], fanouts: array::from_fn(|_| None), turn: 0 }
    }

    fn get(&self, hash: u64, subject: &[u8], generation: u64) -> Option<Arc<Fanout<T>>> {
        let fanout = self.fanouts.get(self.find(hash, subject)?)?.as_ref()?;
        fanout.is_current(generation).then(|| Arc::clone(fanout))
    }

    fn find(&self, hash: u64, subject: &[u8]) -> Option<usize> {
        let same = |(known, fanout): (&u32, &Option<Arc<Fanout<T>>>)| {
            *known == tag(hash) && fanout.as_ref().is_some_and(|fanout| fanout.subject() == subject)
        };
        self.tags.iter().zip(&self.fanouts).position(same)
    }

    /// Puts a fan-out in, in the place of an older one of the same subject if there is one.
    fn replace(&mut self, hash: u64, fanout: &Arc<Fanout<T>>, generation: u64) -> Option<Arc<Fanout<T>>> {
        let useless =
            |known: &Option<Arc<Fanout<T>>>| known.as_ref().is_none_or(|it| !it.is_current(generation));
        let at = self
            .find(hash, fanout.subject())
            .or_else(|| self.fanouts.iter().position(useless))
            .unwrap_or_else(|| {
                self.turn = self.turn.wrapping_add(1);
                self.turn as usize % WAYS
            });
        if let Some(known) = self.tags.get_mut(at) {
            *known = tag(hash);
        }
        self.fanouts.get_mut(at)?.replace(Arc::clone(fanout))
    }

    fn sweep(&mut self, generation: u64, all: bool) -> [Option<Arc<Fanout<T>>>; WAYS] {
        self.fanouts.each_mut().map(|place| {
            let gone = place.take_if(|fanout| all || !fanout.is_current(generation))?;
            gone.mark_stale();
            Some(gone)
        })
    }

    fn forget(&mut self, hash: u64, subject: &[u8]) -> Option<Arc<Fanout<T>>> {
        let at = self.find(hash, subject)?;
        let fanout = self.fanouts.get_mut(at)?.take()?;
        fanout.mark_stale();
        Some(fanout)
    }
}

/// A part of the hash that doesn't choose the set.
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}
