//! What the server does, and why ours may differ.

use std::time::Duration;

use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
use serde_json::json;

pub(crate) struct Script {
    pub(crate) name: &'static str,
    pub(crate) play: fn(&FakeApi),
    pub(crate) how: How,
    /// Why ours differs and is no worse; empty where it does not.
    pub(crate) why: &'static str,
}

/// How a script is asked.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum How {
    Whole,
    /// Ours with a deadline.
    InTime,
    Streamed,
    /// As a value: `.parse()` of the SDK.
    Parsed,
}

impl How {
    /// The word for the SDK.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Whole | Self::InTime => "whole",
            Self::Streamed => "streamed",
            Self::Parsed => "parsed",
        }
    }
}

const fn script(name: &'static str, play: fn(&FakeApi), why: &'static str) -> Script {
    Script { name, play, how: How::Whole, why }
}

const fn stream(name: &'static str, play: fn(&FakeApi), why: &'static str) -> Script {
    Script { name, play, how: How::Streamed, why }
}

const fn value(name: &'static str, play: fn(&FakeApi), why: &'static str) -> Script {
    Script { name, play, how: How::Parsed, why }
}

fn token() -> StreamEvent {
    json!({ "choices": [{ "index": 0, "delta": { "content": "a" }, "finish_reason": null }] })
        .into()
}

/// The piece that an answer ends in.
fn last() -> StreamEvent {
    json!({ "choices": [{ "index": 0, "delta": { "content": "b" }, "finish_reason": "stop" }] })
        .into()
}

fn failure(form: ErrorForm) -> StreamEvent {
    StreamEvent::error(form, "server_error", "The server had an error.")
}

const AGAIN: &str = "nothing has been read yet, so that the attempt has failed and another follows";
const CUT_SHORT: &str = "what has no end is not complete";

fn error(api: &FakeApi, status: u16, code: &str, message: &str) -> FakeApi {
    api.status(status).json(json!({ "error": { "code": code, "message": message } }))
}

pub(crate) const SCRIPTS: &[Script] = &[
    script("a 429 with retry-after: 1", |api| drop(api.status(429).retry_after(1).reply("hi")), ""),
    script(
        "a 429 whose message says 1.2s",
        |api| drop(error(api, 429, "rate_limit_exceeded", "Please try again in 1.2s.").reply("hi")),
        "the message names the delay; the SDK does not read it, and comes too soon",
    ),
    script(
        "a used-up quota",
        |api| drop(error(api, 429, "insufficient_quota", "You exceeded your quota.").times(3)),
        "no waiting cures it",
    ),
    script(
        "a request that is too large",
        |api| {
            let message = "Request too large: Limit 30000, Requested 36278.";
            drop(error(api, 429, "rate_limit_exceeded", message).times(3));
        },
        "no waiting makes it fit",
    ),
    script("a 429 with retry-after: 121", |api| drop(api.status(429).retry_after(121)), ""),
    script("a 500", |api| drop(api.status(500).reply("hi")), ""),
    script("a 503", |api| drop(api.status(503).reply("hi")), ""),
    script("a 503 with retry-after: 1", |api| drop(api.status(503).retry_after(1).reply("hi")), ""),
    script("a 408", |api| drop(api.status(408).reply("hi")), ""),
    script("a 409", |api| drop(api.status(409).reply("hi")), ""),
    script(
        "Groq's 498",
        |api| drop(error(api, 498, "capacity_exceeded", "busy").reply("hi")),
        "it is an overload, and over soon",
    ),
    script(
        "llama.cpp's 501",
        |api| {
            let body = json!({ "error": { "code": 501, "type": "not_supported_error" } });
            drop(api.status(501).json(body).times(3));
        },
        "a feature does not come by waiting",
    ),
    script("a 400", |api| drop(api.status(400)), ""),
    script("a bad key", |api| drop(api.status(401)), ""),
    script(
        "a 400 with x-should-retry: true",
        |api| drop(api.status(400).header("x-should-retry", "true").reply("hi")),
        "",
    ),
    script(
        "a 500 with x-should-retry: false",
        |api| drop(api.status(500).header("x-should-retry", "false")),
        "",
    ),
    script("a reset connection", |api| drop(api.disconnect().reply("hi")), ""),
    script("a body that is cut", |api| drop(api.reply("cut").cut().reply("hi")), ""),
    script(
        "a 200 that is an error",
        |api| {
            let body = json!({ "error": { "code": 502, "message": "the provider is down" } });
            drop(api.reply(body).reply("hi"));
        },
        "it is an error, and tried again like one",
    ),
    script(
        "a 200 that is a page",
        |api| {
            drop(api.status(200).body("<html>Sign in</html>").header("content-type", "text/html"));
        },
        "",
    ),
    script(
        "a body that drips for 3 s, with a timeout of 1 s",
        |api| drop(api.reply("a drip").drip(Duration::from_millis(8)).times(3)),
        "the timeout is one of each read there, and of the attempt here",
    ),
    Script {
        name: "three stalls, with a timeout of 1 s, and a deadline of 2 s here",
        play: |api| drop(api.stall().times(3)),
        how: How::InTime,
        why: "the deadline bounds the whole call; the SDK has none",
    },
    stream("a stream", |api| drop(api.events([token(), last()])), ""),
    stream("a refused stream", |api| drop(api.status(503).events([last()])), ""),
    stream(
        "an error as the first event",
        |api| drop(api.events([failure(ErrorForm::Chunk)]).events([last()])),
        AGAIN,
    ),
    stream(
        "an error behind an item",
        |api| drop(api.events([token(), failure(ErrorForm::Chunk)])),
        "",
    ),
    stream(
        "event: error behind an item, nested",
        |api| drop(api.events([token(), failure(ErrorForm::Nested)])),
        "",
    ),
    stream(
        "event: error behind an item, flat",
        |api| drop(api.events([token(), failure(ErrorForm::Flat)])),
        "an error is one in every form, and no item",
    ),
    stream(
        "response.failed behind an item",
        |api| drop(api.events([token(), failure(ErrorForm::ResponseFailed)])),
        "an error is one in every form, and no item",
    ),
    stream(
        "a stream without its [DONE]",
        |api| drop(api.events([token(), token()]).unfinished()),
        CUT_SHORT,
    ),
    stream("a stream that is cut", |api| drop(api.events([token(), token()]).cut()), ""),
    stream(
        "a stream that closes before its first event",
        |api| drop(api.events([] as [StreamEvent; 0]).unfinished().events([last()])),
        AGAIN,
    ),
    stream(
        "a stream that hangs, with a timeout of 1 s",
        |api| drop(api.events([token()]).unfinished().hang()),
        "",
    ),
    value("an answer that fits", |api| drop(api.reply(r#"{ "total": 12.0 }"#)), ""),
    value("an answer that is cut", |api| drop(api.truncated(r#"{ "total": 1"#)), ""),
    value("an answer that is cut, and whole JSON", |api| drop(api.truncated("{}")), ""),
    value("a refusal", |api| drop(api.refusal("I can't help with that.")), ""),
    value("an answer of another shape", |api| drop(api.reply(r#"{ "total": "twelve" }"#)), ""),
    value("an answer that is no JSON", |api| drop(api.invalid_output()), ""),
    value("an empty answer", |api| drop(api.no_output()), ""),
    value(
        "an answer in the fence of a code block",
        |api| drop(api.reply("```json\n{ \"total\": 12.0 }\n```")),
        "the fence is left out, and the SDK takes the text as it is",
    ),
];
