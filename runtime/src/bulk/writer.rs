//! [`Writer`]: brings lines onto the disk, many at a time.
//!
//! A disk takes some milliseconds to make a line last, however long that is. So everything that has ended
//! in the meantime is written together: the disk bounds how long an outcome takes, and not how many come.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::task;

use super::files::Files;
use super::line::Line;
use super::run_error::RunError;

/// What writes, and what waits for it. A task that has begun to write goes on until nothing is left, also
/// where the run is dropped: what is in the queue is paid for.
#[derive(Clone)]
pub(super) struct Writer(Arc<Shared>);

struct Shared {
    files: Mutex<Files>,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    lines: Vec<Line>,
    is_writing: bool,
    /// How many lines have been written that nobody has heard of yet.
    written: usize,
    failed: Option<RunError>,
    waker: Option<Waker>,
}

impl Writer {
    pub(super) fn of(files: Files) -> Self {
        Self(Arc::new(Shared { files: Mutex::new(files), queue: Mutex::default() }))
    }

    /// Has a line written, in its turn.
    pub(super) fn push(&self, line: Line) {
        let mut queue = self.queue();
        queue.lines.push(line);
        if !queue.is_writing {
            queue.is_writing = true;
            let writer = self.clone();
            task::spawn_blocking(move || writer.write_all());
        }
    }

    /// How many of the lines have been written since the last time, in their order.
    pub(super) fn poll_written(&self, task: &mut Context<'_>) -> Poll<Result<usize, RunError>> {
        let mut queue = self.queue();
        match (std::mem::take(&mut queue.written), queue.failed.take()) {
            (0, Some(error)) => Poll::Ready(Err(error)),
            (0, None) => {
                queue.waker = Some(task.waker().clone());
                Poll::Pending
            }
            (written, failed) => {
                queue.failed = failed;
                Poll::Ready(Ok(written))
            }
        }
    }

    fn write_all(&self) {
        let mut files = self.0.files.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let lines = {
                let mut queue = self.queue();
                queue.is_writing = !queue.lines.is_empty();
                std::mem::take(&mut queue.lines)
            };
            if lines.is_empty() {
                return;
            }
            let result = files.write(&lines);
            let mut queue = self.queue();
            let is_over = result.is_err();
            match result {
                Ok(()) => queue.written += lines.len(),
                // Nothing is written behind what may be a part of a line.
                Err(error) => queue.failed = Some(error),
            }
            if let Some(waker) = queue.waker.take() {
                waker.wake();
            }
            if is_over {
                return;
            }
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
