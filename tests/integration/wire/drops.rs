//! Dropping a call stops it at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, FromResponse, Response, openai_call};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::wire::support::{accept, client, get, listen};

/// For what comes at once, or never.
const HANG: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_for_an_answer_hangs_up() {
    let (listener, url) = listen().await;
    let client = client(&url);
    let mut stream = tokio::select! {
        outcome = get(&client, "models") => panic!("nobody answered, and yet: {outcome:?}"),
        stream = accept(&listener) => stream,
    };
    let read = timeout(HANG, stream.read(&mut [0; 16])).await.expect("the client hangs up");
    assert_eq!(read.unwrap_or(0), 0, "the client has nothing more to say");
}

/// An answer that is never the right one. It is decoded in the same breath in which its call falls
/// asleep, so that a test knows when that is.
struct Wrong;

static DECODED: AtomicBool = AtomicBool::new(false);

impl FromResponse for Wrong {
    async fn from_response(_: Response) -> Result<Self, Error> {
        DECODED.store(true, Ordering::Relaxed);
        Err(Error::new(ErrorKind::ServerError, "another one, please"))
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_sleeps_asks_no_more() {
    #[openai_call(backoff = fixed(1h))]
    async fn patient(client: &Client) -> Result<Wrong, Error> {
        client.get("models")
    }

    let api = FakeApi::start().await;
    let client = api.client();
    let mut call = Box::pin(patient(&client));
    while !DECODED.load(Ordering::Relaxed) {
        tokio::select! {
            _ = &mut call => panic!("the call is over"),
            () = tokio::task::yield_now() => {}
        }
    }
    drop(call);

    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(4 * 3_600)).await;
    tokio::time::resume();
    get(&client, "files").await.unwrap();
    let paths: Vec<_> = api.requests().iter().map(|it| it.path().to_owned()).collect();
    assert_eq!(paths, ["/v1/models", "/v1/files"]);
}

#[tokio::test]
async fn a_call_that_is_never_polled_asks_nothing() {
    let api = FakeApi::start().await;
    let client = api.client();
    drop(get(&client, "models"));
    get(&client, "files").await.unwrap();
    assert_eq!(api.requests().len(), 1);
}
