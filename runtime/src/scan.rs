//! Members of a JSON object, found without parsing it.
//!
//! A body is parsed once, as what the caller wants of it. What else it says stands near its beginning
//! or its end, and is found there at a fraction of what parsing costs. Keys come with their quotes,
//! which are escaped inside a text. `None` leaves open whether there is such a member.

use memchr::memchr2;
use memchr::memmem::Finder;

/// How much of the beginning and of the end of a body is looked at.
const REACH: usize = 1024;

/// How much of the end holds the members that a short request has behind its messages.
const CLOSING: usize = 128;

/// What stands from the value of `key` on, if that is a member of the object itself and near its
/// beginning.
pub(crate) fn first_member<'a>(body: &'a [u8], key: &Finder<'_>) -> Option<&'a [u8]> {
    let start = key.find(&body[..body.len().min(REACH)])?;
    let is_nested = body[..start].iter().filter(|byte| matches!(byte, b'{' | b'[')).count() != 1;
    value(&body[start + key.needle().len()..]).filter(|_| !is_nested)
}

/// The same near the end of the object.
pub(crate) fn last_member<'a>(body: &'a [u8], key: &Finder<'_>) -> Option<&'a [u8]> {
    let end = &body[body.len().saturating_sub(REACH)..];
    // To search forwards is several times as fast.
    let start = key.find_iter(end).last()?;
    value(&end[start + key.needle().len()..]).filter(|rest| closes_one_object(rest))
}

/// The same within the last few bytes, for a key with its colon behind it at once. A number of eight bytes
/// is compared in one step.
pub(crate) fn closing_member(body: &[u8], key: [u8; 8]) -> Option<&[u8]> {
    let end = &body[body.len().saturating_sub(CLOSING)..];
    let start = end.windows(8).rposition(|eight| eight == key)?;
    Some(end[start + 8..].trim_ascii_start()).filter(|rest| closes_one_object(rest))
}

/// The same anywhere in the object, which is read up to it: for a member that is not far from the
/// beginning, or seldom in the middle.
pub(crate) fn any_member<'a>(body: &'a [u8], key: &Finder<'_>) -> Option<&'a [u8]> {
    key.find(body)?;
    let name = &key.needle()[1..];
    let mut depth = 0_i32;
    let mut bytes = body.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' => {
                let rest = bytes.as_slice();
                let found = rest.strip_prefix(name).filter(|_| depth == 1).and_then(value);
                if found.is_some() {
                    return found;
                }
                skip_text(&mut bytes);
            }
            _ => {}
        }
    }
    None
}

/// What stands between the quotes of the text that `value` begins with, as it is written.
pub(crate) fn text(value: &[u8]) -> Option<&[u8]> {
    let text = value.strip_prefix(b"\"")?;
    let mut rest = text.iter();
    skip_text(&mut rest);
    let length = text.len() - rest.as_slice().len();
    text[..length].strip_suffix(b"\"")
}

/// Whether the body is an object that has `key` anywhere in it. It finds no more than a parser would.
pub(crate) fn may_have(body: &[u8], key: &Finder<'_>) -> bool {
    // A struct could also be read from an array.
    body.trim_ascii_start().starts_with(b"{") && key.find(body).is_some()
}

/// Whether the key before `rest` is that of a member whose value begins like this.
pub(crate) fn is(rest: &[u8], beginning: &[u8]) -> bool {
    value(rest).is_some_and(|value| value.starts_with(beginning))
}

/// What stands after the colon.
fn value(rest: &[u8]) -> Option<&[u8]> {
    Some(rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start())
}

/// Whether the end of a JSON text closes all that it opens, and one object besides.
fn closes_one_object(end: &[u8]) -> bool {
    let mut depth = 1_i32;
    let mut bytes = end.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' => skip_text(&mut bytes),
            _ => {}
        }
        if depth == 0 {
            return bytes.as_slice().trim_ascii().is_empty();
        }
    }
    false
}

fn skip_text(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(at) = memchr2(b'\\', b'"', bytes.as_slice()) {
        let is_end = bytes.nth(at) == Some(&b'"');
        if is_end {
            return;
        }
        bytes.next();
    }
    *bytes = [].iter();
}
