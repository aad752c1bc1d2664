//! One response and the error that is expected of it.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use openai_call::{Error, ErrorKind};

/// A row of a table.
pub(crate) struct Case {
    name: String,
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    kind: ErrorKind,
    code: Option<&'static str>,
    transient: bool,
    retry_after: Option<Duration>,
}

/// A response of which `kind` is expected, no code, no delay, and to be transient as the
/// specification has it for the kind.
#[expect(clippy::needless_pass_by_value, reason = "reads better in the tables")]
pub(crate) fn case(
    name: impl Into<String>,
    status: u16,
    body: impl ToString,
    kind: ErrorKind,
) -> Case {
    use ErrorKind::{Conflict, RateLimit, ServerError, ServiceUnavailable, Timeout};

    Case {
        name: name.into(),
        status,
        headers: Vec::new(),
        body: body.to_string(),
        kind,
        code: None,
        transient: [ServerError, Timeout, RateLimit, ServiceUnavailable, Conflict].contains(&kind),
        retry_after: None,
    }
}

impl Case {
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn transient(mut self, transient: bool) -> Self {
        self.transient = transient;
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.retry_after = Some(delay);
        self
    }

    /// The error that the library makes of the response.
    pub(crate) fn error(&self) -> Error {
        let status = StatusCode::from_u16(self.status).expect("a status");
        Error::from_response(status, headers(&self.headers), self.body.clone())
    }

    fn differences(&self) -> Vec<String> {
        let error = self.error();
        let transient = error.is_transient();
        [
            difference("kind", &error.kind(), &self.kind),
            difference("code", &error.code(), &self.code),
            difference("transient", &transient, &self.transient),
            difference("retry_after", &error.retry_after(), &self.retry_after),
        ]
        .into_iter()
        .flatten()
        .map(|difference| format!("{}: {difference}", self.name))
        .collect()
    }
}

pub(crate) fn headers(pairs: &[(&'static str, String)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, String)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header value"))
    };
    pairs.iter().map(pair).collect()
}

/// What is wrong with a value, if anything is.
pub(crate) fn difference<T: PartialEq + std::fmt::Debug>(
    what: &str,
    is: &T,
    expected: &T,
) -> Option<String> {
    (is != expected).then(|| format!("{what} is {is:?}, expected {expected:?}"))
}

/// Fails with every difference of a table, and not with its first.
pub(crate) fn check(cases: impl IntoIterator<Item = Case>) {
    report(cases.into_iter().flat_map(|case| case.differences()));
}

/// Fails if anything is reported.
pub(crate) fn report(differences: impl IntoIterator<Item = String>) {
    let differences: Vec<_> = differences.into_iter().collect();
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
}
