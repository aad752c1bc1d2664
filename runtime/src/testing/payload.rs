//! [`Payload`]: the body of a response, as hyper sends it.

use std::collections::VecDeque;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::departures::Watch;
use super::line::HangUp;

/// A part of a body that is sent at once.
pub(super) struct Piece {
    pub(super) bytes: Bytes,
    /// How long to wait before sending it.
    pub(super) pause: Option<Duration>,
}

/// What follows the last piece.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    /// The connection ends.
    Cut,
    /// Nothing more comes.
    Hang,
}

/// A body that is sent in pieces, and may end before it is complete.
pub(super) struct Payload {
    pieces: VecDeque<Piece>,
    end: End,
    /// The length in the headers, even if less is sent.
    announced: Option<u64>,
    pause: Option<Pin<Box<Sleep>>>,
    /// That of the connection; `None` in memory.
    hang_up: Option<Arc<HangUp>>,
    watch: Watch,
}

impl Payload {
    pub(super) fn new(
        pieces: Vec<Piece>,
        end: End,
        announced: Option<u64>,
        hang_up: Option<Arc<HangUp>>,
        watch: Watch,
    ) -> Self {
        let mut payload =
            Self { pieces: pieces.into(), end, announced, pause: None, hang_up, watch };
        payload.begin_next();
        payload
    }

    /// Starts the pause before the next piece, if there is one.
    fn begin_next(&mut self) {
        self.pause =
            self.pieces.front().and_then(|piece| piece.pause).map(|pause| Box::pin(sleep(pause)));
        if self.is_complete() {
            self.watch.answered();
        }
    }

    fn is_complete(&self) -> bool {
        self.pieces.is_empty() && self.end == End::Complete
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
        }
        if let Some(piece) = self.pieces.pop_front() {
            self.begin_next();
            return Poll::Ready(Some(Ok(Frame::data(piece.bytes))));
        }
        match self.end {
            End::Complete => Poll::Ready(None),
            End::Hang => Poll::Pending,
            End::Cut => {
                self.watch.answered();
                let Some(hang_up) = &self.hang_up else {
                    return Poll::Ready(Some(Err(ErrorKind::UnexpectedEof.into())));
                };
                // A normal close and not a reset, which could overtake the bytes that were sent.
                hang_up.after_flush();
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_complete()
    }

    // hyper asks for this once, with the headers, so it must not depend on the pieces that are
    // left.
    fn size_hint(&self) -> SizeHint {
        self.announced.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
