//! [`Hints`]: what an event may mean for its stream: an error, another choice, a reason to finish, a
//! usage or an end.
//!
//! Most events mean nothing of this. They are searched for a few words in one pass instead of being
//! parsed a second time. A word inside a JSON string is not found, because its quotes are escaped.
//! Most events of a stream begin with the same bytes, so the beginning is searched only once.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use crate::scan;

const ERROR: &str = "\"error\"";
const FINISH_REASON: &str = "\"finish_reason\"";
const USAGE: &str = "\"usage\"";
const RESPONSE: &str = "\"response.";
const INDEX: &str = "\"index\"";

/// The index of a word is its pattern number. `None` on machines without a packed search.
static WORDS: LazyLock<Option<Searcher>> =
    LazyLock::new(|| Searcher::new([ERROR, FINISH_REASON, USAGE, RESPONSE, INDEX]));

/// How many bytes after a word are searched for its value. If that is too few, the event is parsed.
const REACH: usize = 32;
/// The length of the longest word with its value, rounded up to whole blocks.
const LONGEST: usize = 2 * BLOCK;
const BLOCK: usize = 32;
/// How many bytes of a beginning are kept.
const KEPT: usize = 4096;

/// Finds the hints in the events of one stream.
#[derive(Debug, Default)]
pub(super) struct HintFinder {
    /// The beginning of an event without hints.
    plain: Vec<u8>,
}

impl HintFinder {
    pub(super) fn hints(&mut self, data: &str) -> Hints {
        let data = data.as_bytes();
        let alike = alike(&self.plain, data);
        let hints = Hints::of(&data[alike.saturating_sub(LONGEST)..]);
        if alike < BLOCK && hints == Hints::default() {
            self.plain.clear();
            self.plain.extend_from_slice(&data[..data.len().min(KEPT)]);
        }
        hints
    }
}

/// How many bytes at the beginning of two events are the same, in whole blocks.
fn alike(left: &[u8], right: &[u8]) -> usize {
    let (left, _) = left.as_chunks::<BLOCK>();
    let (right, _) = right.as_chunks::<BLOCK>();
    left.iter().zip(right).take_while(|(left, right)| left == right).count() * BLOCK
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    pub(super) may_be_error: bool,
    /// Whether it may have a second choice, a reason to finish, a usage or an end, so that it has to be
    /// parsed.
    pub(super) needs_parsing: bool,
}

impl Hints {
    /// Every hint, where there is no search.
    const ALL: Self = Self { may_be_error: true, needs_parsing: true };

    pub(super) fn of(data: &[u8]) -> Self {
        let Some(words) = &*WORDS else { return Self::ALL };
        let mut hints = Self::default();
        for found in words.find_iter(data) {
            let rest = &data[found.end()..];
            match found.pattern().as_u32() {
                0 => hints.may_be_error |= !is_null(rest),
                1 | 2 => hints.needs_parsing |= !is_null(rest),
                4 => hints.needs_parsing |= !is(rest, b"0"),
                _ => {
                    hints.may_be_error |= rest.starts_with(b"failed\"");
                    let ends =
                        rest.starts_with(b"completed\"") || rest.starts_with(b"incomplete\"");
                    hints.needs_parsing |= ends;
                }
            }
        }
        hints
    }
}

/// Whether the word before `rest` is a member whose value is `null`.
fn is_null(rest: &[u8]) -> bool {
    is(rest, b"null")
}

/// Whether the word before `rest` is a member whose value begins like this.
fn is(rest: &[u8], beginning: &[u8]) -> bool {
    scan::is(&rest[..rest.len().min(REACH)], beginning)
}
