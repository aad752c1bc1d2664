//! The bodies of successful responses.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::recorded_request::RecordedRequest;
use super::speech::{Ending, Speech};

/// The model of the answer if the request names none.
const MODEL: &str = "gpt-4o-mini";

/// The body of this speech, in the shape for the path of `request`.
pub(super) fn body(speech: &Speech, request: &RecordedRequest, number: usize) -> Value {
    let model = request.parsed()["model"].as_str().unwrap_or(MODEL);
    let input = tokens(request.body());
    if request.path().ends_with("/responses") {
        response(speech, model, input, number)
    } else {
        chat_completion(speech, model, input, number)
    }
}

/// The tokens of the request and of this speech.
pub(super) fn usage(speech: &Speech, request: &RecordedRequest) -> u64 {
    (tokens(request.body()) + tokens(speech.text.as_bytes())) as u64
}

fn chat_completion(speech: &Speech, model: &str, input: usize, number: usize) -> Value {
    let output = tokens(speech.text.as_bytes());
    let text = Some(&speech.text);
    json!({
        "id": format!("chatcmpl-{number}"),
        "object": "chat.completion",
        "created": now(),
        "model": model,
        "choices": [{
            "index": 0,
            "message": {
                "role": "assistant",
                "content": text.filter(|_| !speech.is_refused()),
                "refusal": text.filter(|_| speech.is_refused()),
                "annotations": [],
            },
            "logprobs": null,
            "finish_reason": speech.finish_reason(),
        }],
        "usage": {
            "prompt_tokens": input,
            "completion_tokens": output,
            "total_tokens": input + output,
            "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
            "completion_tokens_details": {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        },
        "service_tier": "default",
        "system_fingerprint": null,
    })
}

fn response(speech: &Speech, model: &str, input: usize, number: usize) -> Value {
    let output = tokens(speech.text.as_bytes());
    let is_cut = speech.ending == Ending::Truncated;
    let status = if is_cut { "incomplete" } else { "completed" };
    json!({
        "id": format!("resp_{number}"),
        "object": "response",
        "created_at": now(),
        "status": status,
        "error": null,
        "incomplete_details": is_cut.then(|| json!({ "reason": "max_output_tokens" })),
        "instructions": null,
        "metadata": {},
        "model": model,
        "output": [{
            "type": "message",
            "id": format!("msg_{number}"),
            "status": status,
            "role": "assistant",
            "content": [part(speech)],
        }],
        "parallel_tool_calls": true,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": {
            "input_tokens": input,
            "input_tokens_details": { "cached_tokens": 0 },
            "output_tokens": output,
            "output_tokens_details": { "reasoning_tokens": 0 },
            "total_tokens": input + output,
        },
    })
}

/// The part of a message.
fn part(speech: &Speech) -> Value {
    let text = &speech.text;
    if speech.is_refused() {
        return json!({ "type": "refusal", "refusal": text });
    }
    json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] })
}

/// About as many tokens as a tokenizer would count: one for every four bytes.
fn tokens(text: &[u8]) -> usize {
    text.len().div_ceil(4)
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}
