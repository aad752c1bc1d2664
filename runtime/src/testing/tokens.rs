//! The events of successful streams.

use serde_json::{Value, json};

use super::completion;
use super::recorded_request::RecordedRequest;
use super::stream_event::StreamEvent;

/// The events that say `text` word by word, in the shape for the path of `request`.
pub(super) fn events(text: &str, request: &RecordedRequest, number: usize) -> Vec<StreamEvent> {
    let whole = completion::body(text, request, number);
    if request.path().ends_with("/responses") {
        response(text, &whole)
    } else {
        let with_usage = request.json()["stream_options"]["include_usage"] == true;
        chat_completion(text, &whole, with_usage)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
}

/// See <https://platform.openai.com/docs/api-reference/chat-streaming>.
fn chat_completion(text: &str, whole: &Value, with_usage: bool) -> Vec<StreamEvent> {
    let chunk = |choices: Value, usage: &Value| {
        let mut chunk = json!({
            "id": whole["id"],
            "object": "chat.completion.chunk",
            "created": whole["created"],
            "model": whole["model"],
            "service_tier": "default",
            "system_fingerprint": null,
            "choices": choices,
        });
        if with_usage {
            chunk["usage"] = usage.clone();
        }
        StreamEvent::from(chunk)
    };
    let delta = |delta: Value, reason: Value| {
        let choice =
            json!({ "index": 0, "delta": delta, "logprobs": null, "finish_reason": reason });
        chunk(json!([choice]), &Value::Null)
    };
    let first = json!({ "role": "assistant", "content": "", "refusal": null });
    let mut events = vec![delta(first, Value::Null)];
    events.extend(words(text).map(|word| delta(json!({ "content": word }), Value::Null)));
    events.push(delta(json!({}), json!("stop")));
    if with_usage {
        events.push(chunk(json!([]), &whole["usage"]));
    }
    events.push(StreamEvent::from("[DONE]"));
    events
}

/// See <https://platform.openai.com/docs/api-reference/responses-streaming>.
fn response(text: &str, whole: &Value) -> Vec<StreamEvent> {
    let item = &whole["output"][0];
    let part = &item["content"][0];
    let place = json!({ "item_id": item["id"], "output_index": 0, "content_index": 0 });
    let begun = unfinished(whole);
    let mut events = vec![
        ("response.created", json!({ "response": begun })),
        ("response.in_progress", json!({ "response": begun })),
        ("response.output_item.added", json!({ "output_index": 0, "item": empty(item) })),
        ("response.content_part.added", with(&place, "part", empty_part(part))),
    ];
    events.extend(words(text).map(|word| {
        let delta = with(&place, "delta", json!(word));
        ("response.output_text.delta", with(&delta, "logprobs", json!([])))
    }));
    let done = with(&place, "text", json!(text));
    events.extend([
        ("response.output_text.done", with(&done, "logprobs", json!([]))),
        ("response.content_part.done", with(&place, "part", part.clone())),
        ("response.output_item.done", json!({ "output_index": 0, "item": item })),
        ("response.completed", json!({ "response": whole })),
    ]);
    let numbered = events.into_iter().zip(0..).map(|((name, data), number)| {
        let data = with(&with(&data, "type", json!(name)), "sequence_number", json!(number));
        StreamEvent::named(name, data)
    });
    numbered.collect()
}

fn with(object: &Value, member: &str, value: Value) -> Value {
    let mut object = object.clone();
    object[member] = value;
    object
}

fn unfinished(whole: &Value) -> Value {
    let begun = with(whole, "status", json!("in_progress"));
    with(&with(&begun, "output", json!([])), "usage", Value::Null)
}

fn empty(item: &Value) -> Value {
    with(&with(item, "status", json!("in_progress")), "content", json!([]))
}

fn empty_part(part: &Value) -> Value {
    with(part, "text", json!(""))
}
