//! [`Hints`]: what an event may have to tell beside its item.
//!
//! Most events tell nothing. They are searched for the few words that do, in one pass, and not parsed a
//! second time. A word inside of a text is not taken for one: there its quotes are escaped. And most
//! events of a stream begin alike, so that the beginning is searched once.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

const ERROR: &str = "\"error\"";
const FINISH_REASON: &str = "\"finish_reason\"";
const USAGE: &str = "\"usage\"";
const RESPONSE: &str = "\"response.";

/// The place of each word is its number. `None` on machines that cannot search for all at once.
static WORDS: LazyLock<Option<Searcher>> =
    LazyLock::new(|| Searcher::new([ERROR, FINISH_REASON, USAGE, RESPONSE]));

/// How far behind a word its value is looked for. What cannot be told within it is worth a parser.
const REACH: usize = 32;
/// The longest word with its value, rounded up to whole blocks.
const LONGEST: usize = 2 * BLOCK;
const BLOCK: usize = 32;
/// How much of a beginning is kept.
const KEPT: usize = 4096;

/// Listens to the events of one stream.
#[derive(Debug, Default)]
pub(super) struct Listener {
    /// The beginning of an event that told nothing.
    quiet: Vec<u8>,
}

impl Listener {
    pub(super) fn hints(&mut self, data: &str) -> Hints {
        let data = data.as_bytes();
        let alike = alike(&self.quiet, data);
        let hints = Hints::of(&data[alike.saturating_sub(LONGEST)..]);
        if alike < BLOCK && hints == Hints::default() {
            self.quiet.clear();
            self.quiet.extend_from_slice(&data[..data.len().min(KEPT)]);
        }
        hints
    }
}

/// How many bytes two events have in common at their beginning, in whole blocks.
fn alike(left: &[u8], right: &[u8]) -> usize {
    let (left, _) = left.as_chunks::<BLOCK>();
    let (right, _) = right.as_chunks::<BLOCK>();
    left.iter().zip(right).take_while(|(left, right)| left == right).count() * BLOCK
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    pub(super) may_be_error: bool,
    /// Whether it may have a reason to finish, a usage or an end.
    pub(super) tells: bool,
}

impl Hints {
    /// All that there may be, for who cannot search.
    const ALL: Self = Self { may_be_error: true, tells: true };

    pub(super) fn of(data: &[u8]) -> Self {
        let Some(words) = &*WORDS else { return Self::ALL };
        let mut hints = Self::default();
        for found in words.find_iter(data) {
            let rest = &data[found.end()..];
            match found.pattern().as_u32() {
                0 => hints.may_be_error |= !is_null(rest),
                1 | 2 => hints.tells |= !is_null(rest),
                _ => {
                    hints.may_be_error |= rest.starts_with(b"failed\"");
                    let ends =
                        rest.starts_with(b"completed\"") || rest.starts_with(b"incomplete\"");
                    hints.tells |= ends;
                }
            }
        }
        hints
    }
}

/// Whether the word before `rest` is a member that is null.
fn is_null(rest: &[u8]) -> bool {
    let rest = &rest[..rest.len().min(REACH)];
    let value = rest.trim_ascii_start().strip_prefix(b":");
    value.is_some_and(|value| value.trim_ascii_start().starts_with(b"null"))
}
