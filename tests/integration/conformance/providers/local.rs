//! Servers that people run themselves: vLLM, SGLang, Ollama, LM Studio, TGI.

use openai_call::ErrorKind::*;
use serde_json::json;

use super::{check, error, row};

const VLLM: &str = "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html";
const VLLM_TOP: &str = "https://github.com/vllm-project/vllm/issues/12886";
const SGLANG: &str = "https://docs.sglang.ai/basic_usage/openai_api.html";
const OLLAMA: &str = "https://github.com/ollama/ollama/blob/main/docs/faq.md";
const OVERFLOW: &str = "earendil-works/pi, packages/ai/src/utils/overflow.ts";
const LM_STUDIO: &str = "https://github.com/cline/cline/issues/3664";
const TGI: &str = "https://huggingface.co/docs/text-generation-inference/reference/api_reference";

fn vllm(code: u16, error_type: &str, message: &str) -> String {
    json!({ "error": { "message": message, "type": error_type, "param": null, "code": code } })
        .to_string()
}

fn top(code: u16, error_type: &str, message: &str) -> String {
    json!({ "object": "error", "message": message, "type": error_type, "param": null, "code": code })
        .to_string()
}

#[test]
#[rustfmt::skip]
fn vllm_and_sglang() {
    let too_long = "This model's maximum context length is 4096 tokens. However, you requested 100 output tokens and your prompt contains at least 5000 input tokens.";
    check([
        row(VLLM, 400, vllm(400, "BadRequestError", too_long), ContextLength),
        row(VLLM_TOP, 400, top(400, "BadRequestError", too_long), ContextLength),
        row(VLLM, 400, vllm(400, "BadRequestError", "temperature must be non-negative"), InvalidRequest),
        row(VLLM, 401, r#"{"error":"Unauthorized"}"#, Authentication),
        row(VLLM, 404, vllm(404, "NotFoundError", "The model `x` does not exist."), NotFound),
        row(VLLM_TOP, 404, top(404, "NotFoundError", "The model `x` does not exist."), NotFound),
        row(VLLM, 500, vllm(500, "InternalServerError", "EngineCore encountered an issue"), ServerError),
        row(VLLM, 200, vllm(400, "BadRequestError", too_long), ContextLength),
        row(VLLM, 200, vllm(500, "InternalServerError", "boom"), ServerError),
        row(SGLANG, 400, top(400, "BadRequestError", "The input (9000 tokens) is longer than the model's context length (8192 tokens)."), ContextLength),
        row(SGLANG, 503, top(503, "ServiceUnavailable", "The server is paused"), ServiceUnavailable),
    ]);
}

#[test]
#[rustfmt::skip]
fn ollama_and_lm_studio() {
    check([
        row(OLLAMA, 404, error("", "not_found_error", "model \"llama9\" not found, try pulling it first"), NotFound),
        row(OLLAMA, 404, r#"{"error":"model 'llama9' not found"}"#, NotFound),
        row(OLLAMA, 400, error("", "invalid_request_error", "invalid model name"), InvalidRequest),
        row(OLLAMA, 500, error("", "api_error", "llama runner process has terminated"), ServerError),
        row(OLLAMA, 503, r#"{"error":"server busy, please try again. maximum pending requests exceeded"}"#, ServiceUnavailable),
        row(OVERFLOW, 400, error("", "invalid_request_error", "prompt too long; exceeded max context length by 4096 tokens"), ContextLength),
        row(OVERFLOW, 400, r#"{"error":"prompt too long; exceeded context length by 12 tokens"}"#, ContextLength),
        row(LM_STUDIO, 400, r#"{"error":"Trying to keep the first 10136 tokens when context the overflows. However, the model is loaded with context length of only 7866 tokens, which is not enough."}"#, ContextLength),
        row(OVERFLOW, 400, r#"{"error":"The number of tokens to keep from the initial prompt is greater than the context length."}"#, ContextLength),
        row(LM_STUDIO, 404, error("model_not_found", "invalid_request_error", "No models loaded."), NotFound),
    ]);
}

#[test]
#[rustfmt::skip]
fn tgi() {
    let says = |text: &str, error_type: &str| json!({ "error": text, "error_type": error_type }).to_string();
    check([
        row(TGI, 422, says("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 5000 `inputs` tokens and 20 `max_new_tokens`", "validation"), ContextLength),
        row(TGI, 422, says("Input validation error: `temperature` must be strictly positive", "validation"), Unprocessable),
        row(TGI, 424, says("Request failed during generation", "generation"), InvalidRequest),
        row(TGI, 429, says("Model is overloaded", "overloaded"), ServiceUnavailable),
        row(TGI, 500, says("Incomplete generation", "incomplete_generation"), ServerError),
    ]);
}
