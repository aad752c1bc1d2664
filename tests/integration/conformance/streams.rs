//! Errors inside streams and inside of successes, row by row: what the official SDKs make of them, and
//! what is made of them here, over a real socket. Theirs are from runs against a server on loopback,
//! those of Go from its source.

use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
use openai_call::{Client, Error, ErrorKind, EventStream, openai_call};
use serde_json::{Value, json};

/// What an SDK does. In each row: openai-python 3.54, openai-node 7.57 and 6.49, openai-go 3.52.
#[derive(Clone, Copy, Debug)]
enum Theirs {
    /// It raises an error of its own, once and for all.
    Raises,
    /// It raises whatever its JSON parser or its transport raised.
    Leaks,
    /// It hands the error out as if it were an item, or the failure as if it were an answer.
    Passes,
    /// It ends as if everything had come.
    Ends,
    /// It drops an event.
    Drops,
    /// It gives every item.
    Gives,
    /// It tries again, and in the end raises an error of its own.
    Retries,
    NotKnown,
}

use Theirs::{Drops, Ends, Gives, Leaks, NotKnown, Passes, Raises, Retries};

/// What is done here: how many requests are made, how many items come, and the error behind them.
type Ours = (usize, usize, Option<ErrorKind>);

type Row = (&'static str, fn(&FakeApi), [Theirs; 4], Ours);

#[openai_call(attempts = 3, backoff = 1ms..2ms, timeout = 20s)]
async fn stream(client: &Client) -> Result<EventStream<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

#[openai_call(attempts = 3, backoff = 1ms..2ms, timeout = 20s)]
async fn whole(client: &Client) -> Result<Value, Error> {
    client.post("responses").json(&json!({ "model": "gpt-4o-mini", "input": "" }))
}

async fn read(api: &FakeApi) -> (usize, Option<ErrorKind>) {
    let mut stream = match stream(&api.client()).await {
        Ok(stream) => stream,
        Err(error) => return (0, Some(error.kind())),
    };
    let mut items = 0;
    while let Some(item) = stream.next().await {
        match item {
            Ok(_) => items += 1,
            Err(error) => {
                assert!(stream.next().await.is_none(), "nothing comes behind an error");
                return (items, Some(error.kind()));
            }
        }
    }
    assert!(stream.is_complete(), "what ends without an error is complete");
    (items, None)
}

fn token() -> StreamEvent {
    json!({ "choices": [{ "index": 0, "delta": { "content": "an" }, "finish_reason": null }] })
        .into()
}

/// The piece that an answer ends in.
fn last() -> StreamEvent {
    json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] }).into()
}

fn created() -> StreamEvent {
    let response = json!({ "object": "response", "status": "in_progress", "error": null });
    let data = json!({ "type": "response.created", "response": response });
    StreamEvent::named("response.created", data)
}

fn failure(form: ErrorForm) -> StreamEvent {
    StreamEvent::error(form, "server_error", "The server had an error.")
}

async fn check(rows: &[Row], run: impl AsyncFn(&FakeApi) -> (usize, Option<ErrorKind>)) {
    for (name, script, theirs, ours) in rows {
        let api = FakeApi::in_memory();
        script(&api);
        let (items, end) = run(&api).await;
        let requests = api.requests().len();
        assert_eq!((requests, items, end), *ours, "{name}; the SDKs: {theirs:?}");
        api.assert_finished();
    }
}

/// Behind an item, an error is the last of the stream. Where the SDKs tell it, they do the same.
#[tokio::test(start_paused = true)]
async fn an_error_behind_an_item_ends_the_stream() {
    use ErrorForm::{Choice, Chunk, Flat, FlatWithoutName, Nested, ResponseFailed, Text};

    let error = (1, 1, Some(ErrorKind::ServerError));
    let rows: &[Row] = &[
        (
            "an error among the chunks",
            |api| drop(api.events([token(), failure(Chunk)])),
            [Raises, Raises, Raises, Raises],
            error,
        ),
        (
            "an error that is a text",
            |api| drop(api.events([token(), failure(Text)])),
            [Raises, Raises, NotKnown, Raises],
            error,
        ),
        (
            "event: error, nested",
            |api| drop(api.events([created(), failure(Nested)])),
            [Raises, Raises, Raises, Raises],
            error,
        ),
        (
            "event: error, flat",
            |api| drop(api.events([created(), failure(Flat)])),
            [Passes, Raises, Passes, Passes],
            error,
        ),
        (
            "an error, flat and without a name",
            |api| drop(api.events([created(), failure(FlatWithoutName)])),
            [Passes, Passes, Passes, Passes],
            error,
        ),
        (
            "response.failed",
            |api| drop(api.events([created(), failure(ResponseFailed)])),
            [Passes, Passes, Passes, Passes],
            error,
        ),
        (
            "an error beside a delta",
            |api| drop(api.events([token(), failure(Choice)])),
            [NotKnown, NotKnown, NotKnown, NotKnown],
            error,
        ),
    ];
    check(rows, read).await;
}

/// Before the first item, the attempt has failed. No SDK tries again.
#[tokio::test(start_paused = true)]
async fn an_error_as_the_first_event_is_tried_again() {
    for form in ErrorForm::ALL {
        let api = FakeApi::in_memory();
        api.events([failure(*form)]).times(2).events([last()]);
        assert_eq!((read(&api).await, api.requests().len()), ((1, None), 3), "{form:?}");
        let api = FakeApi::in_memory().events([failure(*form)]).times(3);
        assert_eq!(read(&api).await, (0, Some(ErrorKind::ServerError)), "{form:?}");
        assert_eq!(api.requests().len(), 3, "{form:?}");
    }
}

const ENDINGS: &[Row] = &[
    (
        "a chunk whose error is null",
        |api| {
            let data = json!({ "choices": [{ "delta": {} }], "error": null });
            drop(api.events([StreamEvent::from(data), last()]));
        },
        [Gives, Gives, Gives, Raises],
        (1, 2, None),
    ),
    (
        "response.incomplete",
        |api| {
            let response = json!({ "object": "response", "status": "incomplete" });
            let data = json!({ "type": "response.incomplete", "response": response });
            let incomplete = StreamEvent::named("response.incomplete", data);
            drop(api.events([created(), incomplete]));
        },
        [Passes, Passes, Passes, Passes],
        (1, 2, None),
    ),
    (
        "a clean close without [DONE]",
        |api| drop(api.events([token(), token()]).unfinished()),
        [Ends, Ends, Ends, Ends],
        (1, 2, Some(ErrorKind::StreamInterrupted)),
    ),
    (
        "[DONE] before a finish_reason",
        |api| drop(api.events([token(), token()])),
        [NotKnown, NotKnown, NotKnown, NotKnown],
        (1, 2, Some(ErrorKind::StreamInterrupted)),
    ),
    (
        "[DONE] before an answer",
        |api| drop(api.events([StreamEvent::named("ping", json!({ "type": "ping" }))]).times(3)),
        [NotKnown, NotKnown, NotKnown, NotKnown],
        (3, 0, Some(ErrorKind::StreamInterrupted)),
    ),
    (
        "a finish_reason that is an error",
        |api| {
            let choice = json!({ "index": 0, "delta": {}, "finish_reason": "error" });
            drop(api.events([token(), json!({ "choices": [choice] }).into()]));
        },
        [NotKnown, NotKnown, NotKnown, NotKnown],
        (1, 1, Some(ErrorKind::ServerError)),
    ),
    (
        "a chunk that is no json",
        |api| drop(api.events([token(), StreamEvent::from("{\"choi"), token()])),
        [Leaks, Leaks, Leaks, Leaks],
        (1, 1, Some(ErrorKind::StreamInterrupted)),
    ),
    (
        "a cut",
        |api| drop(api.events([token(), token(), token()]).cut()),
        [Raises, Leaks, Leaks, Leaks],
        (1, 1, Some(ErrorKind::StreamInterrupted)),
    ),
    (
        "a last event without its blank line",
        |api| {
            let last = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
            let last = StreamEvent::raw(format!("data: {last}"));
            drop(api.events([token(), last]).unfinished());
        },
        [Drops, Gives, Drops, NotKnown],
        (1, 2, None),
    ),
    (
        "a connection dropped before the headers",
        |api| drop(api.disconnect().times(3)),
        [Retries, Retries, NotKnown, Retries],
        (3, 0, Some(ErrorKind::Connection)),
    ),
];

#[tokio::test(start_paused = true)]
async fn what_ends_a_stream() {
    check(ENDINGS, read).await;
}

/// The same questions of a success that is no stream.
#[tokio::test(start_paused = true)]
async fn what_a_success_may_hide() {
    use ErrorKind::{Connection, Decode, ServerError};

    let rows: &[Row] = &[
        (
            "an error",
            |api| drop(api.reply(json!({ "error": { "code": "server_error" } })).times(3)),
            [Passes, Passes, Passes, Passes],
            (3, 0, Some(ServerError)),
        ),
        (
            "a response that has failed",
            |api| {
                let error = json!({ "code": "server_error", "message": "The model broke." });
                let failed = json!({ "object": "response", "status": "failed", "error": error });
                drop(api.reply(failed).times(3));
            },
            [Passes, Passes, NotKnown, Passes],
            (3, 0, Some(ServerError)),
        ),
        (
            "a page",
            |api| {
                drop(
                    api.status(200).body("<html>Hello</html>").header("content-type", "text/html"),
                );
            },
            [Passes, Passes, NotKnown, NotKnown],
            (1, 0, Some(Decode)),
        ),
        (
            "json that is none",
            |api| drop(api.status(200).body("{\"id\":")),
            [Leaks, Leaks, NotKnown, NotKnown],
            (1, 0, Some(Decode)),
        ),
        (
            "a body shorter than announced",
            |api| drop(api.reply(json!({ "id": "resp_1" })).cut().times(3)),
            [Retries, Leaks, NotKnown, NotKnown],
            (3, 0, Some(Connection)),
        ),
        (
            "a connection dropped before the headers",
            |api| drop(api.disconnect().times(3)),
            [Retries, Retries, NotKnown, Retries],
            (3, 0, Some(Connection)),
        ),
    ];
    let ask = async |api: &FakeApi| (0, whole(&api.client()).await.err().map(|error| error.kind()));
    check(rows, ask).await;
}
