//! The methods that change the last answer of a script.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, RETRY_AFTER, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::answer::{Answer, Fate};
use super::content::Content;
use super::fake_api::FakeApi;

/// Changes to the last scripted answer. With [`times`](FakeApi::times) they apply to each
/// repetition.
///
/// # Panics
///
/// Each of these panics if nothing has been scripted, or if the last answer has already been sent.
/// All except [`delay`](FakeApi::delay) and [`times`](FakeApi::times) also panic after
/// [`disconnect`](FakeApi::disconnect) and [`stall`](FakeApi::stall), because there is no response
/// to change.
impl FakeApi {
    /// Sets the `Retry-After` header, in seconds.
    ///
    /// # Panics
    ///
    /// If there is no response to change.
    #[track_caller]
    pub fn retry_after(&self, seconds: u64) -> Self {
        self.response("retry_after", |answer| {
            answer.headers.insert(RETRY_AFTER, seconds.into());
        })
    }

    /// Sets a header, and replaces any value that it had.
    ///
    /// ```
    /// # use openai_call::testing::FakeApi;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.status(500).header("x-should-retry", "false");
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no response to change; if the name or the value is not valid in HTTP; for
    /// `content-length` and `transfer-encoding`, which follow from the body.
    #[track_caller]
    #[expect(clippy::panic, reason = "a header that cannot be sent is a mistake in the test")]
    pub fn header(&self, name: &str, value: &str) -> Self {
        let (Ok(header), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
        else {
            panic!("the header {name:?} with the value {value:?} is no HTTP; write visible ASCII");
        };
        assert!(
            header != CONTENT_LENGTH && header != TRANSFER_ENCODING,
            "the header {name:?} follows from the body; write `.body(…)` or `.cut()` instead",
        );
        self.response("header", |answer| {
            answer.headers.insert(header, value);
        })
    }

    /// Sets the body to this JSON, as `application/json`.
    ///
    /// # Panics
    ///
    /// If there is no response to change.
    #[track_caller]
    pub fn json(&self, body: Value) -> Self {
        self.response("json", |answer| answer.content = Content::Json(body))
    }

    /// Sets the body to these bytes, without a content type unless [`header`](Self::header) sets
    /// one.
    ///
    /// # Panics
    ///
    /// If there is no response to change.
    #[track_caller]
    pub fn body(&self, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        self.response("body", |answer| answer.content = Content::Raw(body))
    }

    /// Breaks the response off in the middle of its body: the headers announce the whole length,
    /// the first half is sent, and then the connection closes. A stream breaks off in the same way,
    /// but announces no length. A response with a status that has no body (204, 304) stays
    /// complete.
    ///
    /// # Panics
    ///
    /// If there is no response to change.
    #[track_caller]
    pub fn cut(&self) -> Self {
        self.response("cut", |answer| answer.fate = Fate::Cut)
    }

    /// Sends the body one byte at a time, with this `interval` between two bytes, which is at least
    /// a millisecond. The first byte is sent with the headers.
    ///
    /// # Panics
    ///
    /// If there is no response to change.
    #[track_caller]
    pub fn drip(&self, interval: Duration) -> Self {
        self.response("drip", |answer| answer.pace.drip = Some(interval))
    }

    /// Sends the body in packets of this size, so that events are split at any place, even in the
    /// middle of a character.
    ///
    /// # Panics
    ///
    /// If there is no response to change, or `bytes` is 0.
    #[track_caller]
    pub fn packets(&self, bytes: usize) -> Self {
        assert!(bytes > 0, "`.packets(0)` would send nothing; write at least 1");
        self.response("packets", |answer| answer.pace.packet = Some(bytes))
    }

    /// Waits this long before each event of a stream except the first, by tokio's clock.
    ///
    /// # Panics
    ///
    /// If there is no response to change.
    #[track_caller]
    pub fn pause(&self, pause: Duration) -> Self {
        self.response("pause", |answer| answer.pace.pause = Some(pause))
    }

    /// Ends a stream of [`events`](FakeApi::events) without its terminal event, `[DONE]`.
    ///
    /// # Panics
    ///
    /// If the last answer was not scripted with `.events(…)`.
    #[track_caller]
    #[expect(clippy::panic, reason = "such a script is a mistake in the test")]
    pub fn unfinished(&self) -> Self {
        self.response("unfinished", |answer| match &mut answer.content {
            Content::Events { done, .. } => *done = false,
            _ => panic!("`unfinished` changes a stream; write it after `.events(…)`"),
        })
    }

    /// Sends nothing after the last event or byte, not even `[DONE]`, and keeps the connection
    /// open, so that the client has to hang up.
    ///
    /// # Panics
    ///
    /// If there is no response to change.
    #[track_caller]
    pub fn hang(&self) -> Self {
        self.response("hang", |answer| {
            answer.fate = Fate::Hang;
            if let Content::Events { done, .. } = &mut answer.content {
                *done = false;
            }
        })
    }

    /// Waits this long after the request before the first byte is sent, by tokio's clock.
    ///
    /// # Panics
    ///
    /// If there is no answer to change.
    #[track_caller]
    pub fn delay(&self, delay: Duration) -> Self {
        self.script().route(self.path()).last("delay").answer.delay = delay;
        self.clone()
    }

    /// Sends the answer to `n` requests.
    ///
    /// ```
    /// # use openai_call::testing::FakeApi;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.status(503).times(5).reply("back again");
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no answer to repeat, or `n` is 0.
    #[track_caller]
    pub fn times(&self, n: usize) -> Self {
        assert!(n > 0, "`.times(0)` scripts no answer; leave the answer out");
        self.script().route(self.path()).last("times").times = n;
        self.clone()
    }

    /// Changes the last scripted answer, which must send a response.
    #[track_caller]
    fn response(&self, method: &str, change: impl FnOnce(&mut Answer)) -> Self {
        let mut script = self.script();
        let answer = &mut script.route(self.path()).last(method).answer;
        assert!(
            answer.has_response(),
            "`{method}` changes a response, and `{}` sends none; \
             write it after `.reply(…)` or `.status(…)`",
            answer.as_written(),
        );
        change(answer);
        self.clone()
    }
}
