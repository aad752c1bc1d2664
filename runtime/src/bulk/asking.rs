//! [`Asking`]: a call that is in flight.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::identity::Identity;

/// A request, by its place in the input.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) index: usize,
    pub(super) identity: Identity,
}

pub(super) struct Asking<F> {
    asked: Option<Asked>,
    call: Pin<Box<F>>,
}

impl<F> Asking<F> {
    pub(super) fn new(asked: Asked, call: F) -> Self {
        Self { asked: Some(asked), call: Box::pin(call) }
    }
}

impl<F: Future> Future for Asking<F> {
    type Output = (Asked, F::Output);

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        self.call.as_mut().poll(task).map(|result| {
            let asked = self.asked.take().expect("a future that is ready is not polled again");
            (asked, result)
        })
    }
}
