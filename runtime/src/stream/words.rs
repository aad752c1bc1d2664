//! [`Words`]: the words of a protocol without which an event means nothing for its stream: neither an
//! error, nor another choice, a reason to finish, a usage or an end.
//!
//! Most events have none of them. They are searched in one pass instead of being parsed a second time.
//! A word inside a JSON string is not found, because its quotes are escaped.

use std::sync::OnceLock;

use aho_corasick::packed::Searcher;
use memchr::memchr;

use crate::scan;

/// They are built when the first event of their protocol comes.
#[derive(Debug)]
pub(super) struct Words(OnceLock<Search>);

/// A text between quotes.
#[derive(Debug)]
pub(super) struct Word {
    text: &'static str,
    /// The value of a member by this name that means nothing.
    harmless: Option<&'static str>,
}

#[derive(Debug)]
pub(super) struct Search {
    /// `None` on machines without a packed search.
    searcher: Option<Searcher>,
    /// By their pattern numbers.
    words: Vec<Word>,
}

/// How many bytes after a word are searched for its value. If that is too few, the event is parsed.
const REACH: usize = 32;
/// The length of the longest word, rounded up.
const LONGEST: usize = 32;
/// How much is searched at a time.
const PART: usize = 1024;

impl Words {
    pub(super) const fn new() -> Self {
        Self(OnceLock::new())
    }

    pub(super) fn search(&self, words: impl FnOnce() -> Vec<Word>) -> &Search {
        self.0.get_or_init(|| Search::of(words()))
    }
}

impl Word {
    pub(super) fn any(text: &'static str) -> Self {
        Self { text, harmless: None }
    }

    /// The name of a member, unless it has this value.
    pub(super) fn unless(text: &'static str, harmless: &'static str) -> Self {
        Self { text, harmless: Some(harmless) }
    }

    /// Whether it matters, with what stands behind it.
    fn matters(&self, rest: &[u8]) -> bool {
        let rest = &rest[..rest.len().min(REACH)];
        self.harmless.is_none_or(|value| !scan::is(rest, value.as_bytes()))
    }
}

impl Search {
    fn of(words: Vec<Word>) -> Self {
        let quoted = words.iter().map(|word| format!("\"{}\"", word.text));
        Self { searcher: Searcher::new(quoted), words }
    }

    pub(super) fn is_word(&self, text: &[u8]) -> bool {
        self.words.iter().any(|word| word.text.as_bytes() == text)
    }

    /// Whether there is a word that matters. Each begins with a quote, and long texts have few.
    pub(super) fn finds_any(&self, data: &[u8]) -> bool {
        let Some(searcher) = &self.searcher else { return true };
        let mut start = 0;
        while let Some(quote) = memchr(b'"', &data[start..]) {
            let from = start + quote;
            start = data.len().min(from + PART);
            let part = &data[from..data.len().min(start + LONGEST)];
            let mut found = searcher.find_iter(part);
            if found.any(|it| self.words[it.pattern().as_usize()].matters(&data[from + it.end()..]))
            {
                return true;
            }
        }
        false
    }
}
