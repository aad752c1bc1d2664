//! llama.cpp's server, which says 500 also to what it will refuse each time.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, row};

const CASSETTES: &str = "rig, tests/cassettes/llamacpp";
const SERVER: &str = "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md";

fn says(code: u16, error_type: &str, message: &str) -> String {
    json!({ "error": { "code": code, "message": message, "type": error_type } }).to_string()
}

#[test]
#[rustfmt::skip]
fn every_answer() {
    check([
        row(CASSETTES, 400, r#"{"error":{"code":400,"message":"request (2009 tokens) exceeds the available context size (512 tokens), try increasing it","n_ctx":512,"n_prompt_tokens":2009,"type":"exceed_context_size_error"}}"#, ContextLength),
        row(SERVER, 400, says(400, "invalid_request_error", "the request exceeds the available context size, try increasing it"), ContextLength),
        row(CASSETTES, 400, says(400, "invalid_request_error", "Pooling type 'none' is not OAI compatible. Please use a different pooling type"), InvalidRequest),
        row(CASSETTES, 400, says(400, "invalid_request_error", "Field 'temperature': [json.exception.type_error.302] type must be number, but is string"), InvalidRequest),
        row(CASSETTES, 400, says(400, "invalid_request_error", "\"documents\" must be a non-empty string array"), InvalidRequest),
        row(CASSETTES, 400, says(400, "invalid_request_error", "Failed to load image or audio file"), InvalidRequest),
        row(CASSETTES, 400, says(400, "invalid_request_error", "unsupported content[].type"), InvalidRequest),
        row(CASSETTES, 401, says(401, "authentication_error", "Invalid API Key"), Authentication),
        row(SERVER, 403, says(403, "permission_error", "no"), Permission),
        row(SERVER, 404, says(404, "not_found_error", "File Not Found"), NotFound),
        row(CASSETTES, 500, says(500, "server_error", "input (4002 tokens) is too large to process. increase the physical batch size (current batch size: 512)"), RequestTooLarge),
        row(CASSETTES, 500, says(500, "server_error", "tools param requires --jinja flag"), InvalidRequest),
        row(CASSETTES, 500, says(500, "server_error", "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"), InvalidRequest),
        row(CASSETTES, 500, says(500, "server_error", "Cannot use both json_schema and grammar"), InvalidRequest),
        // The picture's server may be back the next time.
        row(CASSETTES, 500, says(500, "server_error", "error: cannot make GET request"), ServerError),
        row(SERVER, 500, says(500, "server_error", "Compute error."), ServerError),
        row(CASSETTES, 501, says(501, "not_supported_error", "This server does not support embeddings. Start it with `--embeddings`"), InvalidRequest),
        row(CASSETTES, 501, says(501, "not_supported_error", "This server does not support reranking. Start it with `--reranking`"), InvalidRequest),
        row(CASSETTES, 501, says(501, "not_supported_error", "The current model does not support audio input."), InvalidRequest),
        row(SERVER, 503, says(503, "unavailable_error", "Loading model"), ServiceUnavailable),
        row(SERVER, 200, says(503, "unavailable_error", "no slot available"), ServiceUnavailable),
    ]);
}
