//! A key in an encoding of all its bytes: hexadecimal, or base64 of a text that it is a part of.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The ways to write the key, if a text has a word that may be one of them.
pub(super) fn encodings(key: &[u8], text: &[u8]) -> Vec<Vec<u8>> {
    if !has_word(text, key.len()) {
        return Vec::new();
    }
    let hexadecimal = |write: fn(&u8) -> String| key.iter().map(write).collect::<String>();
    let mut texts =
        vec![hexadecimal(|byte| format!("{byte:02x}")), hexadecimal(|byte| format!("{byte:02X}"))];
    for before in 0..3 {
        texts.extend([STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|engine| base64(&engine, key, before)));
    }
    texts.into_iter().map(String::into_bytes).collect()
}

/// Whether this many characters of base64 stand side by side.
fn has_word(text: &[u8], length: usize) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    text.len() >= length && text.split(|byte| !is_part(byte)).any(|word| word.len() >= length)
}

/// The characters of base64 that the key alone decides, where this many bytes stand before it.
fn base64(engine: &impl Engine, key: &[u8], before: usize) -> String {
    let text = [&[0; 2][..before], key].concat();
    let (start, end) = ((before * 8).div_ceil(6), text.len() * 8 / 6);
    engine.encode(&text).get(start..end).unwrap_or_default().to_owned()
}
