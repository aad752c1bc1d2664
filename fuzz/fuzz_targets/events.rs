//! Any bytes are events or an error, in packets of any size the same ones, and behind an error nothing
//! comes.
#![no_main]

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use libfuzzer_sys::fuzz_target;
use openai_call::{Error, ErrorKind, Event, EventStream, openai_call};
use serde_json::Value;

#[openai_call(retry = "none")]
async fn events(response: reqwest::Response) -> Result<EventStream<Event<Value>>, Error> {
    response
}

struct Packets {
    rest: Bytes,
    size: usize,
}

impl Stream for Packets {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let size = self.size.min(self.rest.len());
        Poll::Ready((size > 0).then(|| Ok(self.rest.split_to(size))))
    }
}

async fn read(rest: Bytes, size: usize) -> (Vec<Event<Value>>, Option<ErrorKind>) {
    let body = reqwest::Body::wrap_stream(Packets { rest, size });
    let response = http::Response::builder().header("content-type", "text/event-stream");
    let mut items = Vec::new();
    let mut stream = match events(response.body(body).expect("a response").into()).await {
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

fuzz_target!(|input: &[u8]| {
    let Some((size, body)) = input.split_first() else { return };
    let body = Bytes::copy_from_slice(body);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(async {
        let whole = read(body.clone(), usize::MAX).await;
        assert_eq!(read(body, usize::from(*size) + 1).await, whole);
    });
});
