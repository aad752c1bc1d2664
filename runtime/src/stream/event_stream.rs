//! [`EventStream`]: what a reader holds of a stream.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;

use super::ask::ask_for_events;
use super::begun::{Begun, Course};
use super::item::{Restartable, StreamItem};
use super::protocol::Seen;
use crate::call::{FromResponse, Meta, Response, Restarts, Streams, getters};
use crate::error::Error;
use crate::usage::Usage;

/// The events of a streamed answer, each decoded as a `T`: any type that derives `Deserialize`,
/// [`Event<T>`] where the event's name is wanted, [`Restartable<T>`] where the answer may begin anew.
///
/// Until the first event has come, every failure is one of the attempt and goes through the policy.
/// After it, the stream yields one error and ends: nothing is sent again behind the reader's back,
/// unless the policy says `restart`. A stream that breaks off before its terminal event ends in an
/// error, [`StreamInterrupted`](crate::ErrorKind::StreamInterrupted), and never as if it were complete.
/// The terminal events are `[DONE]`, a `finish_reason` before a clean close, `response.completed` and
/// `response.incomplete`; a stream of neither protocol ends with its clean close.
///
/// The function's `timeout` covers the wait for the first event, `idle` that for each later one,
/// `deadline` the whole stream; comments are no events. The body's `"stream": true` is set
/// where it is missing. Events are read as they are asked for, so that a slow reader holds the server
/// back; one above 16 MiB is an error. Dropping the stream closes its connection at once. It is `Send`
/// where its items are, and not `Sync`.
///
/// Read it with [`next`](Self::next), or as a [`Stream`] with the combinators of `futures` or
/// `tokio-stream`.
///
/// ```
/// use openai_call::{Client, Error, EventStream, openai_call};
/// use serde_json::{Value, json};
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call(timeout = 30s, idle = 20s, deadline = 5min)]
/// async fn chat(client: &Client, prompt: &str) -> Result<EventStream<Value>, Error> {
///     client.post("chat/completions").json(&json!({
///         "model": "gpt-4o-mini",
///         "messages": [{ "role": "user", "content": prompt }],
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # api.status(503).reply("Hello");
/// # let client = api.client();
/// let mut events = chat(&client, "Say hello.").await?;
/// let mut said = String::new();
/// while let Some(event) = events.next().await {
///     said += event?["choices"][0]["delta"]["content"].as_str().unwrap_or_default();
/// }
/// assert_eq!(said, "Hello");
/// assert_eq!(events.finish_reason(), Some("stop"));
/// # assert_eq!(api.requests()[1].json()["stream"], true);
/// # Ok(())
/// # }
/// ```
///
/// # Restart
///
/// With `on_stream_interrupted = restart` a stream that breaks in its middle is asked for again, as far
/// as `attempts` and `deadline` allow. What was read so far is then void, and the item type says so:
/// the function returns an `EventStream<Restartable<T>>`, or it does not compile. The request is sent
/// again as it was; the function's body does not run a second time, and neither does the code of a
/// `repair`, `fallback` or `recover`, which needs the function's arguments. So the body has to end in a
/// request, and not in the `Result` of another function: declare it there.
///
/// Whatever breaks a stream in its middle takes the steps of `stream_interrupted`, as long as it may
/// pass: a cut, an error event of a kind that is transient, a wait longer than `idle`.
///
/// ```
/// use openai_call::{Client, Error, EventStream, Restartable, openai_call};
/// use serde_json::{Value, json};
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call(backoff = 10ms..1s, on_stream_interrupted = restart(attempts = 2))]
/// async fn chat(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # api.reply("Half of it is lost.").cut().reply("Hello");
/// # let client = api.client();
/// let mut events = chat(&client).await?;
/// let mut said = String::new();
/// while let Some(event) = events.next().await {
///     match event? {
///         Restartable::Item(event) => {
///             said += event["choices"][0]["delta"]["content"].as_str().unwrap_or_default();
///         }
///         Restartable::Restarted(_error) => said.clear(),
///     }
/// }
/// assert_eq!(said, "Hello");
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing unless it is read, and hangs up when it is dropped"]
pub struct EventStream<T> {
    pub(super) state: State,
    /// Read, and not yet asked for.
    pub(super) next: Option<T>,
    /// What is handed out in place of an answer.
    pub(super) recovered: std::vec::IntoIter<T>,
    pub(super) seen: Seen,
    pub(super) meta: Meta,
}

pub(super) enum State {
    Reading(Box<Course>),
    /// Until the first event of the next attempt, with what broke the last one.
    Restarting(Pin<Box<dyn Future<Output = Result<Begun, Error>> + Send>>, Error),
    Ended,
}

getters!(EventStream<T>);

impl<T> EventStream<T> {
    /// Items in place of `error`, for the `recover` of a function that returns a stream.
    ///
    /// ```
    /// # use openai_call::{Client, Error, EventStream, openai_call, testing::FakeApi};
    /// # use serde_json::{Value, json};
    /// #[openai_call(retry = "none", otherwise = recover(|error| {
    ///     EventStream::recovered([json!({ "apology": error.kind().cause() })], error)
    /// }))]
    /// async fn chat(client: &Client) -> Result<EventStream<Value>, Error> {
    ///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    /// }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let api = FakeApi::start().await.status(500);
    /// let mut events = chat(&api.client()).await?;
    /// assert_eq!(events.next().await.unwrap()?["apology"], "the service failed on its side");
    /// assert!(events.next().await.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn recovered(items: impl IntoIterator<Item = T>, error: &Error) -> Self {
        let items: Vec<_> = items.into_iter().collect();
        let (recovered, meta) = (items.into_iter(), Meta::of_error(error));
        Self { state: State::Ended, next: None, recovered, seen: Seen::whole(), meta }
    }

    /// Why the model stopped, as far as it has been said: `stop`, `length`, `tool_calls`, …; of the
    /// Responses API `completed`, or why it is not, such as `max_output_tokens`.
    pub fn finish_reason(&self) -> Option<&str> {
        self.seen.finish_reason()
    }

    /// The tokens that the call counts as used, once the server has said so. For chat completions ask
    /// for it with `"stream_options": { "include_usage": true }`.
    pub fn usage(&self) -> Option<Usage> {
        self.seen.usage()
    }

    /// Whether everything has come, the terminal event included.
    pub fn is_complete(&self) -> bool {
        self.seen.is_complete()
    }
}

impl<T: StreamItem> EventStream<T> {
    /// The next event; `None` behind the last one, and behind an error.
    ///
    /// It can be cancelled without losing an event.
    #[expect(clippy::should_implement_trait, reason = "`StreamExt` has it by this name")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<T, Error>>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task))
    }
}

impl<T: StreamItem> FromResponse for EventStream<T> {
    fn prepare(request: &mut reqwest::Request) -> Result<(), Error> {
        ask_for_events(request)
    }

    async fn from_response(response: Response) -> Result<Self, Error> {
        let mut begun = Begun::of(response).await?;
        let next = begun.first()?;
        let Begun { course, seen, meta, .. } = begun;
        let (state, recovered) = (State::Reading(Box::new(course)), Vec::new().into_iter());
        Ok(Self { state, next, recovered, seen, meta })
    }
}

impl<T: StreamItem> Stream for EventStream<T> {
    type Item = Result<T, Error>;

    /// Short enough to be inlined where it is called, so that an item is copied less often.
    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let stream = &mut *self;
        let State::Reading(course) = &mut stream.state else { return stream.poll_restart(task) };
        if stream.next.is_some() {
            return Poll::Ready(stream.next.take().map(Ok));
        }
        let error = match ready!(course.reader.poll(&mut stream.seen, task)) {
            Ok(true) => match T::of(course.reader.event()) {
                Ok(item) => return Poll::Ready(Some(Ok(item))),
                Err(error) => course.reader.undecodable::<T>(&error),
            },
            Ok(false) => {
                stream.state = State::Ended;
                return Poll::Ready(None);
            }
            Err(error) => error,
        };
        stream.poll_broken(error, task)
    }
}

/// No item is ever pinned: they are handed out by value.
impl<T> Unpin for EventStream<T> {}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("request_id", &self.request_id())
            .field("finish_reason", &self.finish_reason())
            .field("is_complete", &self.is_complete())
            .finish_non_exhaustive()
    }
}

impl<T> Streams for EventStream<T> {}

impl<T> Restarts for EventStream<Restartable<T>> {}
