//! Finds a key in what a server sent: as it is, in other case, escaped as in JSON, a URL or HTML, split
//! by what cannot be seen, in hexadecimal or base64, or cut behind its eighth character.
//!
//! Not found are what a key ends in, a key in two encodings that are unlike, and one that was reversed,
//! split by visible characters, compressed or hashed.

use memchr::{memchr2_iter, memchr3_iter, memmem};

use super::encoded::encodings;

/// What a key is replaced by.
const REPLACEMENT: &[u8] = b"[api key]";

/// The length below which a key may be an ordinary word, such as `none`.
const WORD: usize = 8;

/// After these, and after quotes, `=` and `:`, a short key is meant and not the word.
const ANNOUNCEMENTS: [&[u8]; 3] = [b"bearer", b"key", b"token"];

/// Whether a key may be an ordinary word, which is replaced only where a key is meant.
pub(super) fn is_word(key: &[u8]) -> bool {
    key.len() < WORD
}

/// The length of the shortest text that a key can be found in.
pub(super) fn shortest(key: &[u8]) -> usize {
    key.len().min(WORD)
}

/// The text without the key; `None` if it is not in there. Of a key that is no word, a beginning of
/// [`WORD`] characters is left out too; and if the text was cut, any beginning at its end.
pub(super) fn without(text: &[u8], key: &[u8], is_whole: bool) -> Option<Vec<u8>> {
    let clean = without_written(text, key, is_whole);
    if is_word(key) {
        return clean;
    }
    let encodings = encodings(key, text);
    encodings
        .iter()
        .fold(clean, |clean, encoded| replaced(clean.as_deref().unwrap_or(text), encoded).or(clean))
}

fn replaced(text: &[u8], sought: &[u8]) -> Option<Vec<u8>> {
    let mut places = memmem::find_iter(text, sought).peekable();
    places.peek()?;
    let (mut clean, mut kept) = (Vec::new(), 0);
    for place in places {
        clean.extend_from_slice(&text[kept..place]);
        clean.extend_from_slice(REPLACEMENT);
        kept = place + sought.len();
    }
    clean.extend_from_slice(&text[kept..]);
    Some(clean)
}

/// The text without the key as it is, or as one of its characters or all of them are escaped.
pub(super) fn without_written(text: &[u8], key: &[u8], is_whole: bool) -> Option<Vec<u8>> {
    let (&first, is_word) = (key.first()?, is_word(key));
    if is_whole && text.len() < shortest(key) {
        return None;
    }
    let mut clean: Option<Vec<u8>> = None;
    let (mut at, mut kept) = (0, 0);
    for start in beginnings(text, first) {
        if start < at {
            continue;
        }
        let found = find(&text[start..], key);
        let end = start + found.length;
        let is_it = if is_word {
            found.characters == key.len() && is_meant(text, start, end)
        } else {
            found.characters >= WORD
        };
        if !is_it && !is_whole && !is_word && end == text.len() {
            let mut clean = clean.unwrap_or_default();
            clean.extend_from_slice(&text[kept..start]);
            return Some(clean);
        }
        if is_it {
            let clean = clean.get_or_insert_default();
            clean.extend_from_slice(&text[kept..start]);
            clean.extend_from_slice(REPLACEMENT);
            (at, kept) = (end, end);
        }
    }
    let mut clean = clean?;
    clean.extend_from_slice(&text[kept..]);
    Some(clean)
}

/// Where a key may begin whose first character this is.
fn beginnings(text: &[u8], first: u8) -> impl Iterator<Item = usize> {
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let mut letters = memchr3_iter(lower, upper, b'\\', text).peekable();
    let mut escapes = memchr2_iter(b'%', b'&', text).peekable();
    std::iter::from_fn(move || match (letters.peek(), escapes.peek()) {
        (Some(letter), Some(escape)) if escape < letter => escapes.next(),
        (None, _) => escapes.next(),
        _ => letters.next(),
    })
}

/// What an escape begins with: in JSON, in a URL, in HTML.
const ESCAPES: &[u8] = b"\\%&";

/// The beginning of a key, at the beginning of a text.
#[derive(Clone, Copy)]
struct Found {
    /// How many characters of the key there are.
    characters: usize,
    /// In how many bytes of the text.
    length: usize,
}

/// The longest beginning of the key. What looks like an escape may be a part of the key itself.
fn find(text: &[u8], key: &[u8]) -> Found {
    let plain = find_as(text, key, None);
    let escapes = ESCAPES.iter().filter(|escape| key.contains(escape));
    escapes.map(|escape| find_as(text, key, Some(*escape))).fold(plain, |longest, found| {
        if found.characters > longest.characters { found } else { longest }
    })
}

/// `escape` is the one that begins an escape wherever it can, although the key has it.
fn find_as(text: &[u8], key: &[u8], escape: Option<u8>) -> Found {
    let is_word = is_word(key);
    let is_same =
        |byte: u8, wanted: u8| byte == wanted || (!is_word && byte.eq_ignore_ascii_case(&wanted));
    let mut length = 0;
    for (characters, wanted) in key.iter().enumerate() {
        length += loop {
            let Some(byte) = text.get(length) else { return Found { characters, length } };
            if escape != Some(*byte) && is_same(*byte, *wanted) {
                break 1;
            }
            match decoded(&text[length..]) {
                (Some(character), part) if is_same(character, *wanted) => break part,
                // Where a line is printed, control characters are left out.
                (Some(0..0x20 | 0x7f..0xa0), part) if characters > 0 => length += part,
                _ if is_same(*byte, *wanted) => break 1,
                _ => return Found { characters, length },
            }
        };
    }
    Found { characters: key.len(), length }
}

/// The character that a text begins with, if it is of Latin-1, and its length: escaped as in JSON,
/// also more than once; as in a URL; as in HTML; or plain.
fn decoded(text: &[u8]) -> (Option<u8>, usize) {
    let escapes = text.iter().take_while(|it| **it == b'\\').count();
    match &text[escapes..] {
        [b'u', digits @ ..] if escapes > 0 => (number(digits.get(..4), 16), escapes + 5),
        [b'n' | b'r' | b't' | b'b' | b'f', ..] if escapes > 0 => (Some(0), escapes + 1),
        [byte, ..] if escapes > 0 => (Some(*byte), escapes + 1),
        [b'%', digits @ ..] => (number(digits.get(..2), 16), 3),
        [b'&', ..] => entity(text).unwrap_or((Some(b'&'), 1)),
        [0xc2, byte, ..] => (Some(*byte), 2),
        // What is left out of a line like a control character, because it cannot be seen.
        [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae, ..]
        | [0xe2, 0x81, 0xa0..=0xaf, ..]
        | [0xef, 0xbb, 0xbf, ..] => (Some(0), 3),
        [0xd8, 0x9c, ..] => (Some(0), 2),
        [byte, ..] => (Some(*byte).filter(u8::is_ascii), 1),
        [] => (None, escapes),
    }
}

/// The longest entity of HTML that is read, `&#x0002d;`.
const LONGEST_ENTITY: usize = 9;

/// The entity of HTML that a text begins with, and its length.
fn entity(text: &[u8]) -> Option<(Option<u8>, usize)> {
    let end = text.iter().take(LONGEST_ENTITY).position(|it| *it == b';')?;
    let character = match &text[1..end] {
        [b'#', b'x' | b'X', digits @ ..] => number(Some(digits), 16),
        [b'#', digits @ ..] => number(Some(digits), 10),
        b"amp" => Some(b'&'),
        b"lt" => Some(b'<'),
        b"gt" => Some(b'>'),
        b"quot" => Some(b'"'),
        b"apos" => Some(b'\''),
        _ => return None,
    };
    Some((character, end + 1))
}

/// The character with this number, if it is of Latin-1.
fn number(digits: Option<&[u8]>, radix: u32) -> Option<u8> {
    let number = u32::from_str_radix(str::from_utf8(digits?).ok()?, radix).ok()?;
    u8::try_from(number).ok()
}

/// Whether a word in a text is meant as a key: it is the whole text, or a whole token after a quote,
/// `=`, `:` or a word that announces it.
fn is_meant(text: &[u8], start: usize, end: usize) -> bool {
    let before = text[..start].trim_ascii_end();
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || b"-_".contains(it));
    if is_part(text.get(end)) || is_part(text[..start].last()) {
        return false;
    }
    let announces = |word: &[u8]| {
        let tail = before.len().checked_sub(word.len()).and_then(|from| before.get(from..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    let is_all = start == 0 && end == text.len();
    is_all
        || before.last().is_some_and(|it| b"\"'`=:".contains(it))
        || ANNOUNCEMENTS.into_iter().any(announces)
}
