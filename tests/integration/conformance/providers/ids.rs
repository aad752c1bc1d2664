//! By which id each provider finds a request.

use http::StatusCode;
use openai_call::Error;

use crate::conformance::case::{difference, headers, report};

/// The provider, the header, its value, the body, and the id.
type Row = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("OpenAI", "x-request-id", "req_1", "", Some("req_1")),
    ("Azure", "apim-request-id", "a-1", "", Some("a-1")),
    ("Anthropic", "request-id", "req_011", r#"{"type":"error","error":{"type":"api_error"},"request_id":"req_other"}"#, Some("req_011")),
    ("Anthropic's body", "server", "x", r#"{"type":"error","error":{"type":"api_error"},"request_id":"req_011"}"#, Some("req_011")),
    ("Anthropic's body without one", "server", "x", r#"{"type":"error","error":{"type":"authentication_error"},"request_id":null}"#, None),
    ("Anthropic within LiteLLM", "server", "x", r#"{"error":{"message":"litellm.APIError: AnthropicException - {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"no\"},\"request_id\":\"req_011\"}"}}"#, Some("req_011")),
    ("Mistral", "mistral-correlation-id", "m-1", "", Some("m-1")),
    ("Bedrock", "x-amzn-requestid", "b-1", "", Some("b-1")),
    ("Cloudflare", "cf-ray", "c-1", "", Some("c-1")),
    ("Z.ai", "server", "x", r#"{"error":{"code":"1113","message":"no"},"request_id":"2026"}"#, Some("2026")),
];

#[test]
fn every_provider_s_id_is_found() {
    report(ROWS.iter().filter_map(|(provider, header, value, body, id)| {
        let headers = headers(&[(header, (*value).to_owned())]);
        let error = Error::from_response(StatusCode::INTERNAL_SERVER_ERROR, headers, *body);
        difference(provider, &error.request_id(), id)
    }));
}

#[test]
fn a_provider_s_own_id_goes_before_that_of_its_network() {
    let both = [("cf-ray", "c-1".to_owned()), ("request-id", "req_011".to_owned())];
    let error = Error::from_response(StatusCode::INTERNAL_SERVER_ERROR, headers(&both), "");
    assert_eq!(error.request_id(), Some("req_011"));
}

#[test]
fn the_type_in_amazon_s_header_is_the_error_s() {
    let name = ("x-amzn-errortype", "ValidationException:http://internal".to_owned());
    let error = Error::from_response(StatusCode::BAD_REQUEST, headers(&[name]), "{}");
    assert_eq!(error.error_type(), Some("ValidationException"));
}

#[test]
fn a_gateway_s_error_has_the_words_of_its_upstream() {
    let body = r#"{"error":{"message":"litellm.RateLimitError: OpenAIException - {\"error\":{\"message\":\"no money\",\"code\":\"insufficient_quota\",\"type\":null}}","type":"throttling_error","param":"None","code":"429"}}"#;
    let error = Error::from_response(StatusCode::TOO_MANY_REQUESTS, headers(&[]), body);
    let words = (error.code(), error.error_type(), error.message());
    assert_eq!(words, (Some("insufficient_quota"), Some("throttling_error"), "no money"));
}
