//! [`Summary`]: the few lines of the README, a row for each sort of fault.

use std::fmt;

use crate::verdict::{Column, Fault};

/// The sorts of faults, in the words of the table.
const SORTS: [&str; 5] = [
    "no error, and no whole answer",
    "gives up where an answer was due",
    "requests that cannot help",
    "too soon or too late",
    "prompt sent to another origin",
];

pub(crate) struct Summary {
    peers: Vec<&'static str>,
    scripts: usize,
    right: Vec<usize>,
    faults: [Vec<usize>; SORTS.len()],
}

impl Summary {
    pub(crate) fn of(peers: Vec<&'static str>) -> Self {
        let none = vec![0; peers.len()];
        let faults = SORTS.map(|_| none.clone());
        Self { peers, scripts: 0, right: none, faults }
    }

    /// Adds what each peer has made of a script.
    pub(crate) fn add(&mut self, columns: &[Column]) {
        self.scripts += 1;
        for (peer, column) in columns.iter().enumerate() {
            self.right[peer] += usize::from(column.verdict.is_right());
            for fault in column.verdict.faults() {
                self.faults[sort(fault)][peer] += 1;
            }
        }
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, counts: &[usize]) -> fmt::Result {
    let cells = counts.iter().map(usize::to_string).collect::<Vec<_>>();
    writeln!(f, "| {name} | {} |", cells.join(" | "))
}

/// Its place in [`SORTS`].
fn sort(fault: &Fault) -> usize {
    match fault {
        Fault::Hidden(_) => 0,
        Fault::GaveUp => 1,
        Fault::Needless(_) => 2,
        Fault::TooSoon | Fault::Late(_) => 3,
        Fault::Elsewhere(_) => 4,
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| of {} scripts | {} |", self.scripts, self.peers.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.peers.len() + 1))?;
        row(f, "right", &self.right)?;
        SORTS.iter().zip(&self.faults).try_for_each(|(name, counts)| row(f, name, counts))
    }
}
