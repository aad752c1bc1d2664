//! The ids by which a request is found: the service's own, and the one it was sent with.

use std::collections::HashSet;
use std::time::Duration;

use openai_call::{Client, Error, ErrorKind, openai_call, testing::FakeApi};
use serde_json::Value;

use crate::wire::support::chat;

const HEADER: &str = "x-client-request-id";

#[tokio::test]
async fn each_attempt_is_sent_with_an_id_of_its_own() {
    let api = FakeApi::start().await.status(500).disconnect().status(500);
    let error = chat(&api.client()).await.unwrap_err();
    let sent: Vec<_> =
        api.requests().iter().map(|it| it.header(HEADER).unwrap_or_default().to_owned()).collect();
    let told: Vec<_> =
        error.attempts().failed().iter().filter_map(|it| it.client_request_id()).collect();
    assert_eq!(told, sent);
    assert_eq!(error.client_request_id(), sent.last().map(String::as_str));
    assert_eq!(sent.iter().collect::<HashSet<_>>().len(), 3);
    assert!(sent.iter().all(|id| id.len() == 32 && id.is_ascii()), "{sent:?}");
}

#[tokio::test]
async fn an_attempt_that_was_cut_off_is_found_by_its_id() {
    #[openai_call(retry = "none", timeout = 300ms)]
    async fn impatient(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let api = FakeApi::start().await.stall();
    let error = impatient(&api.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Timeout, None));
    assert_eq!(error.client_request_id(), api.requests()[0].header(HEADER));
    assert!(error.client_request_id().is_some());
}

#[tokio::test]
async fn an_id_of_the_users_own_is_kept() {
    #[openai_call(retry = "none")]
    async fn named(client: &Client) -> Result<Value, Error> {
        client.get("models").header(HEADER, "mine-1")
    }

    let api = FakeApi::start().await.status(503);
    let error = named(&api.client()).await.unwrap_err();
    assert_eq!(error.client_request_id(), Some("mine-1"));
    assert_eq!(api.requests()[0].header(HEADER), Some("mine-1"));
}

#[tokio::test]
async fn what_was_never_sent_has_no_id() {
    #[openai_call]
    async fn nowhere(client: &Client) -> Result<Value, Error> {
        client.get("http://")
    }

    let api = FakeApi::start().await;
    let error = nowhere(&api.client()).await.unwrap_err();
    assert_eq!(error.client_request_id(), None);
    assert!(error.attempts().elapsed() < Duration::from_secs(60));
}
