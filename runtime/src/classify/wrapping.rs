//! The JSON in a body that is wrapped in something else: a byte order mark, the framing of events, or
//! bytes that are no UTF-8. A proxy that wraps an error does not change what it is.

use std::borrow::Cow;

use super::glance::is_error;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What the lines of an event stream begin with
/// (<https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>).
const FIELDS: [&[u8]; 5] = [b"data:", b"event:", b"id:", b"retry:", b":"];

/// The content of a body: of events, the data of the one that is an error, or of the first.
pub(crate) fn unwrapped(body: &[u8]) -> Cow<'_, str> {
    let body = without_mark(body).trim_ascii_start();
    if FIELDS.iter().any(|field| body.starts_with(field)) {
        return Cow::Owned(data(&String::from_utf8_lossy(body)));
    }
    // The check alone is many times as fast as the one that repairs.
    str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed)
}

/// The body without a byte order mark.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

fn data(stream: &str) -> String {
    let mut events = vec![String::new()];
    for line in stream.lines() {
        match (line.strip_prefix("data:"), events.last_mut()) {
            (Some(data), Some(event)) => event.push_str(data),
            _ if line.is_empty() => events.push(String::new()),
            _ => {}
        }
    }
    let error = events.iter().position(|event| is_error(event.as_bytes()));
    let first = || events.iter().position(|event| !event.trim().is_empty());
    error.or_else(first).map(|place| events.swap_remove(place)).unwrap_or_default()
}
