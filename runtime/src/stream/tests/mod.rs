//! Streams without a server: any bytes, in any chunks.

mod clock;
mod ends;
mod events;
mod protocols;
mod words;

use std::task::Poll;

use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;
use tokio::runtime::Builder;

use crate::{Error, ErrorKind, Event, EventStream, StreamItem, openai_call};

#[openai_call(retry = "none")]
async fn values(response: reqwest::Response) -> Result<EventStream<Value>, Error> {
    response
}

#[openai_call(retry = "none")]
async fn named(response: reqwest::Response) -> Result<EventStream<Event<Value>>, Error> {
    response
}

/// A list of chunks as the body of a response.
struct Chunks(std::vec::IntoIter<Bytes>);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

fn response(chunks: Vec<Bytes>) -> reqwest::Response {
    let body = reqwest::Body::wrap_stream(Chunks(chunks.into_iter()));
    let response = http::Response::builder().header("content-type", "text/event-stream");
    response.body(body).expect("a response").into()
}

fn run<T>(test: impl Future<Output = T>) -> T {
    Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(test)
}

/// Every item, and how the stream ended.
async fn all<T: StreamItem>(
    stream: Result<EventStream<T>, Error>,
) -> (Vec<T::Output>, Option<ErrorKind>) {
    let mut items = Vec::new();
    let mut stream = match stream {
        Ok(stream) => stream,
        Err(error) => return (items, Some(error.kind())),
    };
    loop {
        match stream.next().await {
            Some(Ok(item)) => items.push(item),
            Some(Err(error)) => {
                assert!(stream.next().await.is_none(), "nothing comes behind an error");
                return (items, Some(error.kind()));
            }
            None => {
                assert!(stream.is_complete(), "what ends without an error is complete");
                return (items, None);
            }
        }
    }
}

fn read(chunks: Vec<Bytes>) -> (Vec<Value>, Option<ErrorKind>) {
    run(async { all(values(response(chunks)).await).await })
}

fn text(text: &str) -> (usize, Option<ErrorKind>) {
    let (items, end) = read(vec![Bytes::copy_from_slice(text.as_bytes())]);
    (items.len(), end)
}

const CHUNK: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"an error\"},\"finish_reason\":null}],\"error\":null}\n\n";
const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const DONE: &str = "data: [DONE]\n\n";
