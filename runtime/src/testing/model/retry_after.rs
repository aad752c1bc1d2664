//! [`RetryAfter`]: when a refusal says to come again.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::limit_headers::text;

/// How a refusal of a [`ServerModel`](super::ServerModel) says when to come again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// To the millisecond, in `retry-after-ms` and the message, and in `retry-after` rounded up.
    #[default]
    Exact,
    /// In `retry-after` and the message, rounded up to whole seconds.
    Seconds,
    /// To the millisecond, in the message alone: `Please try again in 1.2s.`
    Message,
    /// Not at all.
    Missing,
    /// A lie: at once.
    Zero,
}

impl RetryAfter {
    /// Writes what a refusal says that would be admitted after so many seconds.
    pub(super) fn write(self, wait: f64, headers: &mut HeaderMap) {
        let mut set = |name: &'static str, value: f64| {
            let value = HeaderValue::try_from(value.to_string()).expect("a number may stand there");
            headers.insert(HeaderName::from_static(name), value);
        };
        match self {
            Self::Exact => {
                set("retry-after-ms", (wait * 1_000.0).ceil());
                set("retry-after", wait.ceil());
            }
            Self::Seconds => set("retry-after", wait.ceil()),
            Self::Zero => set("retry-after", 0.0),
            Self::Message | Self::Missing => {}
        }
    }

    /// The end of its message.
    pub(super) fn sentence(self, wait: f64) -> String {
        let delay = match self {
            Self::Exact | Self::Message => text(wait),
            Self::Seconds => format!("{}s", wait.ceil()),
            Self::Missing | Self::Zero => return String::new(),
        };
        format!(" Please try again in {delay}.")
    }
}
