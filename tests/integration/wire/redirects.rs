//! Redirects stay on the origin, keep their method, and each is one of the call's requests.

use std::time::Duration;

use openai_call::{Client, Error, ErrorKind, Stopped, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::wire::keys::{CREDENTIALS, given, known};
use crate::wire::support::{builder, chat, get};

#[openai_call(attempts = 1, max_requests = 1)]
async fn once(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[openai_call(attempts = 3, backoff = 1ms..2ms, max_requests = 3)]
async fn three_times(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

/// That a redirect was refused, once, and that the line says where it leads and what to do.
#[track_caller]
fn assert_refused(error: &Error, target: &str) {
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Permanent), "{error}");
    assert_eq!(error.attempts().len(), 1, "{error}");
    assert!(error.message().contains(target), "{target} is not in {error}");
    assert!(error.remedy().contains("base url"), "{error}");
    assert!(!error.to_string().contains("malformed"), "{error}");
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let (api, other) = (FakeApi::start().await, FakeApi::start().await);
        let target = format!("{}/models", other.url());
        api.status(status).header("location", &format!("{target}?key=hidden")).times(2);
        let error = get(&known(&api), "models").await.unwrap_err();
        assert_refused(&error, &target);
        assert!(!error.to_string().contains("hidden"), "{error}");
        assert!(!error.to_string().contains("used up"), "{error}");
        assert_refused(&chat(&known(&api)).await.unwrap_err(), &target);
        assert!(other.requests().is_empty(), "after a {status}");
        api.assert_finished();
    }
}

#[tokio::test]
async fn a_plain_base_url_that_is_sent_to_tls_names_the_base_url_to_set() {
    let api = FakeApi::start().await;
    let target = api.url().replace("http:", "https:");
    api.status(308).header("location", &format!("{target}/chat/completions"));
    assert_refused(&chat(&api.client()).await.unwrap_err(), &target);
}

#[tokio::test]
async fn a_redirect_within_the_origin_keeps_the_key_and_the_body() -> Result<(), Error> {
    for status in [307, 308] {
        let api = FakeApi::start().await;
        api.status(status).header("location", "/v1/responses").reply(json!({ "here": true }));
        assert_eq!(chat(&known(&api)).await?["here"], true);
        let request = api.requests().remove(1);
        assert_eq!((request.method().as_str(), request.path()), ("POST", "/v1/responses"));
        assert_eq!(given(&request), CREDENTIALS);
        assert_eq!(request.json()["model"], "gpt-4o-mini");
    }
    Ok(())
}

#[tokio::test]
async fn a_redirect_that_would_change_the_method_is_not_followed() {
    for status in [301, 302, 303] {
        let api = FakeApi::start().await;
        api.status(status).header("location", "/v1/there").status(status);
        api.header("location", "/v1/there").reply(json!({ "here": true }));
        assert_refused(&chat(&api.client()).await.unwrap_err(), "/v1/there");
        assert_eq!(get(&api.client(), "models").await.unwrap()["here"], true);
        assert_eq!(api.requests()[2].method(), "GET");
        api.assert_finished();
    }
}

#[tokio::test]
async fn a_status_that_offers_a_choice_is_not_followed() {
    for status in [300, 304, 305, 306] {
        let api = FakeApi::start().await.status(status).header("location", "/v1/there");
        assert_refused(&get(&api.client(), "models").await.unwrap_err(), "/v1/there");
        api.assert_finished();
    }
}

#[tokio::test]
async fn a_redirect_loop_makes_no_more_requests_than_were_promised() {
    for (most, outcome) in [(1, 1), (3, 3)] {
        let api = FakeApi::start().await;
        api.status(302).header("location", "/v1/models").times(most);
        let client = known(&api);
        let error = if outcome == 1 { once(&client).await } else { three_times(&client).await };
        let error = error.unwrap_err();
        assert_refused(&error, "/v1/models");
        assert!(error.to_string().contains("redirects have used up"), "{error}");
        assert!(error.remedy().contains("`attempts`"), "{error}");
        assert_eq!(api.requests().len(), most);
        api.assert_finished();
    }
}

#[tokio::test]
async fn a_redirect_uses_a_request_of_the_attempts_that_follow() {
    let api = FakeApi::start().await.status(302).header("location", "/v1/there").status(500);
    api.status(500);
    let error = three_times(&api.client()).await.unwrap_err();
    assert_eq!(error.stopped(), Some(Stopped::Redirects), "{error}");
    assert!(!error.to_string().contains("all that the policy allows"), "{error}");
    assert_eq!((error.attempts().len(), api.requests().len()), (2, 3));
}

#[tokio::test]
async fn a_redirect_counts_although_its_attempt_was_cut_off() {
    #[openai_call(attempts = 2, backoff = 1ms..2ms, timeout = 300ms, max_requests = 2)]
    async fn impatient(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let api = FakeApi::start().await.status(302).header("location", "/v1/there").stall();
    let error = impatient(&api.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Timeout, 1), "{error}");
    assert_eq!(api.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_that_the_users_own_client_got_elsewhere_is_an_error() -> Result<(), Error> {
    #[openai_call]
    async fn models(http: &reqwest::Client, url: &str) -> Result<Value, Error> {
        http.get(url)
    }

    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    let target = format!("{}/models", other.url());
    api.status(302).header("location", &target).times(2);
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20));
    let http = http.build().expect("an http client");
    let error = models(&http, &api.url()).await.unwrap_err();
    assert_refused(&error, &target);
    let client = builder(&api.url()).http(http).build()?;
    assert_refused(&get(&client, "models").await.unwrap_err(), &target);
    Ok(())
}

/// Nobody counts the requests that such a client makes on the way.
#[tokio::test]
async fn a_redirect_that_the_users_own_client_followed_is_an_error() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let http = reqwest::Client::builder().no_proxy().build().expect("an http client");
    let client = builder(&api.url()).http(http).build()?;
    api.status(307).header("location", "/v1/models/all").reply("here");
    assert_refused(&get(&client, "models").await.unwrap_err(), "/v1/models/all");
    api.status(307).header("location", "/v1/models").times(11);
    let error = get(&client, "models").await.unwrap_err();
    assert!(error.remedy().contains("redirect::Policy::none()"), "{error}");
    assert!(!error.to_string().contains("malformed"), "{error}");
    Ok(())
}
