//! A crate that knows `openai-call` under another name.

use oc::testing::FakeApi;
use oc::{openai_call, Client, Error};
use serde_json::{json, Value};

mod reexport {
    pub(crate) use oc as inner;
}

#[openai_call(crate = ::oc, backoff = 1ms..2ms)]
async fn by_its_name(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({}))
}

#[openai_call(crate = crate::reexport::inner, backoff = 1ms..2ms)]
async fn by_a_reexport(client: &Client) -> Result<Value, Error> {
    client.post("chat/completions").json(&json!({}))
}

#[derive(Debug, oc::CallError)]
#[call_error(crate = ::oc)]
enum ChatError {
    #[kinds(rest)]
    Any(Error),
}

#[openai_call(crate = ::oc, attempts = 1, on_quota = fallback(by_its_name(client)))]
async fn with_an_error_of_its_own(client: &Client) -> Result<Value, ChatError> {
    client.post("chat/completions").json(&json!({}))
}

#[tokio::test]
async fn an_error_is_derived_by_that_name() {
    let api = FakeApi::start().await.status(401);
    let failed = with_an_error_of_its_own(&api.client()).await.unwrap_err();
    assert!(matches!(&failed, ChatError::Any(error) if Some(error.kind()) == failed.kind()));
}

#[tokio::test]
async fn both_names_work() -> Result<(), Error> {
    let api = FakeApi::start().await.status(500).reply("a").status(500).reply("b");
    by_its_name(&api.client()).await?;
    by_a_reexport(&api.client()).await?;
    api.assert_finished();
    Ok(())
}
