//! Errors as data for structured logs, without headers, bodies and keys.

use std::time::Duration;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Attempts, Error, FailedAttempt};
use crate::kind::ErrorKind;
use crate::policy::{Site, Stopped};

/// As its [`name`](ErrorKind::name).
impl Serialize for ErrorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// As its [`name`](Stopped::name).
impl Serialize for Stopped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// As an object for logs, without the fields that are not known. Durations are in milliseconds, and
/// there are no headers and no body.
///
/// ```
/// use openai_call::{Error, ErrorKind};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let error = Error::new(ErrorKind::RateLimit, "busy").with_retry_after(Duration::from_secs(2));
/// assert_eq!(
///     serde_json::to_string(&error)?,
///     r#"{"kind":"rate_limit","message":"busy","retry_after_ms":2000,"attempts":[]}"#,
/// );
/// # Ok(())
/// # }
/// ```
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut known = Known(&mut map);
        known.entry("call", self.site().map(Site::name))?;
        known.entry("module", self.site().map(Site::module))?;
        known.entry("kind", Some(self.kind()))?;
        known.entry("status", self.status().map(|status| status.as_u16()))?;
        known.entry("code", self.code())?;
        known.entry("type", self.error_type())?;
        known.entry("param", self.param())?;
        known.entry("message", Some(self.message()))?;
        known.entry("request_id", self.request_id())?;
        known.entry("client_request_id", self.client_request_id())?;
        known.entry("retry_after_ms", self.retry_after().map(milliseconds))?;
        known.entry("attempts", Some(self.attempts()))?;
        known.entry("stopped", self.stopped())?;
        known.entry("fallback_of", self.fallback_of())?;
        map.end()
    }
}

/// The attempts that failed, as a list.
impl Serialize for Attempts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.failed())
    }
}

impl Serialize for FailedAttempt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut known = Known(&mut map);
        known.entry("kind", Some(self.kind()))?;
        known.entry("status", self.status().map(|status| status.as_u16()))?;
        known.entry("code", self.code())?;
        known.entry("request_id", self.request_id())?;
        known.entry("client_request_id", self.client_request_id())?;
        known.entry("retry_after_ms", self.retry_after().map(milliseconds))?;
        let queued = Some(self.queued()).filter(|queued| !queued.is_zero());
        known.entry("queued_ms", queued.map(milliseconds))?;
        known.entry("elapsed_ms", Some(milliseconds(self.elapsed())))?;
        known.entry("waited_ms", self.waited().map(milliseconds))?;
        map.end()
    }
}

/// A map that leaves out `None`.
struct Known<'map, M>(&'map mut M);

impl<M: SerializeMap> Known<'_, M> {
    fn entry(&mut self, name: &'static str, value: Option<impl Serialize>) -> Result<(), M::Error> {
        match value {
            Some(value) => self.0.serialize_entry(name, &value),
            None => Ok(()),
        }
    }
}

pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
