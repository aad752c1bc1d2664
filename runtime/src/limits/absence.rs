//! [`Absence`]: the calls in a line that nobody polls.
//!
//! A task that makes calls side by side, as `buffer_unordered` does, may stop polling them: while it handles one
//! answer, perhaps by a call of its own. If such a call is the first in line, all others would wait for it in
//! vain. So the newest call looks after the first one, time and again: if that could have gone at the last look
//! and has not asked since, it is passed over until it asks again. Its place it keeps.

use std::collections::BTreeMap;
use std::time::Duration;

use super::waiting::{Rank, Waiting};

/// The time between two looks.
pub(crate) const LOOK: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
pub(super) struct Absence {
    absent: BTreeMap<Rank, Waiting>,
    /// Who looks after the first in line.
    watcher: Option<Rank>,
    /// Who could have gone at the last look, and has not asked since.
    suspect: Option<Rank>,
}

impl Absence {
    pub(super) fn watched_by(&mut self, newest: Option<Rank>) {
        self.watcher = newest;
    }

    pub(super) fn is_watched_by(&self, rank: Rank) -> bool {
        self.watcher == Some(rank)
    }

    /// A call asks, and so is there; returns it if it was absent.
    pub(super) fn ends(&mut self, rank: Rank) -> Option<Waiting> {
        self.suspect.take_if(|suspect| *suspect == rank);
        self.absent.remove(&rank)
    }

    /// Looks after the first in line. Returns true if it is passed over, and another one is the first.
    pub(super) fn look(&mut self, line: &mut BTreeMap<Rank, Waiting>, may_go: bool) -> bool {
        let first = line.first_key_value().map(|(first, _)| *first).filter(|_| may_go);
        if first.is_none() || self.suspect != first {
            self.suspect = first;
            return false;
        }
        self.absent.extend(line.pop_first());
        self.suspect = line.first_key_value().map(|(next, _)| *next);
        true
    }

    pub(super) fn len(&self) -> usize {
        self.absent.len()
    }
}
