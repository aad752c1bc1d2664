//! The error that a gateway has put as text into its own: LiteLLM writes the upstream's JSON into its
//! message, OpenRouter into `metadata.raw`.

use serde_json::Deserializer;

use super::json::Json;

/// Where the upstream's text is in an error.
const RAW: &[&str] = &["metadata", "raw"];

/// What an error has at least.
const MEMBERS: [&str; 3] = ["error", "message", "detail"];

/// The text in which an error may quote that of the upstream.
pub(super) fn raw<'a>(error: &'a Json<'_>) -> Option<&'a str> {
    error.at(RAW)?.text().filter(|text| !text.trim().is_empty())
}

/// The JSON of an error in a text: all of it, or what stands after the words of a gateway.
pub(super) fn document(text: &str) -> Option<Json<'_>> {
    let start = text.find('{')?;
    let start = start - usize::from(text[..start].ends_with('['));
    if !announces(&text[..start]) {
        return None;
    }
    // Python's quotes may follow.
    let document: Json<'_> = Deserializer::from_str(&text[start..]).into_iter().next()?.ok()?;
    let error = document.member("0").unwrap_or(&document);
    MEMBERS.iter().any(|name| error.member(name).is_some()).then_some(document)
}

/// Whether the JSON after such words is that of an upstream, and not something of the user's that is
/// quoted: `litellm.RateLimitError: AnthropicException - `, `429 `, also with Python's `b'`.
fn announces(words: &str) -> bool {
    let words = words.trim_end_matches('\'').trim_end_matches(" b").trim_end();
    words.is_empty() || words.ends_with('-') || words.ends_with(|last: char| last.is_ascii_digit())
}
