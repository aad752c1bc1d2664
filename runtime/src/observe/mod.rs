#![doc = include_str!("../observe.md")]

mod asked;
mod event;
mod event_kind;
mod heard;
mod log;
#[cfg(feature = "metrics")]
mod metric_table;
#[cfg(feature = "metrics")]
mod metrics;
mod names;
mod observer;
mod provider;
mod sent;
mod spans;
mod watch;

pub(crate) use self::asked::Asked;
pub use self::event::Event;
pub(crate) use self::event::{Success, What};
pub use self::event_kind::EventKind;
pub(crate) use self::heard::Heard;
#[cfg(feature = "metrics")]
pub use self::metric_table::{SECONDS_BUCKETS, TOKEN_BUCKETS};
#[cfg(feature = "metrics")]
pub(crate) use self::metrics::cost as count_cost;
#[cfg(feature = "metrics")]
pub use self::metrics::describe as describe_metrics;
pub use self::observer::Observer;
pub(crate) use self::watch::Watch;

/// Tells the readers of an event, of whom only the log needs no watch.
pub(crate) fn emit(event: &Event<'_>, watch: Option<&Watch>) {
    match watch {
        None => log::write(event),
        Some(watch) => watch.tell(event),
    }
}
