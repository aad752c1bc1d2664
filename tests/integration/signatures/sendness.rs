use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use openai_call::{Client, Error, Raw, Reply, openai_call};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Outcome, troubled};

#[openai_call(backoff = 1ms..2ms)]
async fn shared(client: &Client, text: &str) -> Result<Value, Error> {
    client.post("chat/completions").body(text.to_owned())
}

#[openai_call(backoff = 1ms..2ms)]
async fn generic<T: DeserializeOwned + Send>(client: Arc<Client>) -> Result<Reply<T>, Error> {
    client.get("models")
}

#[openai_call(backoff = 1ms..2ms)]
async fn raw(client: &Client) -> Result<Raw, Error> {
    client.get("models")
}

#[openai_call(
    backoff = 1ms..2ms,
    on_context_length = [repair({ text.pop(); }), recover(Value::Null)],
    on_rate_limit = [wait, retry(attempts = 4), fallback(shared(client, &text))],
    on_quota = fail,
    otherwise = [fallback(shared(client, &text)), recover(Value::Null)],
)]
async fn laddered(client: &Client, mut text: String) -> Result<Value, Error> {
    client.post("chat/completions").body(text.clone())
}

#[openai_call(
    attempts = 1,
    on_timeout = fallback(raw(client)),
    on_quota = fail,
    otherwise = fallback(raw(client)),
)]
async fn once(client: &Client) -> Result<Raw, Error> {
    client.get("models")
}

/// Nothing asks for `Send` where a part has none.
#[openai_call(backoff = 1ms..2ms)]
async fn local(client: &Client, count: &Rc<Cell<u32>>) -> Result<Value, Error> {
    count.set(count.get() + 1);
    client.get("models")
}

fn is_send<T: Send>(future: T) -> T {
    future
}

#[tokio::test(start_paused = true)]
async fn futures_are_send_when_their_parts_are() -> Outcome {
    let (api, client) = troubled();
    is_send(shared(&client, "text")).await?;
    api.reply("a").reply("b").reply("c").reply("d");
    is_send(generic::<Value>(Arc::new(client.clone()))).await?;
    is_send(raw(&client)).await?;
    is_send(laddered(&client, "text".to_owned())).await?;
    is_send(once(&client)).await?;
    api.assert_finished();
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn futures_need_not_be_send() -> Outcome {
    let (_api, client) = troubled();
    let count = Rc::new(Cell::new(0));
    local(&client, &count).await?;
    assert_eq!(count.get(), 2);
    Ok(())
}
