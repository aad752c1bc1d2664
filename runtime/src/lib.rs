#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The expansion names the runtime by an absolute path, in this crate's own examples too.
extern crate self as openai_call;

#[doc(hidden)]
pub mod __private;
mod call;
mod classify;
#[doc = include_str!("diagnostics.md")]
pub mod diagnostics {}
mod error;
mod http;
#[doc(hidden)]
pub mod keywords;
mod kind;
mod limits;
mod observe;
mod policy;
mod stream;
#[cfg(feature = "testing")]
pub mod testing;
mod usage;

pub use ::http::{HeaderMap, StatusCode};

pub use crate::call::{Attempt, FromError, FromResponse, Outcome, Raw, Reply, Response};
pub use crate::classify::Classify;
pub use crate::error::{Attempts, Error, FailedAttempt};
pub use crate::http::{Client, ClientBuilder, Request};
pub use crate::kind::ErrorKind;
pub use crate::limits::{Limit, RateLimits};
pub use crate::policy::{Backoff, Bounds, Ladder, Policy, Site, Step, Stopped};
pub use crate::stream::{Event, EventStream, Restartable, StreamItem};
pub use crate::usage::Usage;

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
/// | `backoff` | `500ms..8s`, doubling, up to a quarter of jitter below; `fixed(1s)`, without jitter | `500ms..8s` |
/// | `timeout` | one attempt, its body included; of a stream, its first event | `10min` |
/// | `idle` | the wait between two events of a stream | as `timeout` |
/// | `deadline` | the whole call: attempts, sleeps, fallbacks and the stream together | none |
/// | `on_<kind>` | a step, or a ladder of steps: `[wait(up_to = 10s), retry]` | by `retry` |
/// | `on_transient`, `on_permanent`, `on_any` | the same for many kinds; the narrower key wins | |
/// | `otherwise` | what follows for every kind that would end in failure | the error |
/// | `policy` | the path of a [named policy](policy!) to start from; keys beside it win | none |
/// | `exhaustive` | stands alone: every kind must be declared | |
/// | `max_requests`, `max_time` | promises about the worst case, checked when it compiles | |
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
/// | `retry` | backs off, then tries again; a delay that the server names is a floor | `attempts`, `backoff` |
/// | `wait` | waits as long as the server asks, then tries again | `attempts`, `up_to` (default `2min`) |
/// | `restart` | of `on_stream_interrupted` alone: backs off and tries again, even where a part of the stream has been read | `attempts`, `backoff` |
/// | <code>repair(\|error\| { … })</code> | runs code that may change the arguments, then tries again at once | `attempts` |
/// | <code>fallback(\|error\| call)</code> | takes what another async call gives | |
/// | <code>recover(\|error\| value)</code> | takes a value in place of the error | |
/// | `fail` | ends the call with the error | |
///
/// A step that is used up hands the error to the next one, and the last one to the caller. In a
/// ladder stand first the steps that try again, then the fallbacks, each tried when the one before
/// it failed, then at most one `recover` or `fail`. Among the kinds of `retry`, `rate_limit` takes
/// `wait` and the others take `retry`. The `attempts` of a step are the tries that the kind may
/// cost; waits and repairs count like any other try.
///
/// The code of a step is inlined: it sees and may change the function's arguments, and may `.await`;
/// a `?` in a `repair` or `recover` leaves the function. `error` is an `&Error` with the call's
/// history, and `|error|` may be left out. A fallback runs inside what is left of the deadline.
///
/// ```
/// use openai_call::{Client, Error, openai_call};
/// use serde_json::{Value, json};
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call(
///     on_context_length = repair(|_error| { messages.remove(0); }),
///     on_rate_limit = [wait(up_to = 10s), fallback(mini(client, &messages))],
///     otherwise = recover(|error| json!({ "apology": error.kind().cause() })),
/// )]
/// async fn chat(client: &Client, mut messages: Vec<String>) -> Result<Value, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o", "messages": messages }))
/// }
///
/// #[openai_call(max_requests = 2, attempts = 2)]
/// async fn mini(client: &Client, messages: &[String]) -> Result<Value, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": messages }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # let client = api.client();
/// # api.status(400).json(json!({ "error": { "code": "context_length_exceeded" } }));
/// # api.status(429).retry_after(3600).status(401);
/// let answer = chat(&client, vec!["old".to_owned(), "new".to_owned()]).await?;
/// assert_eq!(answer["apology"], "the assigned rate limit is hit");
/// # assert_eq!(api.requests()[2].json()["messages"], json!(["new"]));
/// # Ok(())
/// # }
/// ```
///
/// # The worst case
///
/// From the policy alone the attribute computes the most requests that one call can make, the
/// longest it can sleep and the longest it can take. They stand in the function's documentation,
/// under "Error handling", and in its [`Site`] as [`bounds`](Site::bounds). `max_requests` and
/// `max_time` turn them into promises: where the worst case is larger, the function does not
/// compile. What the code of a step does is its own: requests of a fallback are counted there. A
/// stream takes as long as it takes, unless there is a `deadline`.
///
/// # What it returns
///
/// Any type that derives `Deserialize`, [`Reply<T>`], [`Raw`], [`EventStream<T>`], or a type of your own
/// with [`FromResponse`]; and as an error [`Error`], or a type with `From<Error>`.
///
/// A function that returns an [`EventStream`] is under its policy until the first event has come. What
/// breaks the stream later ends it with an error, unless `on_stream_interrupted = restart` says that
/// the answer may begin anew.
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

/// Gives a policy a name, for many functions to start from.
///
/// ```
/// use openai_call::{Client, Error, openai_call, policy};
/// use serde_json::Value;
///
/// mod policies {
///     openai_call::policy! {
///         /// For what nobody waits for.
///         pub(crate) batch => retry = "transient", attempts = 6, deadline = 10min
///     }
///     openai_call::policy! {
///         pub(crate) nightly => policy = batch, deadline = 1h, on_conflict = fail
///     }
/// }
///
/// #[openai_call(policy = policies::nightly, timeout = 60s)]
/// async fn embeddings(client: &Client, texts: &[&str]) -> Result<Value, Error> {
///     client.post("embeddings").json(texts)
/// }
/// # fn main() {}
/// ```
///
/// It takes every key. Those of a function win over those of its policy, and those of a policy over
/// those of the policy that it starts from, whose path is looked up where the newer one stands.
/// Everything is checked there, and again with each function's own keys; a message points at the key
/// that it is about.
///
/// A `pub` policy can be used from other crates. The code of a step may name items, by a path that
/// is right wherever the policy is used; the arguments of the functions have no names in it, because
/// a policy is a `macro_rules!` and they are not its own.
pub use openai_call_macros::policy;
