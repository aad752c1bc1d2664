//! Successes: what they promise, and what they hold.

use openai_call::testing::FakeApi;
use serde_json::{Value, json};

use super::{ALWAYS, ANSWER, Due, Script, Trouble};

const CUT: &str = "finish_reason says it; the text alone does not (OpenAI, API reference, chat)";
const REFUSED: &str = "message.refusal has it, and content is null (OpenAI, structured outputs)";
const NO_VALUE: &str = "it is no value of the schema; to ask again is right too";
const SHAPE: &str = "it is no completion; to say so is enough, to ask again is right too";

/// No answer comes of it, however often one asks.
fn no_answer(script: Script) -> Script {
    script.due(Due::error_after_tries())
}

fn prose(name: &'static str, why: &'static str, play: fn(&FakeApi)) -> Script {
    no_answer(Script::prose(name, why, play))
}

fn value(name: &'static str, why: &'static str, play: fn(&FakeApi)) -> Script {
    no_answer(Script::value(name, why, play))
}

/// A completion that the content filter has ended.
fn filtered(text: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_750_000_000,
        "model": "gpt-4o-mini", "choices": [{
            "index": 0, "finish_reason": "content_filter", "logprobs": null,
            "message": { "role": "assistant", "content": text, "refusal": null },
        }],
    })
}

pub(super) fn troubles() -> Vec<Trouble> {
    vec![other_body(), truncated(), refused(), empty(), other_shape(), none()]
}

fn other_body() -> Trouble {
    Trouble::new(
        "error or page with status 200",
        [
            Script::text(
                "a 200 whose body is an error",
                "gateways send it (OpenRouter, errors); to say so is enough",
                |api| {
                    let body = json!({ "error": { "code": 502, "message": "no provider" } });
                    drop(api.reply(body).reply(ANSWER));
                },
            )
            .due(Due::error_or_the_second()),
            no_answer(Script::text("a 200 whose body is a page", SHAPE, |api| {
                let page = api.status(200).body("<html>Sign in</html>");
                drop(page.header("content-type", "text/html").times(ALWAYS));
            })),
        ],
    )
    .unseen("an error as a completion")
}

fn truncated() -> Trouble {
    Trouble::new(
        "truncated answer",
        [
            prose("a text that is cut at its limit of tokens", CUT, |api| {
                drop(api.truncated("All of it is true, ex").times(ALWAYS));
            }),
            prose("a text that the content filter has cut", CUT, |api| {
                drop(api.reply(filtered("You first take")).times(ALWAYS));
            }),
            value("a value that is cut", CUT, |api| {
                drop(api.truncated(r#"{ "total": 1"#).times(ALWAYS));
            }),
            value("a value that is cut, and whole JSON", CUT, |api| {
                drop(api.truncated(r#"{ "total": 1 }"#).times(ALWAYS));
            }),
        ],
    )
    .unseen("half an answer as whole")
}

fn refused() -> Trouble {
    let play = |api: &FakeApi| drop(api.refusal("I can't help with that.").times(ALWAYS));
    Trouble::new(
        "refusal",
        [
            prose("a refusal in place of a text", REFUSED, play),
            value("a refusal in place of a value", REFUSED, play),
        ],
    )
    .unseen("a refusal as an answer")
}

fn empty() -> Trouble {
    let play = |api: &FakeApi| drop(api.no_output().times(ALWAYS));
    Trouble::new(
        "empty answer",
        [
            prose("an empty text", "an error, or the empty text: it can be seen", play),
            value("an empty text in place of a value", NO_VALUE, play),
        ],
    )
    .unseen("nothing as an answer")
}

fn other_shape() -> Trouble {
    Trouble::new(
        "wrong shape of a value",
        [
            value("a text in place of a number", NO_VALUE, |api| {
                drop(api.reply(r#"{ "total": "twelve" }"#).times(ALWAYS));
            }),
            value("no JSON", NO_VALUE, |api| drop(api.invalid_output().times(ALWAYS))),
            Script::value(
                "the value in the fence of a code block",
                "models write it where no schema binds them; to refuse it is honest too",
                |api| drop(api.reply("```json\n{ \"total\": 12.0 }\n```").times(ALWAYS)),
            )
            .due(Due::either()),
        ],
    )
    .unseen("a wrong value as an answer")
}

fn none() -> Trouble {
    let play = |api: &FakeApi| drop(api.reply(ANSWER));
    Trouble::new(
        "no trouble",
        [
            Script::text("a text", "it is there", play),
            Script::value("a value", "it is there", play),
            Script::stream("a stream", "it is there", |api| {
                drop(api.events(super::streams::whole()));
            }),
        ],
    )
}
