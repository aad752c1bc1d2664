//! Streams, which may break at any place.

use openai_call::testing::{ErrorForm, StreamEvent};
use serde_json::{Value, json};

use super::{Due, Script, Trouble};

const ERROR: &str = "an error in place of a piece (openai-python raises it, in _streaming)";
const MIXED: &str =
    "the form of the Responses API (OpenAI, streaming events); gateways mix the protocols";
const NO_END: &str =
    "without finish_reason and [DONE] it is not complete (OpenAI, API reference, chat streaming)";
const NOTHING_READ: &str =
    "nothing has been read: to try again is right, and so is an error (OpenAI, rate limits)";

fn chunk(text: &str, reason: Option<&str>) -> StreamEvent {
    let choice: Value =
        json!({ "index": 0, "delta": { "content": text }, "finish_reason": reason });
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_750_000_000,
        "model": "gpt-4o-mini", "choices": [choice],
    })
    .into()
}

fn token() -> StreamEvent {
    chunk("a", None)
}

/// Two pieces, the second of which says that it is the last.
pub(super) fn whole() -> [StreamEvent; 2] {
    [token(), chunk("b", Some("stop"))]
}

fn failure(form: ErrorForm) -> StreamEvent {
    StreamEvent::error(form, "server_error", "The server had an error.")
}

pub(super) fn troubles() -> Vec<Trouble> {
    vec![cut(), errors()]
}

fn cut() -> Trouble {
    Trouble::new(
        "stream that is cut or hangs",
        [
            Script::stream("a stream that closes before its first event", NOTHING_READ, |api| {
                drop(api.events([] as [StreamEvent; 0]).unfinished().events(whole()));
            })
            .due(Due::error_or_the_second()),
            Script::stream("a stream that closes without its end", NO_END, |api| {
                drop(api.events([token(), token()]).unfinished());
            })
            .due(Due::error()),
            Script::stream(
                "a stream whose connection breaks",
                "a chunked body without its last chunk is incomplete (RFC 9112, 8)",
                |api| drop(api.events([token(), token()]).cut()),
            )
            .due(Due::error()),
            Script::stream(
                "a stream that hangs after a piece, with a timeout of 1 s",
                "the caller asked for it; who bounds the whole first event may ask again",
                |api| drop(api.events([token()]).unfinished().hang().times(super::ALWAYS)),
            )
            .due(Due::error_after_tries().within(10_000)),
        ],
    )
    .unseen("half a stream as whole")
}

fn errors() -> Trouble {
    Trouble::new(
        "error within a stream",
        [
            Script::stream("an error as the first event", NOTHING_READ, |api| {
                drop(api.events([failure(ErrorForm::Chunk)]).events(whole()));
            })
            .due(Due::error_or_the_second()),
            Script::stream("an error after a piece", ERROR, |api| {
                drop(api.events([token(), failure(ErrorForm::Chunk)]));
            })
            .due(Due::error()),
            Script::stream("`event: error` after a piece, nested", ERROR, |api| {
                drop(api.events([token(), failure(ErrorForm::Nested)]));
            })
            .due(Due::error()),
            Script::stream("`event: error` after a piece, flat", MIXED, |api| {
                drop(api.events([token(), failure(ErrorForm::Flat)]));
            })
            .due(Due::error()),
            Script::stream("`response.failed` after a piece", MIXED, |api| {
                drop(api.events([token(), failure(ErrorForm::ResponseFailed)]));
            })
            .due(Due::error()),
        ],
    )
    .unseen("half a stream as whole")
}
