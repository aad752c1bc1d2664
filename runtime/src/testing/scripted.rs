//! The methods that add an answer to a script.

use http::StatusCode;

use super::answer::{Answer, Fate};
use super::fake_api::FakeApi;
use super::model::ServerModel;
use super::speech::Speech;
use super::stream_event::StreamEvent;

/// An answer with words around its JSON.
const NO_JSON: &str = "Sure! Here is your JSON: {";

impl FakeApi {
    /// Lets a model of a server rule over each request, from now on: what it refuses gets its refusal,
    /// and what it admits the answers of the script, or a greeting without one, with the model's headers
    /// and after its latency. A path [of its own](Self::on) has a model of its own.
    ///
    /// ```
    /// # use openai_call::{Client, Error, Text, openai_call};
    /// use openai_call::testing::{FakeApi, ServerModel};
    /// # use serde_json::json;
    /// use std::time::Duration;
    ///
    /// #[openai_call(on_rate_limit = wait(up_to = 2min))]
    /// async fn chat(client: &Client) -> Result<Text, Error> {
    ///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Error> {
    /// let api = FakeApi::in_memory().model(ServerModel::window(1).per_minute());
    /// assert_eq!(chat(&api.client()).await?.attempts().len(), 1);
    /// assert_eq!(chat(&api.client()).await?.attempts().len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn model(&self, model: ServerModel) -> Self {
        self.script().route(self.path()).rule_by(model);
        self.clone()
    }

    /// Scripts a success. A text is what the model says: the body is a Responses object for a path
    /// that ends with `/responses`, otherwise a chat completion, and it is streamed word by word to
    /// a request with `"stream": true`. A [`Value`](serde_json::Value) is the body itself.
    ///
    /// ```
    /// # use openai_call::testing::FakeApi;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.reply("hello");
    /// api.reply(json!({ "object": "list", "data": [] }));
    /// # }
    /// ```
    pub fn reply(&self, answer: impl Into<Answer>) -> Self {
        self.scripted(answer.into())
    }

    /// Scripts an answer that stops at its limit of tokens, after this text.
    pub fn truncated(&self, text: impl Into<String>) -> Self {
        self.scripted(Speech::truncated(text).into())
    }

    /// Scripts an answer in which the model refuses, in these words.
    pub fn refusal(&self, words: impl Into<String>) -> Self {
        self.scripted(Speech::refused(words).into())
    }

    /// Scripts an answer that says nothing.
    pub fn no_output(&self) -> Self {
        self.scripted(Speech::whole("").into())
    }

    /// Scripts an answer whose text is no JSON.
    ///
    /// ```
    /// # use openai_call::{Client, Error, ErrorKind, Parsed, openai_call, testing::FakeApi};
    /// # use serde_json::{Value, json};
    /// #[openai_call]
    /// async fn extract(client: &Client) -> Result<Parsed<Value>, Error> {
    ///     client.post("responses").json(&json!({ "model": "gpt-4o-mini", "input": "Hello" }))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.truncated("{").refusal("I can't help with that.").no_output().invalid_output();
    /// for kind in [
    ///     ErrorKind::Truncated,
    ///     ErrorKind::Refusal,
    ///     ErrorKind::NoOutput,
    ///     ErrorKind::InvalidOutput,
    /// ] {
    ///     assert_eq!(extract(&api.client()).await.unwrap_err().kind(), kind);
    /// }
    /// # }
    /// ```
    pub fn invalid_output(&self) -> Self {
        self.scripted(Speech::whole(NO_JSON).into())
    }

    /// Scripts a status with the body that the service sends for it. A 429 names no delay unless
    /// [`retry_after`](Self::retry_after) sets one.
    ///
    /// # Panics
    ///
    /// If `status` is not from 200 to 999.
    #[track_caller]
    pub fn status(&self, status: u16) -> Self {
        assert!(
            (200..=999).contains(&status),
            "status {status} is none that a response ends with; write one from 200 to 999",
        );
        let status = StatusCode::from_u16(status).expect("200 to 999 are statuses");
        self.scripted(Answer::with_status(status))
    }

    /// Scripts a stream of server-sent events: JSON values as their data, or other
    /// [events](StreamEvent). `[DONE]` follows them, unless one is of the Responses API.
    ///
    /// ```
    /// # use openai_call::testing::FakeApi;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let api = FakeApi::start().await;
    /// api.events([json!({ "choices": [{ "delta": { "content": "Hello" } }] })]);
    /// # }
    /// ```
    pub fn events(&self, events: impl IntoIterator<Item = impl Into<StreamEvent>>) -> Self {
        self.scripted(Answer::of_events(events.into_iter().map(Into::into).collect()))
    }

    /// Scripts a connection that is reset after the request has been read, before any byte of a
    /// response is sent.
    pub fn disconnect(&self) -> Self {
        self.scripted(Answer::without_response(Fate::Disconnect))
    }

    /// Scripts an answer that never comes, so that the client has to hang up.
    pub fn stall(&self) -> Self {
        self.scripted(Answer::without_response(Fate::Stall))
    }
}
