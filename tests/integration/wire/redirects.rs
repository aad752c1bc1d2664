//! A redirect does not carry the key to another origin.

use openai_call::{Client, Error, ErrorKind, Stopped, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::wire::keys::{CREDENTIALS, given, known};
use crate::wire::support::{chat, get};

#[tokio::test]
async fn a_get_that_is_sent_elsewhere_loses_its_credentials() -> Result<(), Error> {
    for status in [301, 302, 303, 307, 308] {
        let (api, other) = (FakeApi::start().await, FakeApi::start().await);
        api.status(status).header("location", &format!("{}/models", other.url()));
        get(&known(&api), "models").await?;
        let request = other.requests().remove(0);
        assert_eq!(request.method(), "GET");
        assert_eq!(given(&request), [""; 0], "after a {status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_post_that_is_sent_elsewhere_loses_its_credentials() -> Result<(), Error> {
    for status in [307, 308] {
        let (api, other) = (FakeApi::start().await, FakeApi::start().await);
        api.status(status).header("location", &format!("{}/chat/completions", other.url()));
        chat(&known(&api)).await?;
        let request = other.requests().remove(0);
        assert_eq!(request.method(), "POST");
        assert_eq!(given(&request), [""; 0], "after a {status}");
    }
    Ok(())
}

#[tokio::test]
async fn a_get_that_is_sent_elsewhere_loses_its_key() -> Result<(), Error> {
    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    api.status(302).header("location", &format!("{}/models", other.url()));
    get(&known(&api), "models").await?;
    assert_eq!(other.requests()[0].header("authorization"), None);
    Ok(())
}

#[tokio::test]
async fn a_client_that_redirects_by_its_own_rules_does_not_change_that() -> Result<(), Error> {
    #[openai_call]
    async fn models(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    api.status(302).header("location", &format!("{}/models", other.url()));
    let http =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::limited(2));
    let http = http.build().expect("an http client");
    let client = crate::wire::support::builder(&api.url()).http(http).build()?;
    models(&client).await?;
    assert_eq!(other.requests()[0].header("authorization"), None);
    Ok(())
}

#[tokio::test]
async fn a_redirect_within_the_origin_keeps_the_key() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.status(307).header("location", "/v1/responses").reply(json!({ "here": true }));
    assert_eq!(chat(&known(&api)).await?["here"], true);
    let request = api.requests().remove(1);
    assert_eq!(request.path(), "/v1/responses");
    assert_eq!(given(&request), CREDENTIALS);
    assert_eq!(request.json()["model"], "gpt-4o-mini");
    Ok(())
}

#[tokio::test]
async fn a_redirect_without_end_is_a_permanent_error() {
    let api = FakeApi::start().await;
    api.status(302).header("location", "/v1/models").times(99);
    let error = get(&known(&api), "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Permanent));
    assert!(api.requests().len() < 20);
}
