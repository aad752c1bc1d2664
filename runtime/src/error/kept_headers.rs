//! [`KeptHeaders`]: the headers of a response, as an error keeps them.

use std::sync::OnceLock;

use http::{HeaderMap, HeaderName, HeaderValue};

/// Headers in one block of text, of which a map is made when somebody asks for it. The map that a
/// response has takes five times as much, and its values are slices of the buffer that they were
/// read into, which it would keep alive for as long as the error is kept.
#[derive(Clone, Default)]
pub(super) struct KeptHeaders {
    /// A line for each: the name, a colon or [`SENSITIVE`], the value. No header has a line break,
    /// and no name either of these marks.
    lines: Box<[u8]>,
    map: OnceLock<Box<HeaderMap>>,
}

/// Stands before a value that no `Debug` shows.
const SENSITIVE: u8 = b';';

impl KeptHeaders {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let length = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 2);
        let mut lines = Vec::with_capacity(length.sum());
        for (name, value) in headers {
            lines.extend_from_slice(name.as_str().as_bytes());
            lines.push(if value.is_sensitive() { SENSITIVE } else { b':' });
            lines.extend_from_slice(value.as_bytes());
            lines.push(b'\n');
        }
        Self { lines: lines.into(), map: OnceLock::new() }
    }

    pub(super) fn map(&self) -> &HeaderMap {
        self.map.get_or_init(|| {
            let mut map = HeaderMap::new();
            for (name, value) in self.lines.split(|byte| *byte == b'\n').filter_map(header) {
                // As many as there are have been in a map before.
                let _ = map.try_append(name, value);
            }
            Box::new(map)
        })
    }
}

fn header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let mark = line.iter().position(|byte| matches!(*byte, b':' | SENSITIVE))?;
    let mut value = HeaderValue::from_bytes(&line[mark + 1..]).ok()?;
    value.set_sensitive(line[mark] == SENSITIVE);
    Some((HeaderName::from_bytes(&line[..mark]).ok()?, value))
}
