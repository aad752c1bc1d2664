//! The connection to one client, and how it may end badly.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How a connection is to end, as the answer in hand has decided.
#[derive(Default)]
pub(super) struct HangUp {
    reset: AtomicBool,
    after_flush: AtomicBool,
}

impl HangUp {
    /// Lets the connection end with a reset when it is dropped.
    pub(super) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }

    /// Ends the connection as soon as all that was written so far is on its way.
    pub(super) fn after_flush(&self) {
        self.after_flush.store(true, Ordering::Relaxed);
    }
}

/// A TCP stream that hangs up when told to.
pub(super) struct Line {
    stream: TcpStream,
    hang_up: Arc<HangUp>,
}

impl Line {
    pub(super) fn new(stream: TcpStream, hang_up: Arc<HangUp>) -> Self {
        // A body that drips is to leave byte by byte; where it cannot, it still arrives.
        let _ = stream.set_nodelay(true);
        Self { stream, hang_up }
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut TcpStream> {
        Pin::new(&mut self.get_mut().stream)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.hang_up.reset.load(Ordering::Relaxed) {
            // Where the system refuses, the client sees an orderly close: no response either.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream().poll_read(cx, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write(cx, bytes)
    }

    /// Called by hyper once its own buffer is empty, so that nothing written is lost here.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.hang_up.after_flush.load(Ordering::Relaxed) {
            return Poll::Ready(Err(ErrorKind::ConnectionAborted.into()));
        }
        self.stream().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(cx)
    }
}
