//! [`Sent`]: a request under way, with its span and what is heard of its answer.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::Span;

use super::asked::Asked;
use super::heard::Heard;
use super::names;
use super::spans;
use crate::error::Error;
use crate::kind::ErrorKind;
use crate::usage::Usage;

#[derive(Debug)]
pub(super) struct Sent {
    pub(super) span: Span,
    pub(super) asked: Arc<Asked>,
    begun: Instant,
    /// The time until the first event of a stream.
    first: Option<Duration>,
    pub(super) heard: Heard,
    pub(super) usage: Option<Usage>,
}

/// How a request has ended.
#[derive(Clone, Copy)]
pub(super) enum Ended<'a> {
    Answered,
    Failed(&'a Error),
    /// Nobody waits for the answer any more.
    Cancelled,
}

impl Ended<'_> {
    /// The `error.type` of a request that nobody waits for any more.
    const CANCELLED: &'static str = "cancelled";

    /// The `error.type`, of which there are as many as there are kinds, and one more.
    pub(super) fn error_type(self) -> Option<&'static str> {
        match self {
            Self::Answered => None,
            Self::Failed(error) => Some(error.kind().name()),
            Self::Cancelled => Some(Self::CANCELLED),
        }
    }
}

impl Sent {
    pub(super) fn begin(call: &Span, asked: Asked, resends: u64, queued: Duration) -> Self {
        let span = spans::of_request(call, &asked, resends);
        if !queued.is_zero() {
            span.record(names::PACER_WAIT, queued.as_secs_f64());
        }
        let (asked, begun) = (Arc::new(asked), Instant::now());
        Self { span, asked, begun, first: None, heard: Heard::default(), usage: None }
    }

    /// The first event of a stream has come, and says this.
    pub(super) fn begins_to_stream(&mut self, heard: Heard) {
        self.first = Some(self.begun.elapsed());
        self.heard = heard;
        self.heard.ended(None);
    }

    pub(super) fn is_stream(&self) -> bool {
        self.first.is_some()
    }

    /// A stream says why it ended.
    pub(super) fn stopped(&mut self, reason: Option<&str>) {
        self.heard.ended(reason);
    }

    /// Records how it has ended, and closes its span.
    pub(super) fn end(mut self, ended: Ended<'_>) {
        let error = if let Ended::Failed(error) = ended { Some(error) } else { None };
        self.usage = self.usage.or(error.and_then(Error::usage));
        if self.is_stream() && error.is_some_and(|it| it.kind() == ErrorKind::StreamInterrupted) {
            self.heard.broke();
        }
        self.record(ended.error_type(), error);
        #[cfg(feature = "metrics")]
        super::metrics::request(&super::metrics::Request {
            asked: &self.asked,
            heard: &self.heard,
            usage: self.usage,
            error_type: ended.error_type(),
            elapsed: self.begun.elapsed(),
            first: self.first,
        });
    }

    fn record(&self, error_type: Option<&'static str>, error: Option<&Error>) {
        let (span, heard) = (&self.span, &self.heard);
        span.record(names::RESPONSE_ID, heard.id.as_deref());
        span.record(names::RESPONSE_MODEL, heard.model.as_deref());
        span.record(names::FINGERPRINT, heard.fingerprint.as_deref());
        span.record(names::RESPONSE_TIER, heard.tier.as_deref());
        span.record(names::FINISH_REASONS, heard.finish_reasons());
        span.record(names::FIRST_CHUNK, self.first.map(|first| first.as_secs_f64()));
        if let Some(usage) = self.usage {
            span.record(names::INPUT_TOKENS, usage.input_tokens());
            span.record(names::OUTPUT_TOKENS, usage.output_tokens());
            let parts = [
                (names::CACHE_READ, usage.cached_tokens()),
                (names::CACHE_WRITE, usage.cache_write_tokens()),
                (names::REASONING, usage.reasoning_tokens()),
            ];
            for (name, tokens) in parts.into_iter().filter(|(_, tokens)| *tokens > 0) {
                span.record(name, tokens);
            }
        }
        if let Some(error_type) = error_type {
            span.record(names::ERROR_TYPE, error_type);
            span.record(names::OTEL_STATUS, "ERROR");
        }
        if let Some(error) = error {
            span.record(names::ERROR_CODE, error.code());
            span.record(names::CLIENT_REQUEST_ID, error.client_request_id());
        }
    }
}
