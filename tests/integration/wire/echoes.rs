//! A key that a server echoes is taken out, whoever sent it and however it is written.

use openai_call::{Client, ClientBuilder, Error, ErrorKind, Reply, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::wire::support::{KEY, builder, chat, client, everything_shown};

#[track_caller]
fn assert_unknown(error: &Error, key: &str) {
    let shown = everything_shown(error);
    let log = serde_json::to_string(error).expect("an error serializes");
    let all = format!("{shown} {log} {:?} {:?}", error.headers(), error.attempts());
    assert!(!all.contains(key), "{key} is shown");
}

#[tokio::test]
async fn the_id_of_an_attempt_that_timed_out_does_not_show_the_key() {
    #[openai_call(attempts = 1, timeout = 300ms)]
    async fn impatient(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let api = FakeApi::start().await.reply("hello").header("x-request-id", KEY).hang();
    let error = impatient(&client(&api.url())).await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Timeout, Some("[api key]")));
    assert_unknown(&error, KEY);
}

#[tokio::test]
async fn the_id_of_a_reply_does_not_show_the_key() -> Result<(), Error> {
    let api = FakeApi::start().await.reply("hello").header("x-request-id", KEY);
    let reply = chat(&client(&api.url())).await?;
    assert_eq!(reply.request_id(), Some("[api key]"));
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_escaped_or_split_is_found_in_body_and_message() {
    let every = |write: fn(u8) -> String| KEY.bytes().map(write).collect::<Vec<_>>().concat();
    let escaped = every(|byte| format!("\\u{byte:04x}"));
    let percent = every(|byte| format!("%{byte:02x}"));
    let split = KEY.replace('-', "-\\u0001");
    for echo in [&escaped, &percent, &split] {
        let body = format!("{{\"error\":{{\"message\":\"wrong: {echo}\",\"code\":\"{echo}\"}}}}");
        let api = FakeApi::start().await.status(401).body(body);
        let error = chat(&client(&api.url())).await.unwrap_err();
        assert_eq!(error.message(), "wrong: [api key]");
        assert_eq!(error.code(), Some("[api key]"));
        assert!(!String::from_utf8_lossy(error.body()).contains(echo.as_str()));
        assert_unknown(&error, KEY);
    }
}

#[tokio::test]
async fn a_key_set_by_hand_is_found_too() {
    #[openai_call]
    async fn ours(client: &Client, name: &str, value: &str) -> Result<Reply<Value>, Error> {
        client.get("models").header(name, value)
    }

    #[openai_call]
    async fn reqwests(
        http: &reqwest::Client,
        url: &str,
        name: &str,
        value: &str,
    ) -> Result<Reply<Value>, Error> {
        http.get(url).header(name, value)
    }

    let http = reqwest::Client::builder().no_proxy().build().expect("an http client");
    let own = "own-0123456789";
    for name in ["authorization", "api-key", "x-api-key"] {
        let api = FakeApi::start().await;
        let said = json!({ "error": { "message": format!("no such key as {own}") } });
        api.status(401).json(said).header("x-request-id", own).times(2);
        let value = if name == "authorization" { format!("Bearer {own}") } else { own.to_owned() };
        assert_unknown(&ours(&client(&api.url()), name, &value).await.unwrap_err(), own);
        assert_unknown(&reqwests(&http, &api.url(), name, &value).await.unwrap_err(), own);
    }
}

#[tokio::test]
async fn a_key_in_a_query_is_found_too() {
    #[openai_call]
    async fn models(client: &Client, name: &str, key: &str) -> Result<Value, Error> {
        client.get("models").query(&[(name, key)])
    }

    let own = "own/0123456789+=";
    for name in ["key", "api_key", "api-key", "token", "access_token"] {
        let said = json!({ "error": { "message": format!("no such key as {own}") } });
        let api = FakeApi::start().await.status(401).json(said);
        let error = models(&client(&api.url()), name, own).await.unwrap_err();
        assert_eq!(error.message(), "no such key as [api key]");
        assert_unknown(&error, own);
    }
}

#[tokio::test]
async fn a_key_that_is_encoded_is_found_in_body_and_message() {
    let every = |write: fn(u8) -> String| KEY.bytes().map(write).collect::<Vec<_>>().concat();
    let echoes = [
        KEY.to_ascii_uppercase(),
        KEY[..KEY.len() - 4].to_owned(),
        every(|byte| format!("{byte:02x}")),
        every(|byte| format!("&#{byte};")),
    ];
    for echo in echoes {
        let said = json!({ "error": { "message": format!("wrong: {echo}") } });
        let api = FakeApi::start().await.status(401).json(said);
        let error = chat(&client(&api.url())).await.unwrap_err();
        assert_eq!(error.message(), "wrong: [api key]");
        assert_unknown(&error, &echo);
    }
}

#[tokio::test]
async fn a_short_key_is_found_where_a_key_is_meant() {
    let keyed = |api: &FakeApi, key: &str| -> Result<Client, Error> {
        ClientBuilder::default().base_url(api.url()).api_key(key).build()
    };
    let said =
        json!({ "error": { "message": "Incorrect API key provided: k7x9.", "code": "none" } });
    let api = FakeApi::start().await.status(401).json(said.clone());
    let error = chat(&keyed(&api, "k7x9").unwrap()).await.unwrap_err();
    assert_eq!(error.message(), "Incorrect API key provided: [api key].");
    assert_unknown(&error, "k7x9");

    let busy = json!({ "error": { "message": "none of the tokens are left", "code": "tokens" } });
    let api = FakeApi::start().await.status(429).json(busy).times(3);
    let error = chat(&keyed(&api, "none").unwrap()).await.unwrap_err();
    assert_eq!(error.message(), "none of the tokens are left");
    assert_eq!(error.code(), Some("tokens"));
}

#[tokio::test]
async fn a_path_that_leaves_the_base_path_is_not_sent() {
    #[openai_call]
    async fn file(client: &Client, path: &str) -> Result<Value, Error> {
        client.get(path)
    }

    let api = FakeApi::start().await;
    let client = builder(&api.url()).build().unwrap();
    for path in ["../../etc", "files/../../etc", "%2e%2e/etc", "files/.%2E/%2e./etc", "..\\etc"] {
        let error = file(&client, path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().contains("leads out of the base url"), "{error}");
    }
    assert!(api.requests().is_empty());
    file(&client, "files/../models").await.unwrap();
    assert_eq!(api.requests()[0].path(), "/v1/models");
}
