//! [`Line`]: the connection to one client, which can be made to fail.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How a connection has to end. The current answer sets it.
#[derive(Default)]
pub(super) struct HangUp {
    reset: AtomicBool,
    after_flush: AtomicBool,
}

impl HangUp {
    /// Makes the connection end with a reset when it is dropped.
    pub(super) fn reset(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }

    /// Ends the connection as soon as everything written so far has been sent.
    pub(super) fn after_flush(&self) {
        self.after_flush.store(true, Ordering::Relaxed);
    }
}

/// A TCP stream that ends as its [`HangUp`] says.
pub(super) struct Line {
    stream: TcpStream,
    hang_up: Arc<HangUp>,
}

impl Line {
    pub(super) fn new(stream: TcpStream, hang_up: Arc<HangUp>) -> Self {
        // So that `drip` sends byte by byte; if this fails, the body still arrives.
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
            // If the system refuses, the connection closes normally, also without a response.
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

    // hyper calls this when its own buffer is empty, so nothing that it wrote is lost.
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
