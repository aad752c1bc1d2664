//! A key in an encoding of all its bytes: hexadecimal, or base64 of a text that it is a part of.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The ways to write the key that a text of `longest` bytes has room for.
pub(super) fn encodings(key: &[u8], longest: usize) -> Vec<Vec<u8>> {
    if longest < key.len() {
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

/// The characters of base64 that the key alone decides, where this many bytes stand before it.
fn base64(engine: &impl Engine, key: &[u8], before: usize) -> String {
    let text = [&[0; 2][..before], key].concat();
    let (start, end) = ((before * 8).div_ceil(6), text.len() * 8 / 6);
    engine.encode(&text).get(start..end).unwrap_or_default().to_owned()
}
