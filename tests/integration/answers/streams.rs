//! Streams of the pieces of a text, which say at their end what was no answer.

use openai_call::testing::{FakeApi, StreamEvent};
use openai_call::{Client, Error, ErrorKind, EventStream, Restartable, Text, openai_call};
use serde_json::{Value, json};

#[openai_call(backoff = 1ms..2ms)]
async fn chat(client: &Client) -> Result<EventStream<Text>, Error> {
    client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
}

#[openai_call(on_answer = fail)]
async fn respond(client: &Client) -> Result<EventStream<Text>, Error> {
    client.post("responses").json(&json!({ "model": "m", "input": "Hello" }))
}

/// The pieces, and the error behind them.
async fn read(stream: Result<EventStream<Text>, Error>) -> (Vec<String>, Option<Error>) {
    let (mut pieces, mut stream) = (Vec::new(), stream.expect("a stream"));
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => pieces.push(piece),
            Err(error) => return (pieces, Some(error)),
        }
    }
    assert!(stream.is_complete());
    (pieces, None)
}

#[tokio::test(start_paused = true)]
async fn only_the_pieces_of_the_text_come() {
    let api = FakeApi::in_memory().status(503).reply("Hello there").times(2);
    let client = api.client();
    let (pieces, error) = read(chat(&client).await).await;
    assert_eq!((pieces, error.is_none()), (vec!["Hello ".to_owned(), "there".to_owned()], true));
    let (pieces, error) = read(respond(&client).await).await;
    assert_eq!((pieces.concat(), error.is_none()), ("Hello there".to_owned(), true));
}

#[tokio::test(start_paused = true)]
async fn what_was_no_answer_is_said_at_the_end() {
    let api = FakeApi::in_memory();
    api.truncated("Hello there").times(2).refusal("No, I won't.").times(2).no_output().times(2);
    let client = api.client();
    for (kind, said) in
        [(ErrorKind::Truncated, "Hello there"), (ErrorKind::Refusal, ""), (ErrorKind::NoOutput, "")]
    {
        // Chat completions count only if they are asked to.
        for (stream, is_counted) in [(chat(&client).await, false), (respond(&client).await, true)] {
            let (pieces, error) = read(stream).await;
            let error = error.unwrap();
            assert_eq!((error.kind(), &*pieces.concat()), (kind, said), "{error}");
            assert_eq!(error.attempts().len(), 1);
            assert!(error.request_id().is_some());
            assert_eq!(error.usage().is_some(), is_counted, "{kind}");
            let words = (kind == ErrorKind::Refusal).then_some("No, I won't.");
            assert_eq!(error.output(), words);
        }
    }
    api.assert_finished();
}

fn chunk(choice: &Value) -> StreamEvent {
    json!({ "choices": [choice] }).into()
}

#[tokio::test(start_paused = true)]
async fn the_pieces_of_other_shapes_are_read_too() {
    let api = FakeApi::in_memory();
    let parts = json!([
        { "type": "thinking", "thinking": [] },
        { "type": "text", "text": "Hel" },
    ]);
    api.events([
        chunk(&json!({ "index": 0, "delta": { "role": "assistant", "content": parts } })),
        chunk(&json!({ "index": 1, "delta": { "content": "Bye" } })),
        chunk(&json!({ "index": 0, "delta": { "content": null, "tool_calls": [] } })),
        chunk(&json!({ "index": 0, "delta": { "content": "lo" }, "finish_reason": "stop" })),
        chunk(&json!({ "index": 1, "delta": {}, "finish_reason": "stop" })),
    ]);
    api.events([
        chunk(&json!({ "index": 0, "text": "Hel", "finish_reason": null })),
        chunk(&json!({ "index": 0, "text": "lo", "finish_reason": "stop" })),
    ]);
    for _ in 0..2 {
        let (pieces, error) = read(chat(&api.client()).await).await;
        assert_eq!((pieces.concat(), error.is_none()), ("Hello".to_owned(), true));
    }
}

/// A choice that was cut is not made whole by another one, nor by a second reason.
#[tokio::test(start_paused = true)]
async fn the_reason_of_the_first_choice_counts() {
    let piece = |index: u8, reason: &str| {
        chunk(&json!({ "index": index, "delta": { "content": "Hel" }, "finish_reason": reason }))
    };
    let api = FakeApi::in_memory();
    api.events([piece(0, "length"), piece(1, "stop")]);
    api.events([piece(0, "length"), piece(0, "stop")]);
    api.events([piece(0, "stop"), piece(1, "length")]);
    let client = api.client();
    for kind in [Some(ErrorKind::Truncated), Some(ErrorKind::Truncated), None] {
        let (pieces, error) = read(chat(&client).await).await;
        assert_eq!(error.map(|error| error.kind()), kind, "{pieces:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_text_that_begins_anew_says_so() {
    #[openai_call(backoff = 1ms..2ms, on_stream_interrupted = restart(attempts = 2))]
    async fn chat(client: &Client) -> Result<EventStream<Restartable<Text>>, Error> {
        client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
    }

    let api = FakeApi::in_memory().reply("Half of it is lost.").cut().reply("Hello");
    let mut stream = chat(&api.client()).await.unwrap();
    let (mut said, mut restarts) = (String::new(), 0);
    while let Some(piece) = stream.next().await {
        match piece.unwrap() {
            Restartable::Item(piece) => said += &piece,
            Restartable::Restarted(_) => {
                said.clear();
                restarts += 1;
            }
        }
    }
    assert_eq!((&*said, restarts), ("Hello", 1));
}

#[tokio::test(start_paused = true)]
async fn recovered_pieces_stand_for_a_stream() {
    #[openai_call(retry = "none", otherwise = recover(|error| {
        EventStream::recovered(["later".to_owned()], error)
    }))]
    async fn chat(client: &Client) -> Result<EventStream<Text>, Error> {
        client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
    }

    let api = FakeApi::in_memory().status(500);
    let (pieces, error) = read(chat(&api.client()).await).await;
    assert_eq!((pieces, error.is_none()), (vec!["later".to_owned()], true));
}
