//! The bodies of responses whose status is not a success.

use http::StatusCode;
use serde_json::{Value, json};

use super::content::Content;

/// The body for `status`: the service's JSON, or the page of the proxy in front of it.
pub(super) fn content(status: StatusCode) -> Content {
    match status.as_u16() {
        502 | 504 | 520..=530 => Content::Html(page(status)),
        _ => Content::Json(error(status)),
    }
}

fn error(status: StatusCode) -> Value {
    let (kind, code, message) = match status.as_u16() {
        400 => ("invalid_request_error", None, "We could not parse the JSON body of your request."),
        401 => (
            "invalid_request_error",
            Some("invalid_api_key"),
            "Incorrect API key provided. You can find your API key in your account.",
        ),
        402 => (
            "insufficient_quota",
            Some("insufficient_quota"),
            "You exceeded your current quota, please check your plan and billing details.",
        ),
        403 => (
            "request_forbidden",
            Some("unsupported_country_region_territory"),
            "Country, region, or territory not supported",
        ),
        404 => (
            "invalid_request_error",
            Some("model_not_found"),
            "The model does not exist or you do not have access to it.",
        ),
        // The service adds "Please try again in 20s", which would be a delay that was not scripted.
        429 => (
            "requests",
            Some("rate_limit_exceeded"),
            "Rate limit reached on requests per min (RPM): Limit 3, Used 3, Requested 1.",
        ),
        503 => (
            "service_unavailable_error",
            Some("server_is_overloaded"),
            "Our servers are currently overloaded. Please try again later.",
        ),
        500 => ("server_error", None, "The server had an error processing your request."),
        501.. => ("server_error", None, reason(status)),
        _ => ("invalid_request_error", None, reason(status)),
    };
    json!({ "error": { "message": message, "type": kind, "param": null, "code": code } })
}

fn page(status: StatusCode) -> String {
    let title = format!("{} {}", status.as_u16(), reason(status));
    format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>")
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Unknown error")
}
