use std::fmt::Display;

use openai_call::{Client, Error, Reply, openai_call};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Outcome, troubled};

#[openai_call(backoff = 1ms..2ms)]
async fn generic<B, T>(client: &Client, body: &B) -> Result<T, Error>
where
    B: Serialize + ?Sized,
    T: DeserializeOwned,
{
    client.post("chat/completions").json(body)
}

#[openai_call(backoff = 1ms..2ms)]
async fn constant<const N: usize>(client: &Client, parts: [&str; N]) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "parts": parts.concat(), "count": N }))
}

#[openai_call(backoff = 1ms..2ms)]
async fn lifetimes<'client, 'text>(
    client: &'client Client,
    text: &'text str,
    _longest: &'client &'text (),
) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "text": text }))
}

#[openai_call(backoff = 1ms..2ms)]
async fn impl_trait(client: &Client, text: impl Display) -> Result<impl Display, Error> {
    let response = plain(client, &text.to_string()).await?;
    Ok::<_, Error>(response["choices"][0]["message"]["content"].to_string())
}

#[openai_call(backoff = 1ms..2ms)]
async fn plain(client: &Client, text: &str) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "text": text }))
}

struct Turn {
    role: &'static str,
    text: &'static str,
}

#[openai_call(backoff = 1ms..2ms)]
async fn patterns(
    client: &Client,
    Turn { role, text }: Turn,
    (left, [.., right]): (u8, [u8; 3]),
    _: &str,
) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({ "turn": [role, text], "sum": left + right }))
}

#[openai_call(backoff = 1ms..2ms)]
async fn changed(client: &Client, mut tries: u32, log: &mut Vec<u32>) -> Result<Value, Error> {
    tries += 1;
    log.push(tries);
    client.post("chat/completions").json(&json!({ "tries": tries }))
}

#[openai_call(retry = "none")]
async fn consumed(client: Client, text: String, parts: Vec<String>) -> Result<Value, Error> {
    let body = parts.into_iter().fold(text, |text, part| text + &part);
    drop(parts_of(&body));
    client.post("chat/completions").body(body)
}

fn parts_of(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

/// A raw name, and arguments called like the expansion's own locals.
#[openai_call(backoff = 1ms..2ms)]
async fn r#try(call: &Client, error: &str, value: &str) -> Result<Value, Error> {
    call.post("chat/completions").json(&json!({ "error": error, "value": value }))
}

#[tokio::test(start_paused = true)]
async fn generics_and_lifetimes() -> Outcome {
    let (api, client) = troubled();
    let reply: Reply<Value> = Reply::clone(&generic_reply(&client).await?);
    assert_eq!(reply.attempts().len(), 2);
    api.reply("a").reply("b").reply("c");
    let _: Value = generic(&client, "text").await?;
    constant(&client, ["a", "b"]).await?;
    lifetimes(&client, "text", &&()).await?;
    assert_eq!(api.requests()[3].json(), json!({ "parts": "ab", "count": 2 }));
    api.assert_finished();
    Ok(())
}

#[openai_call(backoff = 1ms..2ms)]
async fn generic_reply<T: DeserializeOwned>(client: &Client) -> Result<Reply<T>, Error> {
    client.get("models")
}

#[tokio::test(start_paused = true)]
async fn impl_trait_in_both_places() -> Outcome {
    let (_api, client) = troubled();
    assert_eq!(impl_trait(&client, 7).await?.to_string(), "\"hello\"");
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn patterns_in_arguments() -> Outcome {
    let (api, client) = troubled();
    let turn = Turn { role: "user", text: "hi" };
    patterns(&client, turn, (1, [0, 0, 2]), "unnamed").await?;
    assert_eq!(api.requests()[1].json(), json!({ "turn": ["user", "hi"], "sum": 3 }));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn changes_of_arguments_last_into_the_next_attempt() -> Outcome {
    let (api, client) = troubled();
    let mut log = Vec::new();
    changed(&client, 0, &mut log).await?;
    assert_eq!(log, [1, 2]);
    assert_eq!(api.requests()[1].json(), json!({ "tries": 2 }));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn without_repetition_arguments_may_be_consumed() -> Outcome {
    let (_api, client) = troubled();
    let text = || "a".to_owned();
    assert_eq!(consumed(client.clone(), text(), vec![]).await.unwrap_err().attempts().len(), 1);
    consumed(client, text(), vec!["b".to_owned()]).await?;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_names_of_the_expansion_are_free() -> Outcome {
    let (api, client) = troubled();
    let reply = r#try(&client, "e", "v").await?;
    assert!(reply.is_object());
    assert_eq!(api.requests()[1].json(), json!({ "error": "e", "value": "v" }));
    Ok(())
}
