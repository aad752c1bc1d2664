//! [`Observer`]: what is told each event of a client's calls.

use super::event::Event;

/// Gets each event of the calls of a client. See
/// [`ClientBuilder::observer`](crate::ClientBuilder::observer).
///
/// A closure is one. It runs within the call, between two of its steps: it should return soon, and hand on
/// what takes long.
///
/// A call is known to be one of a client once it sends a request, or waits for its turn: what has happened to
/// it before is not told. So a call whose body ends in the `Result` of another call is not told of; that other
/// call is.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// use std::sync::Arc;
///
/// use openai_call::observe::{Event, EventKind};
/// use openai_call::{Client, Error, Text, openai_call};
/// # use openai_call::testing::FakeApi;
/// # use serde_json::json;
///
/// #[openai_call]
/// async fn chat(client: &Client) -> Result<Text, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Error> {
/// let failed = Arc::new(AtomicUsize::new(0));
/// let counter = Arc::clone(&failed);
/// let observer = move |event: &Event<'_>| {
///     if event.kind() == EventKind::AttemptFailed {
///         counter.fetch_add(1, Ordering::Relaxed);
///     }
/// };
/// # let api = FakeApi::in_memory().status(500).reply("hello");
/// # let client = api.client_with(|settings| settings.observer(observer));
/// chat(&client).await?;
/// assert_eq!(failed.load(Ordering::Relaxed), 1);
/// # Ok(())
/// # }
/// ```
pub trait Observer: Send + Sync {
    /// Takes note of an event.
    fn observe(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync> Observer for F {
    fn observe(&self, event: &Event<'_>) {
        self(event);
    }
}
