//! The sink that every stage reports to, and the search for the word that was meant.

use proc_macro2::Span;

/// Collects mistakes, so that one build shows all of them. It must be finished.
#[derive(Default)]
pub(crate) struct Errors {
    found: Option<syn::Error>,
    finished: bool,
}

impl Errors {
    pub(crate) fn push(&mut self, span: Span, message: impl std::fmt::Display) {
        self.add(syn::Error::new(span, message));
    }

    /// The value of `result`; its error goes into the sink.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_none()
    }

    pub(crate) fn finish(mut self) -> syn::Result<()> {
        self.finished = true;
        self.found.take().map_or(Ok(()), Err)
    }

    fn add(&mut self, error: syn::Error) {
        match &mut self.found {
            Some(found) => found.combine(error),
            None => self.found = Some(error),
        }
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        debug_assert!(self.finished || std::thread::panicking(), "forgot to look for errors");
    }
}

/// `word` is none of `candidates`: what to write instead, as the end of a sentence.
pub(crate) fn instead<'a>(word: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> String {
    let list = candidates.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match nearest(word, candidates) {
        Some(name) => format!("did you mean `{name}`? there are {list}"),
        None => format!("write one of {list}"),
    }
}

/// The candidate that differs from `word` by the fewest letters, if they are few.
fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().max(word.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// [Levenshtein's distance](https://en.wikipedia.org/wiki/Levenshtein_distance), a row at a time.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, letter) in left.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (column, other) in right.chars().enumerate() {
            let substituted = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn counts_the_letters_that_differ() {
        assert_eq!(distance("", "wait"), 4);
        assert_eq!(distance("wait", "wait"), 0);
        assert_eq!(distance("tiemout", "timeout"), 2);
        assert_eq!(distance("retrys", "retry"), 1);
    }

    #[test]
    fn suggests_only_what_is_near() {
        let words = ["timeout", "deadline", "attempts"];
        assert_eq!(nearest("tiemout", words.into_iter()), Some("timeout"));
        assert_eq!(nearest("attemps", words.into_iter()), Some("attempts"));
        assert_eq!(nearest("colour", words.into_iter()), None);
    }
}
