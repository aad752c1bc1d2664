//! Finds a key in what a server sent, however it was written there.

/// What a key is replaced by.
const REPLACEMENT: &[u8] = b"[api key]";

/// The length below which a key may be an ordinary word, such as `none`.
const WORD: usize = 8;

/// After these, and after quotes, `=` and `:`, a short key is meant and not the word.
const ANNOUNCEMENTS: [&[u8]; 3] = [b"bearer", b"key", b"token"];

/// Whether a key may be an ordinary word, which is replaced only where a key is meant.
pub(super) fn is_word(key: &str) -> bool {
    key.len() < WORD
}

/// The text without the key; `None` if it is not in there. If the text was cut, a first part of the
/// key at its end is left out too.
pub(super) fn without(text: &[u8], key: &str, is_whole: bool) -> Option<Vec<u8>> {
    let key = key.as_bytes();
    let (&first, is_word) = (key.first()?, key.len() < WORD);
    let mut clean: Option<Vec<u8>> = None;
    let (mut at, mut kept) = (0, 0);
    while let Some(next) = text[at..].iter().position(|it| *it == first || b"\\%".contains(it)) {
        let start = at + next;
        at = match find(&text[start..], key) {
            Found::Whole(length) if !is_word || is_meant(text, start, start + length) => {
                let clean = clean.get_or_insert_default();
                clean.extend_from_slice(&text[kept..start]);
                clean.extend_from_slice(REPLACEMENT);
                kept = start + length;
                kept
            }
            Found::Beginning if !is_whole && !is_word => {
                let mut clean = clean.unwrap_or_default();
                clean.extend_from_slice(&text[kept..start]);
                return Some(clean);
            }
            _ => start + 1,
        };
    }
    let mut clean = clean?;
    clean.extend_from_slice(&text[kept..]);
    Some(clean)
}

/// What a text begins with.
enum Found {
    /// The whole key, in this many bytes.
    Whole(usize),
    /// A first part of the key, at which the text ends.
    Beginning,
    Nothing,
}

fn find(text: &[u8], key: &[u8]) -> Found {
    let mut at = 0;
    for (place, wanted) in key.iter().enumerate() {
        at += loop {
            let Some(byte) = text.get(at) else { return Found::Beginning };
            if byte == wanted {
                break 1;
            }
            match decoded(&text[at..]) {
                (Some(character), length) if character == u32::from(*wanted) => break length,
                // Where a line is printed, control characters are left out.
                (Some(0..0x20 | 0x7f..0xa0), length) if place > 0 => at += length,
                _ => return Found::Nothing,
            }
        };
    }
    Found::Whole(at)
}

/// The character that a text begins with, if it is of Latin-1, and its length: escaped as in JSON,
/// also more than once; percent-encoded; or plain.
fn decoded(text: &[u8]) -> (Option<u32>, usize) {
    let escapes = text.iter().take_while(|it| **it == b'\\').count();
    match &text[escapes..] {
        [b'u', digits @ ..] if escapes > 0 => (hexadecimal(digits.get(..4)), escapes + 5),
        [b'n' | b'r' | b't' | b'b' | b'f', ..] if escapes > 0 => (Some(0), escapes + 1),
        [byte, ..] if escapes > 0 => (Some(u32::from(*byte)), escapes + 1),
        [b'%', digits @ ..] => (hexadecimal(digits.get(..2)), 3),
        [0xc2, byte, ..] => (Some(u32::from(*byte)), 2),
        [byte, ..] => (Some(u32::from(*byte)).filter(|_| byte.is_ascii()), 1),
        [] => (None, escapes),
    }
}

fn hexadecimal(digits: Option<&[u8]>) -> Option<u32> {
    u32::from_str_radix(str::from_utf8(digits?).ok()?, 16).ok()
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
