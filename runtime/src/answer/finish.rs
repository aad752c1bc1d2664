//! The words for why a model stopped, and which of them make a failure of its answer.

use crate::kind::ErrorKind;

/// <https://platform.openai.com/docs/api-reference/chat/object>, and those of other services.
const FAILURES: &[(&str, ErrorKind)] = &[
    ("length", ErrorKind::Truncated),
    ("max_tokens", ErrorKind::Truncated),
    ("max_output_tokens", ErrorKind::Truncated), // Responses API
    ("model_length", ErrorKind::Truncated),      // Mistral
    ("incomplete", ErrorKind::Truncated),        // Responses API, for another reason
    ("content_filter", ErrorKind::ContentPolicy),
    ("sensitive", ErrorKind::ContentPolicy), // Z.ai
    ("safety", ErrorKind::ContentPolicy),    // Gemini
    ("refusal", ErrorKind::Refusal),         // Anthropic
    ("model_context_window_exceeded", ErrorKind::ContextLength), // Z.ai
    ("error", ErrorKind::ServerError),       // OpenRouter
    ("network_error", ErrorKind::ServerError), // Z.ai
    ("failed", ErrorKind::ServerError),      // Responses API
];

/// The kind of failure that this reason to stop makes of an answer; `None` if it makes none.
pub(crate) fn failure(reason: &str) -> Option<ErrorKind> {
    let row = FAILURES.iter().find(|(word, _)| word.eq_ignore_ascii_case(reason));
    row.map(|(_, kind)| *kind)
}
