//! Azure: where requests go, and what proves who is asking.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use openai_call::{Client, ClientBuilder, Error, ErrorKind, Stopped, testing::FakeApi};
use serde_json::json;

use crate::wire::support::{chat, everything_shown, get};

/// Settings for a deployment on the fake api.
fn azure(api: &FakeApi) -> ClientBuilder {
    let endpoint = api.url().trim_end_matches("/v1").to_owned();
    Client::builder().azure(endpoint, "mini", "2024-10-21")
}

#[tokio::test]
async fn a_request_goes_to_the_deployment_with_the_key_in_its_own_header() -> Result<(), Error> {
    let api = FakeApi::start().await.reply("hello");
    chat(&azure(&api).api_key("0123456789abcdef").build()?).await?;
    let request = api.requests().remove(0);
    assert_eq!(request.path(), "/openai/deployments/mini/chat/completions");
    assert_eq!(request.query(), Some("api-version=2024-10-21"));
    assert_eq!(request.header("authorization"), None);
    assert!(request.header("api-key").is_some());
    Ok(())
}

#[tokio::test]
async fn its_messages_name_the_delay() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let message = "Requests to the deployment have exceeded the token rate limit of your current \
                   OpenAI S0 pricing tier. Please retry after 86400 seconds.";
    api.status(429).json(json!({ "error": { "code": "429", "message": message } }));
    let error = chat(&azure(&api).api_key("0123456789abcdef").build()?).await.unwrap_err();
    assert_eq!((error.kind(), error.stopped()), (ErrorKind::RateLimit, Some(Stopped::WaitTooLong)));
    Ok(())
}

#[tokio::test]
async fn a_token_is_asked_for_before_each_attempt() -> Result<(), Error> {
    let api = FakeApi::start().await.status(503).status(500).reply("hello");
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let client = azure(&api).token_provider(move || {
        let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
        async move { Ok::<_, io::Error>(format!("token-number-{number}")) }
    });
    chat(&client.build()?).await?;
    assert_eq!(asked.load(Ordering::Relaxed), 3);
    let requests = api.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|it| it.header("authorization").is_some()), "each is signed");
    assert!(requests.iter().all(|it| it.header("api-key").is_none()));
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_echoed_is_not_shown() -> Result<(), Error> {
    const TOKEN: &str = "eyJhbGciOiJub25lIn0.fake";
    let api = FakeApi::start().await.status(401).json(json!({ "error": { "message": TOKEN } }));
    let client = azure(&api).token_provider(async || Ok::<_, io::Error>(TOKEN.to_owned()));
    let error = chat(&client.build()?).await.unwrap_err();
    assert_eq!(error.message(), "[api key]");
    assert!(!everything_shown(&error).contains(TOKEN));
    Ok(())
}

#[tokio::test]
async fn a_provider_that_fails_is_an_attempt_that_failed() -> Result<(), Error> {
    let api = FakeApi::start().await.reply("hello");
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let client = azure(&api).token_provider(move || {
        let first = counter.fetch_add(1, Ordering::Relaxed) == 0;
        async move { if first { Err(io::Error::other("no answer")) } else { Ok("t".to_owned()) } }
    });
    let reply = chat(&client.build()?).await?;
    let failed = &reply.attempts().failed()[0];
    assert_eq!((failed.kind(), failed.may_have_run()), (ErrorKind::Connection, false));
    assert_eq!(api.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_token_goes_to_no_other_origin() -> Result<(), Error> {
    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    let client = azure(&api)
        .token_provider(async || Ok::<_, io::Error>("token-of-this-origin".to_owned()))
        .build()?;
    get(&client, &format!("{}/models", other.url())).await?;
    api.status(307).header("location", &format!("{}/models", other.url()));
    assert!(get(&client, "models").await.is_err(), "the redirect was followed");
    assert!(other.requests().iter().all(|it| it.header("authorization").is_none()));
    assert_eq!(other.requests().len(), 1);
    Ok(())
}

#[test]
fn a_key_and_a_provider_contradict() {
    let settings = Client::builder()
        .api_key("0123456789abcdef")
        .token_provider(async || Ok::<_, io::Error>(String::new()));
    let error = settings.build().expect_err("two ways to sign");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.remedy(), "keep one", "{error}");
}
