//! [`StreamItem`]: the types that an event can be decoded as.

use std::ops::Deref;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde::de::DeserializeOwned;
use sse_stream::Sse;

use crate::error::Error;
use crate::scan;

/// A type that an event of a stream can be decoded as: any type that derives `Deserialize`, from
/// the data; [`Event<T>`] to get the name too; [`Text`](crate::Text) for the pieces of a text alone;
/// [`Restartable<T>`] if the stream may begin anew.
#[diagnostic::on_unimplemented(
    message = "an event cannot be decoded as `{Self}`",
    label = "no item of a stream",
    note = "derive `serde::Deserialize` for it (without borrowing from the input), or write \
            `EventStream<Event<T>>`"
)]
pub trait StreamItem: Sized {
    /// What the stream yields: the type itself, and a `String` for [`Text`](crate::Text).
    type Output;

    /// What has to be known of an answer at its end.
    #[doc(hidden)]
    type Heard: Default;

    /// The item of an event; `None` if it has none.
    #[doc(hidden)]
    fn of(
        event: &WireEvent,
        heard: &mut Self::Heard,
    ) -> Result<Option<Self::Output>, serde_json::Error>;

    /// The item that announces that the answer begins anew; `None` if the type has none.
    #[doc(hidden)]
    fn restarted(_cause: Error) -> Option<Self::Output> {
        None
    }

    /// Why what has come to its end is no answer.
    #[doc(hidden)]
    fn failure(_heard: &Self::Heard, _finish_reason: Option<&str>) -> Option<Error> {
        None
    }
}

static TYPE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"type\""));

/// The names and types of pings.
const PINGS: [&str; 2] = ["ping", "keepalive"];
/// The length of the longest data of a ping without a name, in bytes; longer events are not looked at.
const LONGEST_PING: usize = 64;

/// An event as the server sent it.
#[derive(Debug, Default)]
pub struct WireEvent {
    name: Option<String>,
    data: String,
}

impl WireEvent {
    pub(super) fn of(event: Sse) -> Self {
        Self { name: event.event, data: event.data.unwrap_or_default() }
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether the name says that it is an error.
    pub(super) fn is_named_error(&self) -> bool {
        matches!(self.name(), Some("error" | "response.failed"))
    }

    /// Whether it only keeps the connection alive, as a comment does.
    pub(super) fn is_ping(&self) -> bool {
        let says_so = |data: &[u8]| {
            let kind = scan::first_member(data, &TYPE).and_then(|it| it.strip_prefix(b"\""));
            let kind = kind.and_then(|kind| kind.split(|byte| *byte == b'"').next());
            PINGS.iter().any(|ping| kind == Some(ping.as_bytes()))
        };
        let data = self.data();
        self.name().is_some_and(|name| PINGS.contains(&name))
            || (data.len() <= LONGEST_PING && says_so(data.as_bytes()))
    }

    /// The data; empty for an event that only has an id or a delay.
    pub(super) fn data(&self) -> &str {
        &self.data
    }
}

/// An event with its name, as in `event: response.created`. It dereferences to its data.
///
/// ```
/// use openai_call::{Client, Error, Event, EventStream, openai_call};
/// use serde_json::{Value, json};
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call]
/// async fn respond(client: &Client) -> Result<EventStream<Event<Value>>, Error> {
///     client.post("responses").json(&json!({ "model": "gpt-4o-mini", "input": "Say hello." }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await.reply("Hello");
/// # let client = api.client();
/// let mut events = respond(&client).await?;
/// let mut said = String::new();
/// while let Some(event) = events.next().await {
///     let event = event?;
///     if event.name() == Some("response.output_text.delta") {
///         said += event["delta"].as_str().unwrap_or_default();
///     }
/// }
/// assert_eq!(said, "Hello");
/// assert!(events.usage().is_some());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    name: Option<String>,
    data: T,
}

impl<T> Event<T> {
    /// The name of the event; `None` if it has no name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the data without the name.
    pub fn into_data(self) -> T {
        self.data
    }
}

impl<T> Deref for Event<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

/// An item of a stream that may begin anew, with `on_stream_interrupted = restart`. See
/// [`EventStream`](crate::EventStream#restart).
#[derive(Clone, Debug)]
pub enum Restartable<T> {
    /// An item of the answer.
    Item(T),
    /// The stream broke with this error. What has been read before is void, and the answer begins
    /// anew with the next item.
    Restarted(Error),
}

impl<T> Restartable<T> {
    /// Returns the item; `None` if the answer begins anew.
    pub fn into_item(self) -> Option<T> {
        match self {
            Self::Item(item) => Some(item),
            Self::Restarted(_) => None,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> StreamItem for T {
    type Output = T;
    type Heard = ();

    fn of(event: &WireEvent, (): &mut ()) -> Result<Option<T>, serde_json::Error> {
        serde_json::from_str(event.data()).map(Some)
    }
}

impl<T: DeserializeOwned> StreamItem for Event<T> {
    type Output = Self;
    type Heard = ();

    fn of(event: &WireEvent, (): &mut ()) -> Result<Option<Self>, serde_json::Error> {
        let name = event.name().map(str::to_owned);
        Ok(Some(Self { name, data: serde_json::from_str(event.data())? }))
    }
}

impl<T: StreamItem> StreamItem for Restartable<T> {
    type Output = Restartable<T::Output>;
    type Heard = T::Heard;

    fn of(
        event: &WireEvent,
        heard: &mut T::Heard,
    ) -> Result<Option<Self::Output>, serde_json::Error> {
        Ok(T::of(event, heard)?.map(Restartable::Item))
    }

    fn restarted(cause: Error) -> Option<Self::Output> {
        Some(Restartable::Restarted(cause))
    }

    fn failure(heard: &T::Heard, finish_reason: Option<&str>) -> Option<Error> {
        T::failure(heard, finish_reason)
    }
}
