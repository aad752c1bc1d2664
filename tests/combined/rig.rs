//! A body that ends in the `Result` of rig.

use openai_call::testing::FakeApi;
use openai_call::{Classify, Error, ErrorKind, StatusCode, openai_call};
use rig_core::completion::CompletionRequest;
use rig_core::error::ProviderError;
use rig_core::providers::openai::{OpenAI, OpenAIConfig};
use rig_reqwest::ReqwestClient;
use serde_json::json;

use crate::support::{assert_known, failing_three_times};

/// rig's error, with a kind for the policy: the status, headers and body of a reply are kept.
struct Rig(ProviderError);

impl Classify for Rig {
    fn classify(self) -> Error {
        if let Some(reply) = self.0.provider_response() {
            let headers = reply.headers.clone().unwrap_or_default();
            let status = reply.status.unwrap_or(StatusCode::OK);
            return Error::from_response(status, headers, reply.body.clone());
        }
        let kind = match &self.0 {
            ProviderError::Http(_) => ErrorKind::Connection,
            ProviderError::Json(_) | ProviderError::Response(_) => ErrorKind::Decode,
            ProviderError::Truncated => ErrorKind::StreamInterrupted,
            ProviderError::Provider(_) => ErrorKind::ServerError,
            _ => ErrorKind::InvalidRequest,
        };
        Error::new(kind, self.0.to_string())
    }
}

#[openai_call(backoff = 1ms..2ms, on_rate_limit = wait(up_to = 10s))]
async fn chat(openai: &OpenAI, prompt: &str) -> Result<String, Error> {
    let answer = openai.chat("gpt-4o-mini").call(CompletionRequest::new(prompt)).await;
    answer.map(|answer| answer.text()).map_err(Rig)
}

fn openai(url: String) -> OpenAI {
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .expect("a client");
    OpenAIConfig::new("none").with_base_url(url).connect(ReqwestClient::from(http))
}

#[tokio::test]
async fn its_failures_go_through_the_policy() {
    let api = failing_three_times().await;
    let error = chat(&openai(api.url()), "hello").await.expect_err("it fails three times");
    assert_known(&error, &api);
}

#[tokio::test]
async fn its_answer_is_the_value() {
    let api = FakeApi::start().await.status(503).reply("hello");
    assert_eq!(chat(&openai(api.url()), "hello").await.expect("an answer"), "hello");
    assert_eq!(api.requests().len(), 2);
}

#[tokio::test]
async fn a_code_is_read_in_the_body() {
    let api = FakeApi::start().await.status(429);
    api.json(json!({ "error": { "message": "No money.", "code": "insufficient_quota" } }));
    let error = chat(&openai(api.url()), "hello").await.expect_err("no money");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Quota, Some("insufficient_quota")));
    assert_eq!(api.requests().len(), 1);
}
