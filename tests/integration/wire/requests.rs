//! What a request is made of, as the server reads it.

use std::collections::HashMap;

use openai_call::{Client, Error, ErrorKind, Raw, Stopped, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::wire::support::{KEY, builder, chat, client, get};

#[tokio::test]
async fn a_path_is_joined_to_the_base_url_however_both_are_written() -> Result<(), Error> {
    let api = FakeApi::start().await;
    for url in [api.url(), format!("{}/", api.url())] {
        for path in ["models", "/models", "//models"] {
            get(&client(&url), path).await?;
        }
    }
    assert_eq!(api.requests().len(), 6);
    assert!(api.requests().iter().all(|request| request.path() == "/v1/models"));
    Ok(())
}

#[tokio::test]
async fn a_colon_in_a_path_starts_no_scheme() -> Result<(), Error> {
    let api = FakeApi::start().await;
    for path in ["models/ft:gpt-4o-mini:acme::7p4", "ft:gpt", "mailto:me"] {
        get(&api.client(), path).await?;
        assert_eq!(api.requests().pop().unwrap().path(), format!("/v1/{path}"));
    }
    Ok(())
}

#[tokio::test]
async fn query_and_headers_arrive() -> Result<(), Error> {
    #[openai_call]
    async fn list(client: &Client, purpose: &str) -> Result<Value, Error> {
        client
            .get("files?order=desc")
            .query(&[("purpose", purpose), ("limit", "2")])
            .query(&[("after", None), ("before", Some("file-9"))])
            .header("x-trace", "7")
            .header("OpenAI-Beta", "assistants=v2")
    }

    let api = FakeApi::start().await;
    list(&api.client(), "fine tune & more").await?;
    let request = api.requests().remove(0);
    assert_eq!(request.method(), "GET");
    let query = "order=desc&purpose=fine+tune+%26+more&limit=2&before=file-9";
    assert_eq!(request.query(), Some(query));
    assert_eq!(request.header("x-trace"), Some("7"));
    assert_eq!(request.header("openai-beta"), Some("assistants=v2"));
    assert!(request.body().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_delete_is_a_delete() -> Result<(), Error> {
    #[openai_call]
    async fn delete(client: &Client, id: &str) -> Result<Value, Error> {
        client.delete(&format!("files/{id}"))
    }

    let api = FakeApi::start().await.reply(json!({ "id": "file-1", "deleted": true }));
    assert_eq!(delete(&api.client(), "file-1").await?["deleted"], true);
    let request = api.requests().remove(0);
    assert_eq!((request.method().as_str(), request.path()), ("DELETE", "/v1/files/file-1"));
    Ok(())
}

#[tokio::test]
async fn a_form_arrives_whole_at_every_attempt() -> Result<(), Error> {
    #[openai_call(backoff = 1ms..2ms)]
    async fn upload(client: &Client, file: &str) -> Result<Value, Error> {
        let form = reqwest::multipart::Form::new()
            .text("purpose", "batch")
            .part("file", reqwest::multipart::Part::text(file.to_owned()).file_name("a.jsonl"));
        client.post("files").multipart(form)
    }

    let api = FakeApi::start().await.status(503).reply("stored");
    upload(&api.client(), "{\"custom_id\": 1}").await?;
    assert_eq!(api.requests().len(), 2);
    for request in api.requests() {
        assert!(request.header("content-type").unwrap().starts_with("multipart/form-data; "));
        let body = String::from_utf8_lossy(request.body()).into_owned();
        assert!(body.contains("name=\"purpose\"\r\n\r\nbatch\r\n"), "{body}");
        assert!(body.contains("filename=\"a.jsonl\""), "{body}");
        assert!(body.contains("{\"custom_id\": 1}"), "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn bytes_arrive_as_they_are() -> Result<(), Error> {
    #[openai_call]
    async fn put(client: &Client, bytes: &[u8]) -> Result<Raw, Error> {
        client.post("audio").header("content-type", "audio/wav").body(bytes.to_vec())
    }

    let api = FakeApi::start().await;
    put(&api.client(), b"RIFF\0\xff").await?;
    let request = api.requests().remove(0);
    assert_eq!(&request.body()[..], b"RIFF\0\xff");
    assert_eq!(request.header("content-type"), Some("audio/wav"));
    Ok(())
}

#[tokio::test]
async fn key_organization_and_project_arrive_at_every_attempt() -> Result<(), Error> {
    let api = FakeApi::start().await.status(500).disconnect().reply("hello");
    let client = builder(&api.url()).organization("org-1").project("proj_1").build()?;
    chat(&client).await?;
    assert_eq!(api.requests().len(), 3);
    for request in api.requests() {
        assert_eq!(request.header("authorization").unwrap(), format!("Bearer {KEY}"));
        assert_eq!(request.header("openai-organization"), Some("org-1"));
        assert_eq!(request.header("openai-project"), Some("proj_1"));
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.json()["model"], "gpt-4o-mini");
    }
    Ok(())
}

/// What cannot be built is refused before anything is sent, and not tried again.
#[track_caller]
fn assert_unsent(api: &FakeApi, outcome: Result<Value, Error>) {
    let error = outcome.expect_err("it cannot be built");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Permanent));
    assert_eq!(error.attempts().len(), 1);
    assert!(!error.message().is_empty());
    assert!(api.requests().is_empty());
}

#[tokio::test]
async fn a_path_that_is_no_url_is_named_and_not_sent() {
    let api = FakeApi::start().await;
    for path in ["http://", "https://[::1", "http://exa mple.com/v1", "http://example.com:99999"] {
        let outcome = get(&api.client(), path).await;
        assert!(outcome.as_ref().unwrap_err().message().contains(path));
        assert_unsent(&api, outcome);
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_not_sent() {
    #[openai_call(attempts = 3, backoff = 1ms..2ms)]
    async fn send(client: &Client, body: &HashMap<(u8, u8), u8>) -> Result<Value, Error> {
        client.post("chat/completions").json(body)
    }

    let api = FakeApi::start().await;
    let outcome = send(&api.client(), &HashMap::from([((1, 2), 3)])).await;
    assert!(outcome.as_ref().unwrap_err().message().contains("key must be a string"));
    assert_unsent(&api, outcome);
}

#[tokio::test]
async fn a_header_that_is_none_is_not_sent() {
    #[openai_call(attempts = 3, backoff = 1ms..2ms)]
    async fn send(client: &Client, name: &str, value: &str) -> Result<Value, Error> {
        client.post("chat/completions").header(name, value)
    }

    let api = FakeApi::start().await;
    assert_unsent(&api, send(&api.client(), "x trace", "7").await);
    assert_unsent(&api, send(&api.client(), "x-trace", "7\n8").await);
}
