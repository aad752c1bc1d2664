//! What each provider answers, and which error it becomes. A row has the source of what it says: a
//! recording or a test in a public repository, a thread, or the provider's documentation. The
//! messages are shortened to what decides.

mod anthropic;
mod azure;
mod bedrock;
mod cohere;
mod deepseek;
mod gemini;
mod groq;
mod ids;
mod limits;
mod litellm;
mod llama_cpp;
mod local;
mod mistral;
mod moonshot;
mod openai;
mod openrouter;
mod others;
mod quoted;
mod xai;
mod zai;

use std::time::Duration;

use http::StatusCode;
use openai_call::{Error, ErrorKind};

use crate::conformance::case::{difference, headers, report};

/// One answer, and what is expected of it.
struct Row {
    source: &'static str,
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    kind: ErrorKind,
    delay: Option<Duration>,
}

/// An answer without a delay.
fn row(source: &'static str, status: u16, body: impl Into<String>, kind: ErrorKind) -> Row {
    Row { source, status, headers: Vec::new(), body: body.into(), kind, delay: None }
}

impl Row {
    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// That it says when to try again.
    fn after(mut self, seconds: f64) -> Self {
        self.delay = Some(Duration::from_secs_f64(seconds));
        self
    }

    /// As the specification has it for the kind.
    fn is_transient(&self) -> bool {
        use ErrorKind::{Conflict, RateLimit, ServerError, ServiceUnavailable, Timeout};

        [ServerError, Timeout, RateLimit, ServiceUnavailable, Conflict].contains(&self.kind)
    }

    fn differences(&self) -> Vec<String> {
        let status = StatusCode::from_u16(self.status).expect("a status");
        let error = Error::from_response(status, headers(&self.headers), self.body.clone());
        let all = [
            difference("kind", &error.kind(), &self.kind),
            difference("delay", &error.retry_after(), &self.delay),
            difference("transient", &error.is_transient(), &self.is_transient()),
        ];
        let name = |it| format!("{} {} ({}): {it}", self.status, self.body, self.source);
        all.into_iter().flatten().map(name).collect()
    }
}

/// Fails with every difference of a provider's rows.
fn check(rows: impl IntoIterator<Item = Row>) {
    report(rows.into_iter().flat_map(|row| row.differences()));
}

/// `{"error":{…}}` with the members of OpenAI.
fn error(code: &str, error_type: &str, message: &str) -> String {
    let text = |it: &str| (!it.is_empty()).then(|| it.to_owned());
    let (code, error_type) = (text(code), text(error_type));
    let members = serde_json::json!({
        "message": message, "type": error_type, "param": null, "code": code,
    });
    serde_json::json!({ "error": members }).to_string()
}

/// `{"error":{…}}` with a number for a code.
fn numbered(code: u16, message: &str) -> String {
    serde_json::json!({ "error": { "code": code, "message": message } }).to_string()
}
