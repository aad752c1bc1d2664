//! From what a server sends to the [`ErrorKind`]: by its words, then by its message, then by the
//! status. What means which kind stands in tables: `words.rs`, `phrases.rs` and here.

use std::time::SystemTime;

use http::{HeaderMap, StatusCode};

use crate::kind::ErrorKind;
use crate::limits::delay::{self, Advice};

use super::error_body::ErrorBody;
use super::message_shape::is_larger_than_limit;
use super::{phrases, words};

/// What decides the kind of a response.
pub(crate) struct Evidence<'a> {
    /// The status. For an error inside a success: the status that the error names, or `None`.
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a ErrorBody,
}

/// A kind and what means it where neither a word nor a message says more. The first row that fits
/// decides.
struct Row {
    kind: ErrorKind,
    /// Words that say no more than a status does. They count with every status but those of the rows
    /// above.
    words: &'static [&'static str],
    statuses: &'static [u16],
}

/// See <https://platform.openai.com/docs/guides/error-codes>.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { kind: ErrorKind::Quota, words: &[], statuses: &[402] },
    Row { kind: ErrorKind::RequestTooLarge, words: &[], statuses: &[413] },
    // Groq sends 498 if its capacity is used up, and Anthropic sends 529. With 421 and 425 a server
    // says that it cannot answer here, or not yet.
    Row { kind: ErrorKind::ServiceUnavailable, words: &[], statuses: &[421, 425, 498, 503, 529] },
    Row {
        kind: ErrorKind::RateLimit,
        words: &[
            // OpenAI, Groq, Anthropic
            "rate_limit_exceeded", "rate_limit_error", "tokens", "tokens_usage_based", "requests",
            // Gemini
            "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", "too_many_requests",
            // Bedrock
            "ThrottlingException",
            // LiteLLM
            "throttling_error",
            // Mistral
            "rate_limited",
            // Moonshot
            "rate_limit_reached_error",
        ],
        statuses: &[429],
    },
    Row { kind: ErrorKind::Authentication, words: &[], statuses: &[401] },
    Row { kind: ErrorKind::Permission, words: &[], statuses: &[403] },
    Row {
        kind: ErrorKind::NotFound,
        // OpenAI's Responses send two of these with 400, and Mistral the last.
        words: &["model_not_found", "previous_response_not_found", "invalid_model"],
        statuses: &[404],
    },
    // 499: somebody between here and the model has given up.
    Row { kind: ErrorKind::Timeout, words: &[], statuses: &[408, 499] },
    Row { kind: ErrorKind::Conflict, words: &[], statuses: &[409] },
    Row { kind: ErrorKind::Unprocessable, words: &[], statuses: &[422] },
];

/// The kind that follows from the evidence.
pub(crate) fn kind(evidence: &Evidence<'_>) -> ErrorKind {
    if evidence.is_held_back_by_budget() {
        return ErrorKind::RateLimit;
    }
    words::decisive(evidence.words(), evidence.status())
        .or_else(|| evidence.kind_by_message())
        .or_else(|| evidence.kind_by_row())
        .unwrap_or_else(|| evidence.kind_by_default())
}

impl Evidence<'_> {
    fn status(&self) -> Option<u16> {
        self.status.map(|status| status.as_u16())
    }

    /// The words of the error, the most telling first.
    fn words(&self) -> impl Iterator<Item = &str> {
        let words = [&self.body.code, &self.body.error_type, &self.body.reason];
        words.into_iter().filter_map(|word| word.as_deref())
    }

    fn kind_by_message(&self) -> Option<ErrorKind> {
        let message = self.body.message.as_deref()?;
        let lower_case = phrases::beginning(message).to_ascii_lowercase();
        // A request that is larger than a limit has not used it up.
        if self.status().is_none_or(|status| status == 429) && is_larger_than_limit(&lower_case) {
            return Some(ErrorKind::RequestTooLarge);
        }
        phrases::kind(&lower_case, self.status(), || self.names_delay(message))
    }

    fn kind_by_row(&self) -> Option<ErrorKind> {
        let fits = |row: &&Row| {
            self.words().any(|word| row.words.contains(&word))
                || self.status().is_some_and(|status| row.statuses.contains(&status))
        };
        ROWS.iter().find(fits).map(|row| row.kind)
    }

    fn kind_by_default(&self) -> ErrorKind {
        match self.status() {
            Some(500..) => ErrorKind::ServerError,
            Some(_) => ErrorKind::InvalidRequest,
            None => words::without_status(self.words()).unwrap_or(ErrorKind::ServerError),
        }
    }

    /// Whether the server says in any way when to try again.
    fn names_delay(&self, message: &str) -> bool {
        let advice = Advice { delay: self.body.delay, message };
        delay::server_delay(self.headers, Some(advice), SystemTime::now()).is_some()
    }

    /// Whether it is OpenRouter's 402 because requests in flight have reserved the remaining
    /// credit, which may become free again.
    fn is_held_back_by_budget(&self) -> bool {
        self.status() == Some(402)
            && delay::names_delay(self.headers)
            && self.body.reason.as_deref() == Some("openrouter_in_flight_budget")
    }
}
