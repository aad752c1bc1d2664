//! The error that a gateway has put as text into its own: LiteLLM writes the upstream's JSON into its
//! message, OpenRouter into `metadata.raw`.

use serde_json::{Deserializer, Value};

/// What an error has at least.
const MEMBERS: [&str; 3] = ["error", "message", "detail"];

/// The text in which an error may quote that of the upstream.
pub(super) fn raw(error: &Value) -> Option<&str> {
    error.get("metadata")?.get("raw")?.as_str().filter(|text| !text.trim().is_empty())
}

/// The JSON of an error in a text: all of it, or what stands after the words of a gateway.
pub(super) fn document(text: &str) -> Option<Value> {
    let start = text.find('{')?;
    let start = start - usize::from(text[..start].ends_with('['));
    if !announces(&text[..start]) {
        return None;
    }
    // Python's quotes may follow.
    let document: Value = Deserializer::from_str(&text[start..]).into_iter().next()?.ok()?;
    let error = document.get(0).unwrap_or(&document);
    MEMBERS.iter().any(|name| error.get(*name).is_some()).then_some(document)
}

/// Whether the JSON after such words is that of an upstream, and not something of the user's that is
/// quoted: `litellm.RateLimitError: AnthropicException - `, `429 `, also with Python's `b'`.
fn announces(words: &str) -> bool {
    let words = words.trim_end_matches('\'').trim_end_matches(" b").trim_end();
    words.is_empty() || words.ends_with('-') || words.ends_with(|last: char| last.is_ascii_digit())
}
