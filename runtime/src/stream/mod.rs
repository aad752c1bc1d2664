//! Server-sent events as a typed stream that never ends silently.

mod ask;
mod begun;
mod broken;
mod choices;
mod chunks;
mod clock;
mod event_stream;
mod events;
mod item;
mod json_body;
mod origin;
mod pieces;
mod plain;
mod protocol;
mod reader;
mod seen;
#[cfg(test)]
mod tests;
mod words;

pub use self::event_stream::EventStream;
pub use self::item::{Event, Restartable, StreamItem};
