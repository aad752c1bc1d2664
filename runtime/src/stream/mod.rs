//! Server-sent events as a typed stream that never ends silently.

mod ask;
mod begun;
mod broken;
mod choices;
mod chunks;
mod clock;
mod event_stream;
mod events;
mod hints;
mod item;
mod json_body;
mod origin;
mod protocol;
mod reader;
#[cfg(test)]
mod tests;

pub use self::event_stream::EventStream;
pub use self::item::{Event, Restartable, StreamItem};
