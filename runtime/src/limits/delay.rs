//! How long the server asks to wait, from every place where servers say so.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::limits::RateLimits;
use crate::limits::duration_text;

/// What stands before a delay in a message, in lower case. The first three are OpenAI's, Azure's
/// and Gemini's.
const ANNOUNCEMENTS: &[&str] = &["try again in ", "retry after ", "retry in ", "try again after "];

/// The delay that the server asks for: a floor, never to be undercut.
///
/// The first usable source wins: `retry-after-ms`; `retry-after` as seconds or as a date; the
/// `message`; the reset of the limit that is used up. The last two speak of rate limits only, so
/// they are heard only where there is a `message`: give none for an error that no waiting cures.
///
/// Delays are clamped to [`duration_text::LONGEST`] and not dropped: to come back sooner is not
/// what a server means by 1e35 seconds.
pub(crate) fn server_delay(
    headers: &HeaderMap,
    message: Option<&str>,
    now: SystemTime,
) -> Option<Duration> {
    requested(headers, now).or_else(|| {
        let message = message?;
        announced(message).or_else(|| RateLimits::from_headers(headers).until_refilled())
    })
}

/// The delay of the headers that exist to name one.
fn requested(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    const SECOND: Duration = Duration::from_secs(1);
    const MILLISECOND: Duration = Duration::from_millis(1);

    let in_milliseconds = texts(headers, "retry-after-ms")
        .find_map(|text| duration_text::number_of(MILLISECOND, text));
    in_milliseconds.or_else(|| {
        texts(headers, RETRY_AFTER.as_str())
            .find_map(|text| duration_text::number_of(SECOND, text).or_else(|| until(text, now)))
    })
}

fn texts<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().filter_map(|value| str::from_utf8(value.as_bytes()).ok())
}

/// The time from `now` to an HTTP date that is still to come.
fn until(date: &str, now: SystemTime) -> Option<Duration> {
    let date = httpdate::parse_http_date(date.trim()).ok()?;
    let delay = date.duration_since(now).ok()?;
    (!delay.is_zero()).then(|| delay.min(duration_text::LONGEST))
}

/// The delay that a message for people names.
fn announced(message: &str) -> Option<Duration> {
    // Lower case in ASCII alone keeps every byte at its place.
    let lower_case = message.to_ascii_lowercase();
    ANNOUNCEMENTS.iter().find_map(|announcement| {
        lower_case.match_indices(announcement).find_map(|(start, _)| {
            duration_text::leading(message.get(start + announcement.len()..)?)
        })
    })
}
