//! What several tests need: a client with a key of its own, a quick policy, a server of raw bytes.

use std::error::Error as StdError;

use openai_call::{Client, ClientBuilder, Error, Reply, openai_call};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Long enough to be taken for a secret, and found nowhere else.
pub(crate) const KEY: &str = "sk-proj-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA";

/// Settings for `url` with [`KEY`].
pub(crate) fn builder(url: &str) -> ClientBuilder {
    Client::builder().base_url(url).api_key(KEY)
}

pub(crate) fn client(url: &str) -> Client {
    builder(url).build().expect("the url and the key are valid")
}

/// Three tries and no time lost between them.
#[openai_call(attempts = 3, backoff = 1ms..2ms, timeout = 20s)]
pub(crate) async fn chat(client: &Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// As [`chat`], for what has no body to send.
#[openai_call(attempts = 3, backoff = 1ms..2ms, timeout = 20s)]
pub(crate) async fn get(client: &Client, path: &str) -> Result<Value, Error> {
    client.get(path)
}

/// A chunk of a chat completion that says `text`, and goes on.
pub(crate) fn token(text: &str) -> Value {
    json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] })
}

/// The piece that an answer ends in.
pub(crate) fn last(text: &str) -> Value {
    json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": "stop" }] })
}

/// What an error shows, or keeps for a caller to show, in all the ways there are.
pub(crate) fn everything_shown(error: &Error) -> String {
    let body = String::from_utf8_lossy(error.body());
    let mut shown = format!("{error} {error:?} {error:#?} {} {body}", error.message());
    let mut cause = StdError::source(error);
    while let Some(inner) = cause {
        shown = format!("{shown} {inner} {inner:?}");
        cause = inner.source();
    }
    shown
}

/// A port of the loopback, with the base URL that leads there.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a loopback port");
    let address = listener.local_addr().expect("a bound socket has an address");
    (listener, format!("http://{address}/v1"))
}

/// The next client, when the head of its request has come.
pub(crate) async fn accept(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().await.expect("a client");
    read_head(&mut stream).await;
    stream
}

/// The head of the next request, with what has come behind it.
pub(crate) async fn read_head(stream: &mut TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        let read = stream.read_buf(&mut head).await.expect("a request");
        assert!(read > 0, "the client hung up before it had asked");
    }
    head
}

/// The URL of a server that answers every request with these bytes and hangs up.
pub(crate) async fn serve(response: &'static [u8]) -> String {
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        loop {
            let mut stream = accept(&listener).await;
            stream.write_all(response).await.expect("a client that reads");
        }
    });
    url
}
