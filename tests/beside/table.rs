//! [`Table`]: the guide's table in Markdown, a row for each trouble and a column for each peer.

use std::collections::BTreeMap;
use std::fmt;

use crate::outcome::What;
use crate::scripts::Script;
use crate::verdict::Column;

/// Follows the table.
pub(crate) const LEGEND: &str = "\
✓: the outcome and the requests that are due; (1 of 4): in one of four scripts. \"As whole\" and \"as a \
completion\": without an error; you see it only if you look at `finish_reason` or at what is missing.";

pub(crate) struct Table {
    rows: Vec<Row>,
    peers: Vec<&'static str>,
    /// Of each peer, how many errors had the request id, and how many could have it.
    ids: Vec<(usize, usize)>,
}

struct Row {
    name: &'static str,
    cells: Vec<String>,
}

impl Table {
    pub(crate) fn of(peers: Vec<&'static str>) -> Self {
        let ids = vec![(0, 0); peers.len()];
        Self { rows: Vec::new(), peers, ids }
    }

    /// Adds a trouble: its scripts, and what each peer has made of each.
    pub(crate) fn add(&mut self, name: &'static str, scripts: &[(Script, Vec<Column>)]) {
        let of = |peer: usize| scripts.iter().map(move |(_, columns)| &columns[peer]);
        let cells = (0..self.peers.len()).map(|peer| cell(&of(peer).collect::<Vec<_>>())).collect();
        self.rows.push(Row { name, cells });
        for (_, columns) in scripts.iter().filter(|(script, _)| script.has_response) {
            for (column, (with_id, errors)) in columns.iter().zip(&mut self.ids) {
                let is_error = column.outcome.what == What::Error;
                *errors += usize::from(is_error);
                *with_id += usize::from(is_error && column.outcome.has_id);
            }
        }
    }
}

/// ✓, or the faults; of a few scripts, how many have it.
fn cell(columns: &[&Column]) -> String {
    let scripts = columns.len();
    let mut faults = BTreeMap::<String, usize>::new();
    for fault in columns.iter().flat_map(|column| column.verdict.faults()) {
        *faults.entry(fault.to_string()).or_default() += 1;
    }
    if faults.is_empty() {
        return "✓".to_owned();
    }
    let faults = faults.into_iter().map(|(fault, count)| match count {
        _ if count == scripts => fault,
        _ => format!("{fault} ({count} of {scripts})"),
    });
    faults.collect::<Vec<_>>().join("; ")
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | {} |", self.peers.join(" | "))?;
        writeln!(f, "|{}", "---|".repeat(self.peers.len() + 1))?;
        for row in &self.rows {
            writeln!(f, "| {} | {} |", row.name, row.cells.join(" | "))?;
        }
        let ids = self.ids.iter().map(|(with_id, errors)| format!("{with_id} of {errors}"));
        let ids = ids.collect::<Vec<_>>().join(" | ");
        writeln!(f, "| errors that have the request id | {ids} |")
    }
}
