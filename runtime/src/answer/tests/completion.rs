use serde_json::{Value, json};

use crate::answer::completion::Completion;
use crate::kind::ErrorKind;

fn read(body: Value) -> Result<String, (ErrorKind, String)> {
    let completion: Completion = serde_json::from_value(body).expect("it has the shape");
    let said = completion.said().expect("it is of a known protocol");
    said.answer().map_err(|no_answer| (no_answer.kind, no_answer.output))
}

fn chat(message: &Value, finish_reason: &Value) -> Value {
    json!({ "choices": [{ "index": 0, "message": message, "finish_reason": finish_reason }] })
}

/// <https://platform.openai.com/docs/api-reference/responses/object>
fn response(status: &str, reason: &Value, content: &Value) -> Value {
    json!({
        "object": "response",
        "status": status,
        "incomplete_details": { "reason": reason },
        "output": [
            { "type": "reasoning", "summary": [], "content": [{ "type": "reasoning_text", "text": "hm" }] },
            { "type": "message", "role": "assistant", "content": content },
        ],
    })
}

fn text(text: &str) -> Value {
    json!([{ "type": "output_text", "text": text, "annotations": [] }])
}

#[test]
fn the_text_is_read_of_each_protocol() {
    let parts = json!([
        { "type": "thinking", "thinking": [{ "type": "text", "text": "hm" }] },
        { "type": "text", "text": "Hel" },
        { "type": "text", "text": "lo" },
    ]);
    let several = json!({ "choices": [
        { "index": 1, "message": { "content": "Bye" }, "finish_reason": "length" },
        { "index": 0, "message": { "content": "Hello" }, "finish_reason": "stop" },
    ] });
    let whole = [
        chat(&json!({ "content": "Hello" }), &json!("stop")),
        chat(&json!({ "content": "Hello" }), &Value::Null),
        chat(&json!({ "content": "Hello", "refusal": null, "tool_calls": null }), &json!("stop")),
        chat(&json!({ "content": parts }), &json!("stop")),
        json!({ "choices": [{ "text": "Hello", "index": 0, "finish_reason": "stop" }] }),
        several,
        response("completed", &Value::Null, &text("Hello")),
        json!({ "output": [{ "type": "message", "content": text("Hello") }] }),
    ];
    for body in whole {
        assert_eq!(read(body.clone()), Ok("Hello".to_owned()), "{body}");
    }
}

#[test]
fn what_is_no_answer_has_a_kind_of_its_own() {
    use ErrorKind::*;

    let said = json!({ "content": "Hel" });
    let refused = json!({ "content": null, "refusal": "No." });
    let calls = json!({ "content": null, "tool_calls": [{ "id": "call_1" }] });
    let refusal_part = json!([{ "type": "refusal", "refusal": "No." }]);
    let rows = [
        (chat(&said, &json!("length")), Truncated, "Hel"),
        // https://docs.mistral.ai/api: `model_length`
        (chat(&said, &json!("model_length")), Truncated, "Hel"),
        // All tokens were spent on reasoning.
        (chat(&json!({ "content": "" }), &json!("length")), Truncated, ""),
        (chat(&said, &json!("content_filter")), ContentPolicy, "Hel"),
        (chat(&refused, &json!("stop")), Refusal, "No."),
        // More tokens would not make it an answer.
        (chat(&refused, &json!("length")), Refusal, "No."),
        (chat(&json!({ "content": "" }), &json!("stop")), NoOutput, ""),
        (chat(&json!({ "content": " \n" }), &json!("stop")), NoOutput, " \n"),
        (chat(&json!({ "content": null }), &json!("stop")), NoOutput, ""),
        (chat(&json!({}), &Value::Null), NoOutput, ""),
        (chat(&calls, &json!("tool_calls")), NoOutput, ""),
        // https://docs.z.ai/api-reference/llm/chat-completion: its reasons to finish
        (chat(&said, &json!("model_context_window_exceeded")), ContextLength, "Hel"),
        (chat(&said, &json!("sensitive")), ContentPolicy, "Hel"),
        (chat(&said, &json!("error")), ServerError, "Hel"),
        (chat(&said, &json!("abort")), ServerError, "Hel"),
        (chat(&said, &json!("RECITATION")), ContentPolicy, "Hel"),
        (chat(&said, &json!("content_filter: RECITATION")), ContentPolicy, "Hel"),
        // A word that is not known is not for a whole answer.
        (chat(&said, &json!("max_tool_calls")), Truncated, "Hel"),
        (response("incomplete", &json!("max_tool_calls"), &text("Hel")), Truncated, "Hel"),
        (response("in_progress", &Value::Null, &text("Hel")), NoOutput, "Hel"),
        (response("cancelled", &Value::Null, &text("Hel")), NoOutput, "Hel"),
        (chat(&json!({ "content": "Hel", "tool_calls": [{}] }), &json!("stop")), NoOutput, "Hel"),
        (
            json!({ "status": "completed", "output": [
                { "type": "message", "status": "incomplete", "content": text("Hel") },
            ] }),
            Truncated,
            "Hel",
        ),
        (json!({ "choices": [{ "text": "Hel", "finish_reason": "length" }] }), Truncated, "Hel"),
        (response("incomplete", &json!("max_output_tokens"), &text("Hel")), Truncated, "Hel"),
        (response("incomplete", &json!("content_filter"), &text("Hel")), ContentPolicy, "Hel"),
        (response("incomplete", &Value::Null, &text("Hel")), Truncated, "Hel"),
        (response("completed", &Value::Null, &refusal_part), Refusal, "No."),
        (response("completed", &Value::Null, &json!([])), NoOutput, ""),
        (response("in_progress", &Value::Null, &json!([])), NoOutput, ""),
        (json!({ "status": "completed", "output": [{ "type": "function_call" }] }), NoOutput, ""),
    ];
    for (body, kind, output) in rows {
        assert_eq!(read(body.clone()), Err((kind, output.to_owned())), "{body}");
    }
}

#[test]
fn what_has_the_shape_of_no_protocol_says_nothing() {
    for body in [json!({}), json!({ "object": "list", "data": [] }), json!({ "choices": [] })] {
        let completion: Completion = serde_json::from_value(body.clone()).expect("it is an object");
        assert!(completion.said().is_none(), "{body}");
    }
}
