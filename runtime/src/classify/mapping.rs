//! The table from what a server sends to the [`ErrorKind`].

use http::StatusCode;

use crate::kind::ErrorKind;

use super::error_body::ErrorBody;
use super::message_shape::{is_about_context, is_about_overload, is_larger_than_limit};

/// What decides the kind of a response.
pub(crate) struct Evidence<'a> {
    /// The status. For an error inside a success: the status that the error names, or `None`.
    pub(crate) status: Option<StatusCode>,
    pub(crate) body: &'a ErrorBody,
    /// Whether a header says when to try again.
    pub(crate) names_delay: bool,
}

/// One kind and everything that means it. The first row that fits decides.
struct Row {
    kind: ErrorKind,
    /// Values of `code` or of `type`.
    words: &'static [&'static str],
    /// Whether a message, in lower case, means the kind.
    says: fn(&str) -> bool,
    /// The statuses with which the message counts: with others it may only quote the words. Without
    /// a status the message counts if this list is not empty.
    says_under: &'static [u16],
    statuses: &'static [u16],
}

const NO_EVIDENCE: Row = Row {
    kind: ErrorKind::ServerError,
    words: &[],
    says: |_| false,
    says_under: &[],
    statuses: &[],
};

/// Rows for specific words come before rows for the statuses that they share.
/// See <https://platform.openai.com/docs/guides/error-codes>.
const ROWS: &[Row] = &[
    Row {
        kind: ErrorKind::Quota,
        words: &[
            "insufficient_quota",
            "credit_balance_exhausted",
            "organization_spend_limit_exceeded",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded",
            "billing_not_active",
            "billing_hard_limit_reached",
            "quota_exceeded",
            "budget_exceeded",
            "session_budget_exceeded",
            "usage_not_included",
            "usage_limit_reached",
            "usage_limit_exceeded",
            "payment_required",
        ],
        statuses: &[402],
        ..NO_EVIDENCE
    },
    Row {
        kind: ErrorKind::ContextLength,
        words: &["context_length_exceeded", "exceed_context_size_error"],
        says: is_about_context,
        // Together answers with 403.
        says_under: &[400, 403, 413, 422],
        ..NO_EVIDENCE
    },
    Row {
        kind: ErrorKind::RequestTooLarge,
        words: &["string_above_max_length"],
        says: is_larger_than_limit,
        says_under: &[429],
        statuses: &[413],
    },
    Row {
        kind: ErrorKind::ContentPolicy,
        words: &[
            "content_filter",
            "content_policy_violation",
            "image_content_policy_violation",
            "moderation_blocked",
            "invalid_prompt",
            "cyber_policy",
            "bio_policy",
            "misalignment_policy_violation",
        ],
        ..NO_EVIDENCE
    },
    Row {
        kind: ErrorKind::ServiceUnavailable,
        words: &[
            "slow_down",
            "server_is_overloaded",
            "server_overloaded",
            "provider_overloaded",
            "overloaded",
            "overloaded_error",
            "service_unavailable_error",
            "unavailable_error",
            "flex_unavailable",
            "capacity_exceeded",
        ],
        says: is_about_overload,
        says_under: &[429, 500],
        // Groq sends 498 if its capacity is used up, and Anthropic sends 529. With 421 and 425 a server
        // says that it cannot answer here, or not yet.
        statuses: &[421, 425, 498, 503, 529],
    },
    Row {
        kind: ErrorKind::RateLimit,
        words: &[
            "rate_limit_exceeded",
            "rate_limit_error",
            "rate_limited",
            "throttling_error",
            "tokens",
            "tokens_usage_based",
            "requests",
        ],
        statuses: &[429],
        ..NO_EVIDENCE
    },
    Row { kind: ErrorKind::Authentication, statuses: &[401], ..NO_EVIDENCE },
    Row { kind: ErrorKind::Permission, statuses: &[403], ..NO_EVIDENCE },
    Row { kind: ErrorKind::NotFound, words: &["model_not_found"], statuses: &[404], ..NO_EVIDENCE },
    Row { kind: ErrorKind::Timeout, statuses: &[408], ..NO_EVIDENCE },
    Row { kind: ErrorKind::Conflict, statuses: &[409], ..NO_EVIDENCE },
    Row { kind: ErrorKind::Unprocessable, statuses: &[422], ..NO_EVIDENCE },
    // llama.cpp sends this with 501, although trying again does not help.
    Row { kind: ErrorKind::InvalidRequest, words: &["not_supported_error"], ..NO_EVIDENCE },
];

/// What `code` and `type` mean if there is no status. With a status they do not count:
/// `invalid_request_error` is also the type of a 401, a 404 and a 429.
const WITHOUT_STATUS: &[(ErrorKind, &[&str])] = &[
    (
        ErrorKind::InvalidRequest,
        &[
            "invalid_request_error",
            "invalid_request",
            "invalid_value",
            "unsupported_parameter",
            "unsupported_value",
            "data_residency_mismatch",
            "invalid_image",
            "invalid_image_format",
            "invalid_base64_image",
            "invalid_image_url",
            "invalid_image_mode",
            "image_too_large",
            "image_too_small",
            "image_parse_error",
            "image_file_too_large",
            "unsupported_image_media_type",
            "empty_image_file",
            "failed_to_download_image",
            "image_file_not_found",
        ],
    ),
    (ErrorKind::Authentication, &["authentication_error", "authentication", "invalid_api_key"]),
    (ErrorKind::Permission, &["permission_error", "permission_denied"]),
    (
        ErrorKind::NotFound,
        &["not_found_error", "not_found", "resource_not_found", "previous_response_not_found"],
    ),
    (ErrorKind::Unprocessable, &["unprocessable"]),
    (ErrorKind::Timeout, &["request_timeout", "timeout", "vector_store_timeout"]),
];

/// The kind that follows from the evidence.
pub(crate) fn kind(evidence: &Evidence<'_>) -> ErrorKind {
    if evidence.is_held_back_by_budget() {
        return ErrorKind::RateLimit;
    }
    let message = evidence.body.message.as_deref().unwrap_or_default().to_ascii_lowercase();
    match ROWS.iter().find(|row| evidence.fits(row, &message)) {
        Some(row) => row.kind,
        None => evidence.kind_by_default(),
    }
}

impl Evidence<'_> {
    fn status(&self) -> Option<u16> {
        self.status.map(|status| status.as_u16())
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        [&self.body.code, &self.body.error_type].into_iter().filter_map(|word| word.as_deref())
    }

    fn fits(&self, row: &Row, message: &str) -> bool {
        let believed = match self.status() {
            Some(status) => row.says_under.contains(&status),
            None => !row.says_under.is_empty(),
        };
        self.words().any(|word| row.words.contains(&word))
            || (believed && (row.says)(message))
            || self.status().is_some_and(|status| row.statuses.contains(&status))
    }

    /// Whether it is OpenRouter's 402 because requests in flight have reserved the remaining
    /// credit, which may become free again.
    fn is_held_back_by_budget(&self) -> bool {
        self.status() == Some(402)
            && self.names_delay
            && self.body.limit_source.as_deref() == Some("openrouter_in_flight_budget")
    }

    fn kind_by_default(&self) -> ErrorKind {
        match self.status() {
            Some(500..) => ErrorKind::ServerError,
            Some(_) => ErrorKind::InvalidRequest,
            None => self.words().find_map(kind_of_word).unwrap_or(ErrorKind::ServerError),
        }
    }
}

fn kind_of_word(word: &str) -> Option<ErrorKind> {
    WITHOUT_STATUS.iter().find(|(_, words)| words.contains(&word)).map(|(kind, _)| *kind)
}
