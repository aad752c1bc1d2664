//! The types of async-openai: its error, as values and from a real socket, and its items of streams.

use async_openai::error::{ApiError, ApiErrorResponse, OpenAIError};
use async_openai::middleware::ReqwestService;
use async_openai::types::chat::CreateChatCompletionStreamResponse;
use async_openai::types::responses::ResponseStreamEvent;
use async_openai::{Client, config::OpenAIConfig};
use openai_call::testing::FakeApi;
use openai_call::{Classify, Error, ErrorKind, EventStream, openai_call};
use serde_json::{Value, json};

fn api_error(status: u16, message: &str, code: Option<&str>) -> OpenAIError {
    let status_code = status.try_into().expect("a status");
    let api_error = ApiError {
        message: message.to_owned(),
        code: code.map(str::to_owned),
        ..ApiError::default()
    };
    OpenAIError::ApiError(ApiErrorResponse { status_code, api_error })
}

fn undecodable(content: &str) -> OpenAIError {
    let error = serde_json::from_str::<u8>(content).expect_err("no number");
    OpenAIError::JSONDeserialize(error, content.to_owned())
}

#[test]
fn every_error_has_its_kind() {
    let cases = [
        (api_error(401, "No.", Some("invalid_api_key")), ErrorKind::Authentication),
        (api_error(429, "Slowly.", Some("rate_limit_exceeded")), ErrorKind::RateLimit),
        (api_error(429, "No money.", Some("insufficient_quota")), ErrorKind::Quota),
        (api_error(500, r#"{"error":{"message":"Oh."}}"#, None), ErrorKind::ServerError),
        (
            api_error(501, r#"{"error":{"type":"not_supported_error"}}"#, None),
            ErrorKind::InvalidRequest,
        ),
        (api_error(502, "<html>bad gateway</html>", None), ErrorKind::ServerError),
        (
            undecodable(r#"{"error":{"message":"Too long.","code":413}}"#),
            ErrorKind::RequestTooLarge,
        ),
        (undecodable(r#"{"answer":"secret"}"#), ErrorKind::Decode),
        (OpenAIError::InvalidArgument("no model".to_owned()), ErrorKind::InvalidRequest),
        (OpenAIError::Boxed("full".into()), ErrorKind::Connection),
        (OpenAIError::Boxed(Box::new(api_error(404, "None.", None))), ErrorKind::NotFound),
    ];
    for (error, expected) in cases {
        let told = format!("{error:?}");
        let error = error.classify();
        assert_eq!(error.kind(), expected, "{told}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}

#[test]
fn the_delay_comes_from_the_message() {
    let error = api_error(429, "Please try again in 644ms.", Some("rate_limit_exceeded"));
    assert_eq!(error.classify().retry_after().map(|it| it.as_millis()), Some(644));
    let error =
        api_error(503, r#"{"error":{"message":"Oh.","code":"slow_down"}}"#, None).classify();
    assert_eq!((error.code(), error.message()), (Some("slow_down"), "Oh."));
}

#[openai_call(attempts = 3, backoff = 1ms..2ms)]
async fn models(client: &Client<OpenAIConfig>) -> Result<Value, Error> {
    client.models().list().await.map(|list| json!(list))
}

#[tokio::test]
async fn with_its_own_retries_off_each_attempt_is_one_request() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let config = OpenAIConfig::new().with_api_base(api.url()).with_api_key("sk-fake");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let client = Client::with_config(config).with_http_service(ReqwestService::new(http));

    api.status(500).status(429).json(json!({ "error": { "message": "Slowly." } }));
    api.reply(json!({ "object": "list", "data": [] }));
    assert_eq!(models(&client).await?["object"], "list");
    assert_eq!(api.requests().len(), 3);

    api.status(401).json(json!({ "error": { "message": "No.", "code": "invalid_api_key" } }));
    let error = models(&client).await.expect_err("a bad key");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, Some("invalid_api_key")));
    assert_eq!(api.requests().len(), 4);
    Ok(())
}

#[tokio::test]
async fn the_items_may_be_async_openai_s() -> Result<(), Error> {
    #[openai_call]
    async fn chat(
        client: &openai_call::Client,
    ) -> Result<EventStream<CreateChatCompletionStreamResponse>, Error> {
        client.post("chat/completions").json(&json!({ "model": "m", "messages": [] }))
    }

    #[openai_call]
    async fn respond(
        client: &openai_call::Client,
    ) -> Result<EventStream<ResponseStreamEvent>, Error> {
        client.post("responses").json(&json!({ "model": "m", "input": "" }))
    }

    let api = FakeApi::start().await.reply("Hello you").times(2);
    let mut stream = chat(&api.client()).await?;
    let mut said = String::new();
    while let Some(chunk) = stream.next().await {
        for choice in chunk?.choices {
            said += choice.delta.content.as_deref().unwrap_or_default();
        }
    }
    assert_eq!(said, "Hello you");

    let mut stream = respond(&api.client()).await?;
    let mut said = String::new();
    while let Some(event) = stream.next().await {
        if let ResponseStreamEvent::ResponseOutputTextDelta(delta) = event? {
            said += &delta.delta;
        }
    }
    assert_eq!(said, "Hello you");
    assert!(stream.is_complete());
    Ok(())
}
