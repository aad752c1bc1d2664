//! [`Plain`]: an event without a word that matters. Most events after it differ from it in a few texts
//! alone, so that only these are looked at.

use memchr::{memchr, memrchr};

/// The size of the longest event that is kept.
const KEPT: usize = 4096;
const BLOCK: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Plain(Vec<u8>);

impl Plain {
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    pub(super) fn keep(&mut self, event: &[u8]) {
        self.0.clear();
        if event.len() <= KEPT {
            self.0.extend_from_slice(event);
        }
    }

    /// Whether `event` differs from the plain one only in texts that are members' values, none of
    /// which is a word. It may be like it all the same if not.
    pub(super) fn is_like(&self, mut event: &[u8], is_word: impl Fn(&[u8]) -> bool) -> bool {
        let mut plain = self.0.as_slice();
        loop {
            if plain == event {
                return true;
            }
            let same = common(plain, event);
            let Some(quote) = memrchr(b'"', &event[..same]) else { return false };
            let text = quote + 1;
            let (Some(old), Some(new)) = (end(&plain[text..]), end(&event[text..])) else {
                return false;
            };
            if !event[..quote].trim_ascii_end().ends_with(b":") || is_word(&event[text..text + new])
            {
                return false;
            }
            (plain, event) = (&plain[text + old..], &event[text + new..]);
        }
    }
}

/// Where the text ends that begins here. If its quotes are escaped it ends later, and the events are
/// not alike.
fn end(text: &[u8]) -> Option<usize> {
    memchr(b'"', text)
}

/// How many bytes at the beginning are the same.
fn common(left: &[u8], right: &[u8]) -> usize {
    let (left_blocks, _) = left.as_chunks::<BLOCK>();
    let (right_blocks, _) = right.as_chunks::<BLOCK>();
    let mut same = 0;
    for (left, right) in left_blocks.iter().zip(right_blocks) {
        let difference = u128::from_le_bytes(*left) ^ u128::from_le_bytes(*right);
        if difference != 0 {
            return same + difference.trailing_zeros() as usize / 8;
        }
        same += BLOCK;
    }
    let bytes = left[same..].iter().zip(&right[same..]);
    same + bytes.take_while(|(left, right)| left == right).count()
}
