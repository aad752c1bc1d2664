//! Requests that were sent again after they had arrived, and were paid for again.
//!
//! <https://github.com/Comfy-Org/ComfyUI/pull/16204>: the connection broke a minute into each
//! generation, so that four were made and paid for, and none was seen.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Stopped, openai_call};
use serde_json::{Value, json};

use crate::wire::support::{client, listen};

#[openai_call(replay = "unsent", timeout = 1min, backoff = 1ms..2ms)]
async fn generate(client: &Client) -> Result<Value, Error> {
    client.post("images/generations").json(&json!({ "prompt": "a lighthouse" }))
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_made_is_asked_for_once() {
    for (api, kind) in [
        (FakeApi::in_memory().disconnect(), ErrorKind::Connection),
        (FakeApi::in_memory().stall(), ErrorKind::Timeout),
        (FakeApi::in_memory().status(502), ErrorKind::ServerError),
    ] {
        let error = generate(&api.client()).await.unwrap_err();
        assert_eq!((error.kind(), error.stopped()), (kind, Some(Stopped::MayHaveRun)), "{error}");
        assert!(error.may_have_run(), "{error}");
        assert_eq!(api.requests().len(), 1, "{error}");
    }
}

#[tokio::test]
async fn what_was_never_sent_or_was_refused_is_tried_again() {
    let (listener, nobody) = listen().await;
    drop(listener);
    let error = generate(&client(&nobody)).await.unwrap_err();
    assert_eq!((error.attempts().len(), error.stopped()), (3, Some(Stopped::Attempts)), "{error}");
    assert!(!error.may_have_run(), "{error}");

    let api = FakeApi::start().await.status(429).reply(json!({ "data": [] }));
    generate(&api.client()).await.unwrap();
    api.assert_finished();
}

/// For a gateway that tells by a key what it has made already.
#[tokio::test(start_paused = true)]
async fn all_attempts_of_a_call_have_its_key() {
    #[openai_call]
    async fn generate(client: &Client, key: &str) -> Result<Value, Error> {
        let request = client.post("images/generations").header("idempotency-key", key);
        request.json(&json!({ "prompt": "a lighthouse" }))
    }

    let api = FakeApi::in_memory().disconnect().status(502).reply(json!({ "data": [] }));
    generate(&api.client(), "job-3b8b9c34").await.unwrap();
    let requests = api.requests();
    let keys: Vec<_> = requests.iter().map(|it| it.header("idempotency-key")).collect();
    assert_eq!(keys, [Some("job-3b8b9c34"); 3]);
}
