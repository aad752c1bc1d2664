//! The events of successful streams.

use serde_json::{Value, json};

use super::completion;
use super::recorded_request::RecordedRequest;
use super::speech::{Ending, Speech};
use super::stream_event::StreamEvent;

/// The events of this speech, word by word, in the shape for the path of `request`.
pub(super) fn events(
    speech: &Speech,
    request: &RecordedRequest,
    number: usize,
) -> Vec<StreamEvent> {
    let whole = completion::body(speech, request, number);
    if request.path().ends_with("/responses") {
        response(speech, &whole)
    } else {
        let with_usage = request.parsed()["stream_options"]["include_usage"] == true;
        chat_completion(speech, &whole, with_usage)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
}

/// See <https://platform.openai.com/docs/api-reference/chat-streaming>.
fn chat_completion(speech: &Speech, whole: &Value, with_usage: bool) -> Vec<StreamEvent> {
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
    let member = if speech.is_refused() { "refusal" } else { "content" };
    let first = json!({ "role": "assistant", "content": "", "refusal": null });
    let mut events = vec![delta(first, Value::Null)];
    events.extend(words(&speech.text).map(|word| delta(json!({ member: word }), Value::Null)));
    events.push(delta(json!({}), json!(speech.finish_reason())));
    if with_usage {
        events.push(chunk(json!([]), &whole["usage"]));
    }
    events.push(StreamEvent::from("[DONE]"));
    events
}

/// See <https://platform.openai.com/docs/api-reference/responses-streaming>.
fn response(speech: &Speech, whole: &Value) -> Vec<StreamEvent> {
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
    let text = &speech.text;
    let (delta, done, member) = if speech.is_refused() {
        ("response.refusal.delta", "response.refusal.done", "refusal")
    } else {
        ("response.output_text.delta", "response.output_text.done", "text")
    };
    events.extend(words(text).map(|word| {
        let word = with(&place, "delta", json!(word));
        (delta, with(&word, "logprobs", json!([])))
    }));
    let said = with(&place, member, json!(text));
    let end = match speech.ending {
        Ending::Truncated => "response.incomplete",
        Ending::Whole | Ending::Refused => "response.completed",
    };
    events.extend([
        (done, with(&said, "logprobs", json!([]))),
        ("response.content_part.done", with(&place, "part", part.clone())),
        ("response.output_item.done", json!({ "output_index": 0, "item": item })),
        (end, json!({ "response": whole })),
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
    let member = if part["type"] == "refusal" { "refusal" } else { "text" };
    with(part, member, json!(""))
}
