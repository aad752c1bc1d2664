//! [`EventStream`]: the type that the reader of a stream uses.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

use futures_core::Stream;

use super::ask::ask_for_events;
use super::begun::{Begun, Course};
use super::item::{Restartable, StreamItem};
use super::seen::Seen;
use crate::call::{FromResponse, Meta, Response, Restarts, Streams, getters};
use crate::error::Error;
use crate::usage::Usage;

/// The events of a streamed answer. Each is decoded as a `T`: any type that derives `Deserialize`,
/// [`Event<T>`](crate::Event) to get the name of the event too, [`Text`](crate::Text) for the pieces
/// of a text alone, as `String`s, or [`Restartable<T>`] if the answer may begin anew.
///
/// A stream of [`Text`](crate::Text) ends with an error if the answer was cut, refused or empty.
/// Nothing is asked again then, because you have read the pieces already.
///
/// Until the first event has arrived, a failure fails the attempt, and the policy handles it. After
/// that a failure is the last item of the stream, and the request is not sent again, unless the
/// policy says `restart`. A stream that breaks off before its terminal event ends with the error
/// [`StreamInterrupted`](crate::ErrorKind::StreamInterrupted), never as if it were complete. What
/// has to have come:
///
/// | protocol | is whole after | fails with |
/// |---|---|---|
/// | chat completions, completions | a `finish_reason` of every choice that has begun, then `[DONE]` or a clean close | the `finish_reason` `error` |
/// | responses | `response.completed`, `response.incomplete` | `response.failed` |
/// | transcriptions, speech | `transcript.text.done`, `speech.audio.done` | |
/// | images | `image_generation.completed` or `image_edit.completed`, then `[DONE]` or a clean close | |
/// | runs of assistants | `thread.run.completed`, `….incomplete`, `….requires_action`, `done` | `thread.run.failed`, `….cancelled`, `….expired` |
/// | messages of Anthropic | `message_stop` | |
/// | chats of Ollama | `"done": true` | |
/// | any other | an event, then `[DONE]` or a clean close | |
///
/// An `error` event fails any of them. The last event of a protocol that is not listed is unknown,
/// so a connection that closes cleanly in the middle of its answer passes for its end.
///
/// The function's `timeout` limits the wait for the first event, `idle` the wait for each later
/// one, and `deadline` the whole stream. Comments and pings are neither counted as events nor handed
/// out, whatever the items are; a ping is an event whose name or `type` is `ping` or `keepalive`.
///
/// `"stream": true` is added to the body if it is missing. Events are read only when the reader asks
/// for them, so a slow reader slows the server down. An event above 16 MiB is an error. Dropping the
/// stream closes its connection at once. The stream is `Send` if its items are, and not `Sync`.
///
/// Read it with [`next`](Self::next), or use it as a [`Stream`] with `futures` or `tokio-stream`.
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
/// With `on_stream_interrupted = restart`, a stream that breaks after its first event is requested
/// again, as often as `attempts` and `deadline` allow. What was read before is then void, and an
/// item announces it: the function has to return an `EventStream<Restartable<T>>`. The same request
/// is sent again; neither the function's body nor the code of a `repair`, `fallback` or `recover`
/// runs, because it needs the function's arguments. So the body has to end in a request, and not in
/// the `Result` of another function: declare `restart` on that function.
///
/// Every transient failure after the first event takes the steps of `stream_interrupted`: a closed
/// connection, an error event of a transient kind, a wait longer than `idle`.
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
pub struct EventStream<T: StreamItem> {
    pub(super) state: State,
    /// An item that was decoded and not returned yet.
    pub(super) next: Option<T::Output>,
    /// The items that a `recover` gave instead of an answer.
    pub(super) recovered: std::vec::IntoIter<T::Output>,
    pub(super) heard: T::Heard,
    pub(super) seen: Seen,
    pub(super) meta: Meta,
}

pub(super) enum State {
    Reading(Box<Course>),
    /// Waits for the first event of the next attempt; the error is why the last one broke.
    Restarting(Pin<Box<dyn Future<Output = Result<Begun, Error>> + Send>>, Error),
    Ended,
}

getters!(EventStream<T: StreamItem>);

impl<T: StreamItem> EventStream<T> {
    /// Makes a stream of items instead of `error`, for the `recover` of a function that returns a
    /// stream.
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
    pub fn recovered(items: impl IntoIterator<Item = T::Output>, error: &Error) -> Self {
        let items: Vec<_> = items.into_iter().collect();
        let (recovered, meta) = (items.into_iter(), Meta::of_error(error));
        let (state, seen) = (State::Ended, Seen::whole());
        Self { state, next: None, recovered, heard: T::Heard::default(), seen, meta }
    }

    /// Why the model stopped: `stop`, `length`, `tool_calls`, …; for the Responses API `completed`,
    /// or why the response is incomplete, such as `max_output_tokens`. `None` until the server has
    /// said it.
    pub fn finish_reason(&self) -> Option<&str> {
        self.seen.finish_reason()
    }

    /// The number of tokens that the service counted; `None` until the server has said it. For chat
    /// completions ask for it with `"stream_options": { "include_usage": true }`.
    pub fn usage(&self) -> Option<Usage> {
        self.seen.usage()
    }

    /// Returns true if the whole answer has arrived, including its terminal event.
    pub fn is_complete(&self) -> bool {
        self.seen.is_complete()
    }

    /// Returns the next event; `None` after the last one, and after an error.
    ///
    /// The future can be dropped without losing an event.
    #[expect(clippy::should_implement_trait, reason = "`StreamExt` has it by this name")]
    pub fn next(&mut self) -> impl Future<Output = Option<Result<T::Output, Error>>> {
        std::future::poll_fn(|task| Pin::new(&mut *self).poll_next(task))
    }
}

impl<T: StreamItem> FromResponse for EventStream<T> {
    fn prepare(request: &mut reqwest::Request) -> Result<(), Error> {
        ask_for_events(request)
    }

    async fn from_response(response: Response) -> Result<Self, Error> {
        let mut begun = Begun::of(response).await?;
        let mut heard = T::Heard::default();
        let next = begun.first::<T>(&mut heard)?;
        let Begun { course, seen, meta } = begun;
        let (state, recovered) = (State::Reading(Box::new(course)), Vec::new().into_iter());
        Ok(Self { state, next, recovered, heard, seen, meta })
    }
}

impl<T: StreamItem> Stream for EventStream<T> {
    type Item = Result<T::Output, Error>;

    // Short enough to be inlined into the caller, so that an item is copied less often.
    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let stream = &mut *self;
        let State::Reading(course) = &mut stream.state else { return stream.poll_restart(task) };
        if stream.next.is_some() {
            return Poll::Ready(stream.next.take().map(Ok));
        }
        let error = loop {
            match ready!(course.reader.poll(&mut stream.seen, task)) {
                Ok(true) => match T::of(course.reader.event(), &mut stream.heard) {
                    Ok(Some(item)) => return Poll::Ready(Some(Ok(item))),
                    Ok(None) => {}
                    Err(error) => break course.reader.undecodable::<T>(&error),
                },
                Ok(false) => {
                    let failure = T::failure(&stream.heard, stream.seen.finish_reason());
                    let (reason, usage) = (stream.seen.finish_reason(), stream.seen.usage());
                    course.run.stops_to_stream(reason, usage);
                    let Some(error) = failure else {
                        stream.meta.cost = course
                            .run
                            .uses(usage, course.reader.event().data().as_bytes())
                            .map(Box::new);
                        course.run.has_streamed(stream.meta.request_id.as_deref(), usage);
                        stream.state = State::Ended;
                        return Poll::Ready(None);
                    };
                    break course.reader.complete(error.with_usage(stream.seen.usage()));
                }
                Err(error) => break error,
            }
        };
        stream.poll_broken(error, task)
    }
}

/// Items are never pinned: they are returned by value.
impl<T: StreamItem> Unpin for EventStream<T> {}

impl<T: StreamItem> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("request_id", &self.request_id())
            .field("finish_reason", &self.finish_reason())
            .field("is_complete", &self.is_complete())
            .finish_non_exhaustive()
    }
}

impl<T: StreamItem> Streams for EventStream<T> {}

impl<T: StreamItem> Restarts for EventStream<Restartable<T>> {}
