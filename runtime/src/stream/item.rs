//! What the items of a stream may be.

use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::WireEvent;

/// What an event of a stream is decoded as: any type that derives `Deserialize`, from its data, or
/// [`Event<T>`] for that with its name.
#[diagnostic::on_unimplemented(
    message = "an event cannot be decoded as `{Self}`",
    label = "no item of a stream",
    note = "derive `serde::Deserialize` for it (without borrowing from the input), or write \
            `EventStream<Event<T>>`"
)]
pub trait StreamItem: Sized {
    #[doc(hidden)]
    fn of(event: &WireEvent, data: &str) -> Result<Self, serde_json::Error>;
}

/// An event with its name, as in `event: response.created`. It dereferences to its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    name: Option<String>,
    data: T,
}

impl<T> Event<T> {
    /// The name of the event; `None` where the server gave it none.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The data.
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

impl<T: DeserializeOwned> StreamItem for T {
    fn of(_: &WireEvent, data: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(data)
    }
}

impl<T: DeserializeOwned> StreamItem for Event<T> {
    fn of(event: &WireEvent, data: &str) -> Result<Self, serde_json::Error> {
        Ok(Self { name: event.event.clone(), data: serde_json::from_str(data)? })
    }
}
