//! A fake OpenAI API on a loopback port, to test a policy against the failures that it handles.
//!
//! [`FakeApi::start`] binds a free port. The calls after it are the script: one answer per request,
//! in order. The rest is real: sockets, HTTP, headers and resets.
//!
//! ```
//! use openai_call::{Client, Error, openai_call, testing::FakeApi};
//! use serde_json::{Value, json};
//!
//! #[openai_call(attempts = 3, backoff = 1ms..2ms)]
//! async fn chat(client: &Client, prompt: &str) -> Result<Value, Error> {
//!     client.post("chat/completions").json(&json!({
//!         "model": "gpt-4o-mini",
//!         "messages": [{ "role": "user", "content": prompt }],
//!     }))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let api = FakeApi::start().await.status(500).disconnect().reply("hello");
//!
//! let answer = chat(&api.client(), "hi").await?;
//! assert_eq!(answer["choices"][0]["message"]["content"], "hello");
//!
//! let last = api.requests().remove(2);
//! assert_eq!(last.path(), "/v1/chat/completions");
//! assert_eq!(last.json()["messages"][0]["content"], "hi");
//! api.assert_finished();
//! # Ok(())
//! # }
//! ```
//!
//! A [`ServerModel`] in the place of a script answers by its limits, a [`Load`] makes many calls at
//! once, and a [`Report`] says what came of them.
//!
//! Without a script every request is answered with a greeting, so that examples run without a key.
#![expect(
    clippy::return_self_not_must_use,
    reason = "a script is written in one chain, or statement by statement"
)]

mod answer;
mod completion;
mod connection;
mod content;
mod departures;
mod failure;
mod fake_api;
mod line;
mod load;
mod memory;
mod model;
mod payload;
mod pieces;
mod recorded_request;
mod refine;
mod report;
mod response;
mod route;
mod script;
mod scripted;
mod speech;
mod stream_event;
#[cfg(test)]
mod tests;
mod tokens;
mod traffic;

pub use answer::Answer;
pub use fake_api::FakeApi;
pub use load::Load;
pub use model::{LimitHeaders, RetryAfter, ServerModel};
pub use recorded_request::RecordedRequest;
pub use report::{Report, Second};
pub use stream_event::{ErrorForm, StreamEvent};
