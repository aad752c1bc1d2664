//! A body that ends in the `Result` of genai.

use genai::chat::{ChatRequest, ChatResponse};
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ServiceTarget, webc};
use openai_call::testing::FakeApi;
use openai_call::{Classify, Error, ErrorKind, HeaderMap, StatusCode, openai_call};
use serde_json::json;

use crate::support::{assert_known, failing_three_times};

/// genai's error, with a kind for the policy: its status, headers and body are kept.
struct GenAi(genai::Error);

impl Classify for GenAi {
    fn classify(self) -> Error {
        use genai::Error::{ChatResponse, HttpError, WebModelCall};
        match self.0 {
            HttpError { status, headers, body, .. } => Error::from_response(status, *headers, body),
            WebModelCall { webc_error, .. } => match webc_error {
                webc::Error::ResponseFailedStatus { status, headers, body } => {
                    Error::from_response(status, *headers, body)
                }
                webc::Error::Reqwest(error) => error.classify(),
                other => Error::new(ErrorKind::Decode, other.to_string()),
            },
            ChatResponse { body, .. } => {
                Error::from_response(StatusCode::OK, HeaderMap::new(), body.to_string())
            }
            other => Error::new(ErrorKind::InvalidRequest, other.to_string()),
        }
    }
}

#[openai_call(backoff = 1ms..2ms, on_rate_limit = wait(up_to = 10s))]
async fn chat(client: &Client, prompt: &str) -> Result<ChatResponse, Error> {
    client.exec_chat("gpt-4o-mini", ChatRequest::from_user(prompt), None).await.map_err(GenAi)
}

/// A client that follows no redirect and repeats nothing by itself.
fn client(url: &str) -> Client {
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .expect("a client");
    let endpoint = Endpoint::from_owned(format!("{url}/"));
    let target = move |ServiceTarget { model, .. }: ServiceTarget| {
        Ok(ServiceTarget { endpoint: endpoint.clone(), auth: AuthData::from_single("none"), model })
    };
    let client = Client::builder().with_reqwest(http).with_service_target_resolver_fn(target);
    client.build().expect("a client of genai")
}

#[tokio::test]
async fn its_failures_go_through_the_policy() {
    let api = failing_three_times().await;
    let error = chat(&client(&api.url()), "hello").await.expect_err("it fails three times");
    assert_known(&error, &api);
}

#[tokio::test]
async fn its_answer_is_the_value() {
    let api = FakeApi::start().await.status(503).reply("hello");
    let answer = chat(&client(&api.url()), "hello").await.expect("an answer");
    assert_eq!(answer.first_text(), Some("hello"));
    assert_eq!(api.requests().len(), 2);
}

#[tokio::test]
async fn a_code_is_read_in_the_body() {
    let api = FakeApi::start().await.status(429);
    api.json(json!({ "error": { "message": "No money.", "code": "insufficient_quota" } }));
    let error = chat(&client(&api.url()), "hello").await.expect_err("no money");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Quota, Some("insufficient_quota")));
    assert_eq!(api.requests().len(), 1);
}
