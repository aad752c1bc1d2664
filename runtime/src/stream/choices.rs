//! [`Choices`]: which choices of an answer have begun, and which have finished.

use serde_json::Value;

/// The choices of a chat, by their `index`. There are seldom more than one.
#[derive(Debug, Default)]
pub(super) struct Choices {
    begun: Vec<u64>,
    finished: Vec<u64>,
}

impl Choices {
    pub(super) fn have_begun(&self) -> bool {
        !self.begun.is_empty()
    }

    /// Whether every choice that has begun has finished.
    pub(super) fn have_finished(&self) -> bool {
        self.begun.iter().all(|index| self.finished.contains(index))
    }

    /// Takes note of an event whose only choice, if it has one, is the first of the answer.
    pub(super) fn begin_first(&mut self, data: &str) {
        if has_choice(data) {
            self.begun.push(0);
        }
    }

    /// Takes note of the choices of an event. Returns the first `finish_reason` in it.
    pub(super) fn note<'a>(&mut self, choices: &'a Value) -> Option<&'a Value> {
        let mut first = None;
        for choice in choices.as_array()? {
            let index = choice.get("index").and_then(Value::as_u64).unwrap_or_default();
            insert(&mut self.begun, index);
            // Some servers send an empty one with every piece.
            let reason = choice.get("finish_reason");
            let reason = reason.filter(|reason| reason.as_str().is_some_and(|it| !it.is_empty()));
            if reason.is_some() {
                insert(&mut self.finished, index);
            }
            first = first.or(reason);
        }
        first
    }
}

fn insert(indices: &mut Vec<u64>, index: u64) {
    if !indices.contains(&index) {
        indices.push(index);
    }
}

/// Whether an event has a choice. It is searched for, and not parsed, because it may be megabytes
/// long.
fn has_choice(data: &str) -> bool {
    let list = data.split_once("\"choices\"").and_then(|(_, rest)| {
        let value = rest.trim_start().strip_prefix(':')?;
        value.trim_start().strip_prefix('[')
    });
    list.is_some_and(|list| !list.trim_start().starts_with(']'))
}
