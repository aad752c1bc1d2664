//! Whether a body is worth a second parse to see if it is an error.
//!
//! Nearly every success holds none of the words that an error needs. To search for them costs a
//! fortieth of parsing the body once more. A word inside a text does not count: its quotes are
//! escaped there.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::scan;

static ERROR: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"error\""));
static FAILED: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("failed\""));

static OBJECT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\"object\""));

pub(super) fn may_be_error(body: &[u8]) -> bool {
    let errors = ERROR.find_iter(body).map(|start| &body[start + ERROR.needle().len()..]);
    errors.into_iter().any(|rest| !scan::is(rest, b"null")) || may_have_failed(body)
}

/// Up to this size, to search the whole body is cheaper than to find out what it is.
const SMALL: usize = 8 * 1024;

fn may_have_failed(body: &[u8]) -> bool {
    if body.len() < SMALL {
        let mut failed = FAILED.find_iter(body);
        return failed.any(|at| body[..at].ends_with(b"\"response.") || may_be_response(body));
    }
    may_be_response(body) && FAILED.find(body).is_some()
}

/// Whether the body may be a response of the Responses API, which can say that it has failed without
/// an error in it. Whatever does not say near its beginning or end that it is something else may be.
fn may_be_response(body: &[u8]) -> bool {
    let object = scan::first_member(body, &OBJECT).or_else(|| scan::last_member(body, &OBJECT));
    object.is_none_or(|object| !object.starts_with(b"\"") || object.starts_with(b"\"response"))
}
