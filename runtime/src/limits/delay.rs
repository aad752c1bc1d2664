//! How long the server asks to wait, from all the places where servers say it.

use std::time::{Duration, SystemTime};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName};

use crate::limits::RateLimits;
use crate::limits::duration_text::{self, LONGEST};
use crate::limits::timestamp;

/// The header with a delay in milliseconds.
const MILLISECONDS: HeaderName = HeaderName::from_static("retry-after-ms");

/// The headers with a delay in seconds or a date.
static SECONDS: [HeaderName; 2] =
    [RETRY_AFTER, HeaderName::from_static("llm_provider-retry-after")];

/// The words before a delay in a message, in lower case.
#[rustfmt::skip]
const ANNOUNCEMENTS: &[&str] = &[
    "try again in ", // OpenAI, Groq
    "retry after ", // Azure
    "retry in ", "reset after ", // Gemini
    "try again after ",
];

/// What the body of an error says of when to try again.
pub(crate) struct Advice<'a> {
    /// In a member made for it.
    pub(crate) delay: Option<Duration>,
    pub(crate) message: &'a str,
}

/// The shortest delay that the server accepts.
///
/// The first usable source wins: `retry-after-ms`; `retry-after` as seconds, also with a unit (`60s`),
/// or as a date, which is read against the response's own `date`; `llm_provider-retry-after`, which
/// LiteLLM passes on; the body's member for it; its message; the reset of the limit that is used up. The
/// last three are about rate limits, so they are used only with `advice`: pass `None` for an error that
/// waiting does not help.
///
/// A number that would be a delay of decades is a point in time, as some servers write it, and dropped if
/// that is past or more than a year away. Other delays above [`LONGEST`] are cut to it.
pub(crate) fn server_delay(
    headers: &HeaderMap,
    advice: Option<Advice<'_>>,
    now: SystemTime,
) -> Option<Duration> {
    requested(headers, now).or_else(|| {
        let Advice { delay, message } = advice?;
        let announced = delay.or_else(|| announced(message));
        announced.or_else(|| RateLimits::from_headers(headers).until_refilled())
    })
}

/// The delay from the headers that are made for it.
fn requested(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    const SECOND: Duration = Duration::from_secs(1);
    const MILLISECOND: Duration = Duration::from_millis(1);

    // The server's clock is the one that its dates are of; that of this machine may be wrong.
    let now = || texts(headers, &DATE).find_map(timestamp::date).unwrap_or(now);
    let number = |unit: Duration, text: &str| {
        if is_time(unit, text) {
            return until(timestamp::read(text.trim())?, now()).filter(|it| *it < LONGEST);
        }
        duration_text::number_of(unit, text)
    };
    let in_milliseconds = texts(headers, &MILLISECONDS).find_map(|text| number(MILLISECOND, text));
    let delay = |text: &str| {
        let named = number(SECOND, text).or_else(|| duration_text::whole(text));
        named.or_else(|| until(timestamp::date(text)?, now()))
    };
    // What two servers in a row have set becomes a list, which may stand in one line.
    let listed = |text: &str| text.split(',').filter_map(delay).max();
    in_milliseconds.or_else(|| {
        SECONDS.iter().find_map(|name| {
            texts(headers, name).filter_map(|text| delay(text).or_else(|| listed(text))).max()
        })
    })
}

/// Whether a header says how long to wait.
pub(crate) fn names_delay(headers: &HeaderMap) -> bool {
    headers.contains_key(&MILLISECONDS) || SECONDS.iter().any(|name| headers.contains_key(name))
}

fn texts<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().filter_map(|value| str::from_utf8(value.as_bytes()).ok())
}

/// Whether a number is too large for a delay: it is a point in time, or nonsense.
fn is_time(unit: Duration, text: &str) -> bool {
    let smallest = Duration::from_secs(timestamp::SMALLEST).as_secs_f64();
    text.trim().parse().is_ok_and(|number: f64| number * unit.as_secs_f64() >= smallest)
}

/// The time from `now` to a point in the future.
fn until(time: SystemTime, now: SystemTime) -> Option<Duration> {
    let delay = time.duration_since(now).ok()?;
    (!delay.is_zero()).then(|| delay.min(LONGEST))
}

/// The delay that the text of a message names.
fn announced(message: &str) -> Option<Duration> {
    // ASCII lower case keeps every byte at its position.
    let lower_case = message.to_ascii_lowercase();
    ANNOUNCEMENTS.iter().find_map(|announcement| {
        lower_case.match_indices(announcement).find_map(|(start, _)| {
            duration_text::leading(message.get(start + announcement.len()..)?)
        })
    })
}
