//! [`Memory`]: the fake API without sockets.
//!
//! A paused clock goes on as soon as every task waits for it, also while bytes are on their way through a
//! socket. Without one, every sleep, timeout, stall and pause of a test is virtual: it takes no time, and
//! comes out the same each time.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::{Uri, response::Parts};
use http_body_util::BodyExt;
use hyper::body::Body;

use super::departures::Departures;
use super::payload::Payload;
use super::recorded_request::RecordedRequest;
use super::response::respond;
use super::script::Script;
use crate::classify::Classify;
use crate::error::Error;
use crate::http::{Answering, InProcess};

pub(super) struct Memory {
    script: Arc<Mutex<Script>>,
    departures: Departures,
}

impl Memory {
    pub(super) fn of(script: Arc<Mutex<Script>>, departures: Departures) -> Self {
        Self { script, departures }
    }

    async fn respond(
        self: Arc<Self>,
        mut request: reqwest::Request,
    ) -> Result<reqwest::Response, Error> {
        let body = match request.body_mut().take() {
            Some(body) => body.collect().await.map_err(Classify::classify)?.to_bytes(),
            None => Bytes::new(),
        };
        let uri = Uri::try_from(request.url().as_str()).unwrap_or_default();
        let headers = std::mem::take(request.headers_mut());
        let request = RecordedRequest::arrived(request.method().clone(), uri, headers, body);
        let response = respond(request, &self.script, &self.departures, None).await;
        response.map(in_memory).map_err(Classify::classify)
    }
}

impl InProcess for Memory {
    fn answer(self: Arc<Self>, request: reqwest::Request) -> Answering {
        Box::pin(self.respond(request))
    }
}

/// The response as reqwest would have read it.
fn in_memory(response: http::Response<Payload>) -> reqwest::Response {
    let (parts, payload): (Parts, Payload) = response.into_parts();
    let body = reqwest::Body::wrap_stream(Frames(payload));
    http::Response::from_parts(parts, body).into()
}

/// The pieces of a payload, one by one.
struct Frames(Payload);

impl Stream for Frames {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = Pin::new(&mut self.0).poll_frame(task);
        frame.map(|frame| Some(frame?.map(|frame| frame.into_data().unwrap_or_default())))
    }
}
