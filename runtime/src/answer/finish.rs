//! The words for why a model stopped, and which of them make a failure of its answer.

use crate::kind::ErrorKind;

/// The message about a refusal.
pub(crate) const REFUSED: &str = "the answer is a refusal; `output()` has its words";

/// The message about a reason to stop.
pub(crate) fn stopped_with(reason: &str) -> String {
    format!("the model stopped with `{reason}`")
}

/// The words for an answer that is whole, and for one of which nothing is said.
const WHOLE: &[&str] = &[
    "",
    "stop", // https://platform.openai.com/docs/api-reference/chat/object
    "completed",
    "complete",      // Cohere
    "end_turn",      // Anthropic
    "stop_sequence", // Anthropic, TGI
    "eos",
    "eos_token", // TGI
];

const FAILURES: &[(&str, ErrorKind)] = &[
    ("content_filter", ErrorKind::ContentPolicy),
    ("content_filtered", ErrorKind::ContentPolicy),
    ("guardrail_intervened", ErrorKind::ContentPolicy), // Bedrock
    ("error_toxic", ErrorKind::ContentPolicy),          // Cohere
    ("sensitive", ErrorKind::ContentPolicy),            // Z.ai
    // Gemini: https://ai.google.dev/api/generate-content#FinishReason
    ("safety", ErrorKind::ContentPolicy),
    ("recitation", ErrorKind::ContentPolicy),
    ("blocklist", ErrorKind::ContentPolicy),
    ("prohibited_content", ErrorKind::ContentPolicy),
    ("spii", ErrorKind::ContentPolicy),
    ("refusal", ErrorKind::Refusal), // Anthropic
    ("model_context_window_exceeded", ErrorKind::ContextLength), // Z.ai
    ("error", ErrorKind::ServerError), // OpenRouter
    ("failed", ErrorKind::ServerError), // Responses API
    ("network_error", ErrorKind::ServerError), // Z.ai
    ("model_error", ErrorKind::ServerError),
    ("insufficient_system_resource", ErrorKind::ServerError), // DeepSeek
    ("abort", ErrorKind::ServerError),                        // vLLM, SGLang
    ("timeout", ErrorKind::ServerError),
    ("malformed_function_call", ErrorKind::ServerError), // Gemini
    ("tool_calls", ErrorKind::NoOutput),
    ("function_call", ErrorKind::NoOutput),
    ("tool_use", ErrorKind::NoOutput), // Anthropic
    // Of a response that is asked for while it is made.
    ("queued", ErrorKind::NoOutput),
    ("in_progress", ErrorKind::NoOutput),
    ("cancelled", ErrorKind::NoOutput),
];

/// The kind of failure that this reason to stop makes of an answer; `None` if the answer is whole. A
/// reason that is not known, such as another word for the limit of tokens, makes it a part.
pub(crate) fn failure(reason: &str) -> Option<ErrorKind> {
    let word = reason.split(':').next().unwrap_or_default();
    if WHOLE.iter().any(|whole| whole.eq_ignore_ascii_case(word)) {
        return None;
    }
    let row = FAILURES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    Some(row.map_or(ErrorKind::Truncated, |(_, kind)| *kind))
}
