//! What an error says is true, and its remedy is what helps.

use std::time::Duration;

use openai_call::{Client, Error, ErrorKind, Reply, openai_call, testing::FakeApi};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};

use crate::wire::support::{builder, chat, client, get};

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Answer {
    choices: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Choice {
    index: u32,
}

#[openai_call(retry = "none")]
async fn answer(client: &Client) -> Result<Answer, Error> {
    client.get("answers")
}

#[openai_call(retry = "none")]
async fn text(client: &Client) -> Result<String, Error> {
    client.get("text")
}

#[openai_call(retry = "none")]
async fn nothing(client: &Client) -> Result<(), Error> {
    client.delete("files/file-1")
}

#[openai_call(retry = "none")]
async fn known_nothing(client: &Client) -> Result<Reply<()>, Error> {
    client.delete("files/file-1")
}

#[tokio::test]
async fn a_connection_that_is_not_made_in_time_names_the_setting() -> Result<(), Error> {
    // Nobody accepts, so that the queue of connections fills, and the next one is not answered.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a loopback port");
    let listener = socket.listen(1).expect("a listener");
    let address = listener.local_addr().expect("a bound socket has an address");
    let mut waiting = Vec::new();
    while let Ok(stream) =
        tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await
    {
        waiting.push(stream);
    }

    let client =
        builder(&format!("http://{address}/v1")).connect_timeout(Duration::from_millis(50));
    let error = chat(&client.build()?).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(error.to_string().contains("no connection was made in time"), "{error}");
    assert!(error.remedy().contains("`connect_timeout`"), "{error}");
    assert!(!error.remedy().contains("`timeout`"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_hung_up_was_reached() {
    let api = FakeApi::start().await;
    api.disconnect().times(3).reply("hello").cut().times(3);
    for _ in 0..2 {
        let error = chat(&api.client()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert!(error.to_string().starts_with("chat: the connection broke: "), "{error}");
    }
}

#[tokio::test]
async fn only_a_request_that_is_malformed_is_called_so() {
    let api = FakeApi::start().await.status(400);
    let malformed = |error: Error| error.to_string().contains("malformed");
    assert!(malformed(chat(&api.client()).await.unwrap_err()));
    let ended = chat(&api.client()).await.unwrap_err();
    assert!(ended.to_string().starts_with("chat: the script of the fake API has ended"), "{ended}");
    assert!(!malformed(builder("api.openai.com/v1").build().unwrap_err()));
    assert!(!malformed(get(&client(&api.url()), "../x").await.unwrap_err()));
}

#[tokio::test]
async fn an_answer_that_does_not_fit_says_where_and_what_came() {
    let api = FakeApi::start().await;
    api.reply(json!({ "id": "x", "choices": [{ "index": 0 }, { "index": "hidden value" }] }));
    let error = answer(&api.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("in `choices[1].index`"), "{error}");
    assert!(error.message().ends_with("got an object with `choices`, `id`"), "{error}");
    assert!(!error.to_string().contains("hidden"), "{error}");

    let shapes = [
        (json!([1, 2]), "a list of 2"),
        (json!("hidden"), "a string"),
        (json!(null), "`null`"),
        (json!({}), "an object without members"),
    ];
    for (value, shape) in shapes {
        let error = {
            api.reply(value);
            answer(&api.client()).await.unwrap_err()
        };
        assert!(error.message().ends_with(&format!("got {shape}")), "{error}");
    }
}

#[tokio::test]
async fn a_function_that_returns_nothing_takes_any_success() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.reply(json!({ "deleted": true }))
        .status(204)
        .status(200)
        .body("")
        .status(200)
        .body("<p>ok");
    for _ in 0..4 {
        nothing(&api.client()).await?;
    }
    api.reply(json!({ "deleted": true }));
    known_nothing(&api.client()).await?;
    Ok(())
}

#[tokio::test]
async fn a_function_that_returns_nothing_still_takes_no_error() {
    let api = FakeApi::start().await.status(500).reply(json!({ "error": { "message": "no" } }));
    api.status(200).body("\u{feff}{\"error\":{\"message\":\"no\"}}");
    for _ in 0..3 {
        assert_eq!(nothing(&api.client()).await.unwrap_err().kind(), ErrorKind::ServerError);
    }
}

#[tokio::test]
async fn a_text_that_is_no_json_says_what_to_return() {
    let api = FakeApi::start().await;
    api.reply("hello").status(200).body("WEBVTT").header("content-type", "text/vtt");
    for _ in 0..2 {
        let error = text(&api.client()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.remedy().contains("`Body` for the text"), "{error}");
    }
}

#[tokio::test]
async fn a_version_that_stands_in_base_and_path_is_seen() {
    #[openai_call(retry = "none")]
    async fn models(client: &Client, path: &str) -> Result<Value, Error> {
        client.get(path)
    }

    let api = FakeApi::start().await.status(404).times(2);
    let doubled = models(&api.client(), "v1/models").await.unwrap_err();
    assert!(doubled.remedy().starts_with("leave `v1` out of the path"), "{doubled}");
    let error = models(&api.client(), "models").await.unwrap_err();
    assert!(!error.remedy().contains("v1"), "{error}");
}
