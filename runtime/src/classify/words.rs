//! The words of an error that say more than its status: which `code`, `type` or reason means which
//! kind. A new provider's words are new rows here, under its name.

use crate::kind::ErrorKind;

/// Words that mean a kind.
struct Row {
    kind: ErrorKind,
    /// The statuses with which they count, because others use the same words for other things; all,
    /// if this is empty.
    under: &'static [u16],
    words: &'static [&'static str],
}

const fn words(kind: ErrorKind, words: &'static [&'static str]) -> Row {
    Row { kind, under: &[], words }
}

/// Z.ai's codes are numbers, which mean nothing without their status.
const fn numbers(kind: ErrorKind, under: &'static [u16], words: &'static [&'static str]) -> Row {
    Row { kind, under, words }
}

/// Words that decide whatever the status is.
#[rustfmt::skip]
const DECISIVE: &[Row] = &[
    words(ErrorKind::Quota, &[
        // OpenAI
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded", "billing_not_active",
        "billing_hard_limit_reached", "session_budget_exceeded", "usage_not_included",
        "usage_limit_reached", "usage_limit_exceeded",
        // Anthropic
        "billing_error", "enforced_spend_limit_reached",
        // Gemini; the last is a part of the id of a quota
        "quota_exceeded", "QUOTA_EXHAUSTED", "PerDay",
        // Bedrock
        "ServiceQuotaExceededException",
        // LiteLLM
        "budget_exceeded",
        // Moonshot
        "exceeded_current_quota_error",
        // OpenCode
        "GoUsageLimitError", "FreeUsageLimitError",
        // OpenRouter
        "payment_required", "openrouter_free_tier_daily",
        // Venice
        "INSUFFICIENT_BALANCE",
    ]),
    numbers(ErrorKind::Quota, &[429], &[
        "1113", "1308", "1309", "1310", "1311", "1313", "1314", "1315", "1316", "1317", "1318",
        "1319", "1320", "1321",
    ]),
    words(ErrorKind::ContextLength, &[
        // OpenAI, OpenRouter, Groq
        "context_length_exceeded",
        // llama.cpp
        "exceed_context_size_error",
        // Z.ai
        "model_context_window_exceeded",
    ]),
    words(ErrorKind::RequestTooLarge, &[
        // OpenAI
        "string_above_max_length",
        // Anthropic
        "request_too_large",
        // OpenRouter
        "payload_too_large",
    ]),
    words(ErrorKind::ContentPolicy, &[
        // OpenAI, OpenRouter
        "content_policy_violation", "image_content_policy_violation", "moderation_blocked",
        "invalid_prompt", "cyber_policy", "bio_policy", "misalignment_policy_violation",
        // Azure, Moonshot
        "content_filter", "ResponsibleAIPolicyViolation",
    ]),
    numbers(ErrorKind::ContentPolicy, &[400, 403, 429], &["1301"]),
    words(ErrorKind::ServiceUnavailable, &[
        // OpenAI
        "slow_down", "server_is_overloaded", "server_overloaded", "service_unavailable_error",
        "flex_unavailable",
        // Anthropic, Hugging Face
        "overloaded_error", "overloaded",
        // Gemini
        "UNAVAILABLE", "MODEL_CAPACITY_EXHAUSTED", "MODEL_CAPACITY_EXCEEDED",
        // Bedrock
        "ModelNotReadyException", "ServiceUnavailableException",
        // Groq
        "capacity_exceeded",
        // llama.cpp
        "unavailable_error",
        // Mistral
        "service_tier_capacity_exceeded",
        // Moonshot
        "engine_overloaded_error",
        // OpenRouter
        "provider_overloaded",
    ]),
    numbers(ErrorKind::ServiceUnavailable, &[429], &["1305"]),
    words(ErrorKind::Authentication, &[
        // OpenAI, Groq
        "invalid_api_key",
        // Gemini
        "API_KEY_INVALID",
        // Bedrock, with 403
        "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException",
        // Moonshot
        "invalid_authentication_error", "incorrect_api_key_error",
    ]),
    // Anthropic and Gemini say so with 504, Bedrock with 408.
    words(ErrorKind::Timeout, &["timeout_error", "DEADLINE_EXCEEDED", "ModelTimeoutException"]),
    // Bedrock sends these with 424.
    words(ErrorKind::ServerError, &["ModelErrorException", "ModelStreamErrorException"]),
    // llama.cpp sends it with 501, although trying again does not help.
    words(ErrorKind::InvalidRequest, &["not_supported_error"]),
];

/// What words mean if there is no status. With a status they do not count: `invalid_request_error` is
/// also the type of a 401, a 404 and a 429.
#[rustfmt::skip]
const WITHOUT_STATUS: &[Row] = &[
    words(ErrorKind::InvalidRequest, &[
        // OpenAI and most others
        "invalid_request_error", "invalid_request", "invalid_value", "unsupported_parameter",
        "unsupported_value", "data_residency_mismatch", "invalid_image", "invalid_image_format",
        "invalid_base64_image", "invalid_image_url", "invalid_image_mode", "image_too_large",
        "image_too_small", "image_parse_error", "image_file_too_large",
        "unsupported_image_media_type", "empty_image_file", "failed_to_download_image",
        "image_file_not_found",
        // Gemini
        "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE",
        // Bedrock
        "ValidationException",
        // vLLM
        "BadRequestError",
    ]),
    words(ErrorKind::Authentication, &[
        "authentication_error", "authentication", "UNAUTHENTICATED",
    ]),
    words(ErrorKind::Permission, &[
        "permission_error", "permission_denied", "PERMISSION_DENIED", "AccessDeniedException",
    ]),
    words(ErrorKind::NotFound, &[
        "not_found_error", "not_found", "resource_not_found", "resource_not_found_error",
        "NOT_FOUND", "ResourceNotFoundException", "NotFoundError",
    ]),
    words(ErrorKind::Unprocessable, &["unprocessable"]),
    words(ErrorKind::Timeout, &[
        "request_timeout", "timeout", "vector_store_timeout", "CANCELLED",
    ]),
];

/// The kind of the first of these words that decides, of those in the order of the error's members.
pub(super) fn decisive<'a>(
    words: impl IntoIterator<Item = &'a str>,
    status: Option<u16>,
) -> Option<ErrorKind> {
    words.into_iter().find_map(|word| kind_in(DECISIVE, word, status))
}

/// What the words mean if nothing else means anything.
pub(super) fn without_status<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<ErrorKind> {
    words.into_iter().find_map(|word| kind_in(WITHOUT_STATUS, word, None))
}

fn kind_in(table: &[Row], word: &str, status: Option<u16>) -> Option<ErrorKind> {
    let counts =
        |row: &Row| row.under.is_empty() || status.is_none_or(|it| row.under.contains(&it));
    table.iter().find(|row| row.words.contains(&word) && counts(row)).map(|row| row.kind)
}
