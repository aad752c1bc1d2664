//! The body of a response on its way to the client.

use std::convert::Infallible;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::line::HangUp;

/// The shortest time between two bytes that the timer can tell from none.
const TIMER_RESOLUTION: Duration = Duration::from_millis(1);

/// A body that may drip, and may end before it is complete.
pub(super) struct Payload {
    rest: Bytes,
    /// How many bytes are announced and never sent.
    withheld: usize,
    drip: Option<Interval>,
    hang_up: Arc<HangUp>,
}

impl Payload {
    /// All of `body`, in one piece.
    pub(super) fn whole(body: Bytes, hang_up: Arc<HangUp>) -> Self {
        Self { rest: body, withheld: 0, drip: None, hang_up }
    }

    /// The same body, announced whole and cut off in the middle; an empty one announces a byte.
    pub(super) fn cut(mut self) -> Self {
        let announced = self.rest.len().max(1);
        self.rest.truncate(self.rest.len() / 2);
        self.withheld = announced - self.rest.len();
        self
    }

    /// The same body, one byte every `period`.
    pub(super) fn dripping(mut self, period: Duration) -> Self {
        let mut interval = interval(period.max(TIMER_RESOLUTION));
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.drip = Some(interval);
        self
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let payload = &mut *self;
        if payload.rest.is_empty() {
            if payload.withheld == 0 {
                return Poll::Ready(None);
            }
            // An orderly close, no reset: a reset may overtake the half that the client is to see.
            payload.hang_up.after_flush();
            return Poll::Pending;
        }
        let piece = match &mut payload.drip {
            None => mem::take(&mut payload.rest),
            Some(interval) => {
                ready!(interval.poll_tick(cx));
                payload.rest.split_to(1)
            }
        };
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.withheld == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.rest.len() + self.withheld) as u64)
    }
}
