//! Every shape of an error's body, and what is read out of it.

use http::{HeaderMap, StatusCode};
use openai_call::Error;

use crate::conformance::case::{difference, headers, report};

/// A body, and the message, code, type and parameter in it.
struct Shape {
    name: &'static str,
    body: &'static str,
    message: &'static str,
    rest: [Option<&'static str>; 3],
}

/// Where the body has no message, the status speaks.
const SILENT: &str = "400 bad request";

#[rustfmt::skip]
const SHAPES: &[Shape] = &[
    Shape { name: "OpenAI", body: r#"{"error":{"message":"No such key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#, message: "No such key", rest: [Some("invalid_api_key"), Some("invalid_request_error"), None] },
    Shape { name: "with a parameter", body: r#"{"error":{"message":"Too long","type":"invalid_request_error","param":"messages","code":null}}"#, message: "Too long", rest: [None, Some("invalid_request_error"), Some("messages")] },
    Shape { name: "text", body: r#"{"error":"boom"}"#, message: "boom", rest: [None, None, None] },
    Shape { name: "null", body: r#"{"error":null}"#, message: SILENT, rest: [None, None, None] },
    Shape { name: "empty object", body: r#"{"error":{}}"#, message: SILENT, rest: [None, None, None] },
    Shape { name: "number for an error", body: r#"{"error":7}"#, message: SILENT, rest: [None, None, None] },
    Shape { name: "old vLLM, SGLang", body: r#"{"object":"error","message":"boom","type":"BadRequestError","param":null,"code":400}"#, message: "boom", rest: [Some("400"), Some("BadRequestError"), None] },
    Shape { name: "vLLM", body: r#"{"error":{"message":"boom","type":"BadRequestError","param":"n","code":400}}"#, message: "boom", rest: [Some("400"), Some("BadRequestError"), Some("n")] },
    Shape { name: "Mistral", body: r#"{"object":"error","message":"slowly","type":"rate_limited","param":null,"code":"1300"}"#, message: "slowly", rest: [Some("1300"), Some("rate_limited"), None] },
    Shape { name: "Mistral's detail as a message", body: r#"{"object":"error","message":{"detail":[{"msg":"Field required","loc":["body","model"]}]},"type":"invalid_request_error"}"#, message: "Field required", rest: [None, Some("invalid_request_error"), None] },
    Shape { name: "FastAPI", body: r#"{"detail":[{"type":"missing","loc":["body","messages",0,"role"],"msg":"Field required"},{"msg":"Bad value"}]}"#, message: "Field required; Bad value", rest: [None, None, Some("body.messages.0.role")] },
    Shape { name: "detail as a text", body: r#"{"detail":"Not authenticated"}"#, message: "Not authenticated", rest: [None, None, None] },
    Shape { name: "empty detail", body: r#"{"detail":[]}"#, message: SILENT, rest: [None, None, None] },
    Shape { name: "Gemini", body: r#"[{"error":{"code":429,"message":"slowly","status":"RESOURCE_EXHAUSTED"}}]"#, message: "slowly", rest: [Some("429"), Some("RESOURCE_EXHAUSTED"), None] },
    Shape { name: "Gemini without its array", body: r#"{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}"#, message: "no", rest: [Some("400"), Some("INVALID_ARGUMENT"), None] },
    Shape { name: "empty array", body: "[]", message: SILENT, rest: [None, None, None] },
    Shape { name: "Azure's filter", body: r#"{"error":{"message":"filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}"#, message: "filtered", rest: [Some("content_filter"), None, Some("prompt")] },
    Shape { name: "OpenRouter", body: r#"{"error":{"code":503,"message":"busy","metadata":{"error_type":"provider_overloaded","provider_code":1}}}"#, message: "busy", rest: [Some("503"), Some("provider_overloaded"), None] },
    Shape { name: "OpenRouter with a type", body: r#"{"error":{"type":"mine","message":"busy","metadata":{"error_type":"theirs"}}}"#, message: "busy", rest: [None, Some("mine"), None] },
    Shape { name: "LiteLLM", body: r#"{"error":{"message":"litellm.RateLimitError: slowly","type":"None","param":"None","code":"429"}}"#, message: "litellm.RateLimitError: slowly", rest: [Some("429"), None, None] },
    Shape { name: "llama.cpp", body: r#"{"error":{"code":400,"message":"too long","type":"exceed_context_size_error"}}"#, message: "too long", rest: [Some("400"), Some("exceed_context_size_error"), None] },
    Shape { name: "Hugging Face", body: r#"{"error":"busy","error_type":"overloaded"}"#, message: "busy", rest: [None, Some("overloaded"), None] },
    Shape { name: "Cloudflare", body: r#"{"success":false,"errors":[{"code":2009,"message":"Unauthorized"}]}"#, message: "Unauthorized", rest: [Some("2009"), None, None] },
    Shape { name: "bare, as evals send it", body: r#"{"message":"no such eval","type":"invalid_request_error","code":"not_found","param":"id"}"#, message: "no such eval", rest: [Some("not_found"), Some("invalid_request_error"), Some("id")] },
    Shape { name: "flat event", body: r#"{"type":"error","code":"server_error","message":"boom","param":null,"sequence_number":2}"#, message: "boom", rest: [Some("server_error"), None, None] },
    Shape { name: "nested event", body: r#"{"type":"error","sequence_number":2,"error":{"type":"server_error","code":"boom","message":"boom","param":null}}"#, message: "boom", rest: [Some("boom"), Some("server_error"), None] },
    Shape { name: "failed event", body: r#"{"type":"response.failed","response":{"error":{"code":"server_error","message":"boom"}}}"#, message: "boom", rest: [Some("server_error"), None, None] },
    Shape { name: "members of odd kinds", body: r#"{"error":{"code":true,"type":5,"param":[],"message":null}}"#, message: SILENT, rest: [None, None, None] },
    Shape { name: "JSON that is no object", body: r#""just text""#, message: "just text", rest: [None, None, None] },
    Shape { name: "cut short", body: r#"{"error":{"message":"No such"#, message: r#"{"error":{"message":"No such"#, rest: [None, None, None] },
    Shape { name: "page with a title", body: "<!DOCTYPE html>\n<html><head><TITLE lang=en>\n 502  Bad gateway </TITLE>", message: "502 Bad gateway", rest: [None, None, None] },
    Shape { name: "page without a title", body: "<html><h1>Bad\ngateway</h1><p>Try <b>later</b></p></html>", message: "Bad gateway Try later", rest: [None, None, None] },
    Shape { name: "page cut short", body: "<html><title>Bad", message: "Bad", rest: [None, None, None] },
    Shape { name: "tag cut short", body: "<html><tit", message: SILENT, rest: [None, None, None] },
    Shape { name: "plain text", body: " upstream\r\n connect   error ", message: "upstream connect error", rest: [None, None, None] },
    Shape { name: "nothing", body: "", message: SILENT, rest: [None, None, None] },
];

fn bad_request(body: impl Into<bytes::Bytes>) -> Error {
    Error::from_response(StatusCode::BAD_REQUEST, HeaderMap::new(), body)
}

#[test]
fn every_shape_is_read() {
    report(SHAPES.iter().flat_map(|shape| {
        let error = bad_request(shape.body);
        let rest = [error.code(), error.error_type(), error.param()];
        let message = difference("message", &error.message(), &shape.message);
        let rest = difference("code, type, param", &rest, &shape.rest);
        let name = |difference| format!("{}: {difference}", shape.name);
        [message.map(name), rest.map(name)].into_iter().flatten()
    }));
}

#[test]
fn bytes_that_are_no_text_are_read_as_well_as_they_can_be() {
    assert_eq!(bad_request(&b"\xff busy"[..]).message(), "\u{fffd} busy");
}

#[test]
fn a_long_text_is_cut_between_characters() {
    assert_eq!(bad_request("ö".repeat(100_000)).message(), "ö".repeat(200));
}

#[test]
fn a_status_without_a_reason_is_given_as_a_number() {
    let status = StatusCode::from_u16(529).expect("a status");
    assert_eq!(Error::from_response(status, HeaderMap::new(), "").message(), "529");
}

#[test]
fn the_request_id_is_found_under_each_of_its_names() {
    let names = ["x-request-id", "x-oai-request-id", "apim-request-id", "cf-ray"];
    let all: Vec<_> = names.iter().map(|name| (*name, format!("id of {name}"))).collect();
    for (index, name) in names.into_iter().enumerate() {
        // An empty one is none.
        let empty = names[..index].iter().map(|name| (*name, String::new()));
        let present: Vec<_> = empty.chain(all[index..].iter().cloned()).collect();
        let error = Error::from_response(StatusCode::OK, headers(&present), "");
        assert_eq!(error.request_id(), Some(format!("id of {name}").as_str()));
    }
}
