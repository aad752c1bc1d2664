#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The expansion names the runtime by an absolute path, in this crate's own examples too.
extern crate self as openai_call;

#[doc(hidden)]
pub mod __private;
mod attempt;
mod attempts;
mod backoff;
mod call;
mod classify;
mod client;
mod decide;
mod duration_text;
mod error;
#[doc(hidden)]
pub mod keywords;
mod kind;
mod limits;
mod observe;
mod policy;
mod reply;
mod request;
mod response;
mod retry_after;
mod run;
#[cfg(feature = "testing")]
pub mod testing;

pub use http::{HeaderMap, StatusCode};

pub use crate::attempt::{Attempt, FromError, FromResponse, Outcome};
pub use crate::attempts::{Attempts, FailedAttempt, Stopped};
pub use crate::classify::Classify;
pub use crate::client::{Client, ClientBuilder};
pub use crate::error::Error;
pub use crate::kind::ErrorKind;
pub use crate::limits::{Limit, RateLimits};
pub use crate::policy::{Backoff, Bounds, Ladder, Policy, Site, Step};
pub use crate::reply::{Raw, Reply, Usage};
pub use crate::request::Request;
pub use crate::response::Response;

/// Declares what happens when the call that a function makes fails.
///
/// The function's body ends in what to attempt: a [`Request`], a [`reqwest::RequestBuilder`], or
/// the `Result` of another client. The attribute sends it, decodes the response as the return type
/// says, and on failure does what is declared for the [`ErrorKind`].
///
/// ```
/// use openai_call::{Client, Error, Reply, openai_call};
/// use serde_json::{Value, json};
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call(retry = "transient", attempts = 4, backoff = 10ms..1s, timeout = 60s)]
/// async fn chat(client: &Client, prompt: &str) -> Result<Reply<Value>, Error> {
///     client.post("chat/completions").json(&json!({
///         "model": "gpt-4o-mini",
///         "messages": [{ "role": "user", "content": prompt }],
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # api.status(500).disconnect().reply("A retry is a second try.");
/// # let client = api.client();
/// let reply = chat(&client, "What is a retry?").await?;
/// assert_eq!(reply.attempts().len(), 3);
/// # Ok(())
/// # }
/// ```
///
/// # Keys
///
/// | key | value | default |
/// |---|---|---|
/// | `retry` | `"transient"`, `"none"`, or kinds: `"timeout \| connection"`; bare words too | `"transient"` |
/// | `attempts` | tries in all, the first included: 1 to 100 | `3` |
/// | `backoff` | `500ms..8s`, doubling, up to a quarter of jitter below; `fixed(1s)` | `500ms..8s` |
/// | `timeout` | one attempt, its body included | `10min` |
/// | `deadline` | the whole call, attempts and sleeps together | none |
/// | `on_<kind>` | a step, or a ladder of steps: `[wait(up_to = 10s), retry]` | by `retry` |
/// | `crate` | where this crate is, if it is renamed or re-exported | `::openai_call` |
///
/// Durations are written `250ms`, `1.5s`, `2min`, `1h`. `on_<kind>` is there for every kind by its
/// [name](ErrorKind::name); `on_invalid_request` also covers `context_length`, `content_policy` and
/// `request_too_large`, unless they are declared themselves.
///
/// # Steps
///
/// | step | does | parameters |
/// |---|---|---|
/// | `fail` | ends the call with the error | |
/// | `retry` | backs off, then tries again; a delay that the server names is a floor | `attempts`, `backoff` |
/// | `wait` | waits as long as the server asks, then tries again | `attempts`, `up_to` (default `2min`) |
///
/// A step that is used up hands the error to the next one, and the last one to the caller. Among
/// the kinds of `retry`, `rate_limit` takes `wait` and the others take `retry`. The `attempts` of a
/// step are the tries that the kind may cost; waits count like any other try.
///
/// # The body
///
/// It runs once for each attempt, so borrow or clone what it would consume. If it does consume an
/// argument, the compiler says so and points at the `=` of `retry =` as the loop. A function that
/// never tries again (`retry = "none"`) may consume what it likes.
///
/// A `?` or `return Err(…)` leaves the function at once with its own error: that is no attempt.
/// What the body changes, in a `mut` argument for instance, stays changed for the next attempt.
///
/// `#[tracing::instrument]` may stand above or below: there is one span for the whole call.
///
/// # What it expands to
///
/// A loop around the body, a `match` on the kind, and a call for each step. The future is `Send`
/// when its parts are; nothing is boxed, no argument is cloned. `call` stands for the state that
/// lives in this crate:
///
/// ```text
/// loop {
///     let error = match call.attempt(async { Ok({ body }) }).await? {
///         Ok(value) => break Ok(value),
///         Err(error) => error,
///     };
///     match call.kind(&error) {
///         ErrorKind::RateLimit => call.wait(error).await?,
///         ErrorKind::ServerError | ErrorKind::Timeout | … => call.backoff(error).await?,
///         _ => call.give_up(error)?,
///     }
/// }
/// ```
///
/// # Panics
///
/// None of its own. Like everything that sleeps, it needs a tokio runtime with its time enabled.
pub use openai_call_macros::openai_call;

pub use openai_call_macros::policy;
