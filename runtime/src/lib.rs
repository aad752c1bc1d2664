#![doc = include_str!("overview.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// The expansion names the runtime by an absolute path, in this crate's own examples too.
extern crate self as openai_call;

#[doc(hidden)]
pub mod __private;
mod answer;
#[cfg(feature = "bulk")]
pub mod bulk;
mod call;
mod classify;
#[doc = include_str!("clients.md")]
pub mod clients {}
#[doc = include_str!("diagnostics.md")]
pub mod diagnostics {}
mod error;
#[doc = include_str!("features.md")]
pub mod features {}
mod http;
#[doc(hidden)]
pub mod keywords;
mod kind;
mod kinds;
mod limits;
pub mod observe;
mod policy;
mod scan;
mod stream;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod usage;

/// The README, whose code is tested with that of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub use ::http::{HeaderMap, StatusCode};
/// The HTTP client, in the version that [`ClientBuilder::http`] and bodies of functions take.
pub use ::reqwest;
/// The JSON schemas of types, in the version that [`Structured`] takes.
#[cfg(feature = "schema")]
pub use ::schemars;

#[cfg(feature = "schema")]
pub use crate::answer::Structured;
pub use crate::answer::{Parsed, Text};
pub use crate::call::{
    Answer, Attempt, Body, FromError, FromFallback, FromResponse, Narrow, Outcome, Raw, Reply,
    Response,
};
pub use crate::classify::Classify;
pub use crate::error::{Attempts, Error, FailedAttempt};
pub use crate::http::{Client, ClientBuilder, Request};
pub use crate::kind::ErrorKind;
#[cfg(feature = "redis")]
pub use crate::limits::store::RedisStore;
pub use crate::limits::{
    Breaker, BreakerState, Health, LaneHealth, Limit, Limits, RateLimits, RetryBudget, StoreHealth,
    store,
};
#[doc(inline)]
pub use crate::observe::Observer;
pub use crate::policy::{Backoff, Bounds, Ladder, Policy, Site, Step, Stopped};
pub use crate::stream::{Event, EventStream, Restartable, StreamItem};
#[cfg(feature = "prices")]
pub use crate::usage::Cost;
pub use crate::usage::{ClientUsage, ModelUsage, Usage};

/// Declares what happens when a function's call to an API fails.
///
/// The last expression of the body is what to attempt: a [`Request`], a
/// [`reqwest::RequestBuilder`], or the `Result` of another client. The attribute sends the request,
/// decodes the response into the return type, and on failure does what is declared for the
/// [`ErrorKind`].
///
/// ```
/// use openai_call::{Client, Error, Text, openai_call};
/// use serde_json::json;
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call(retry = "transient", attempts = 4, backoff = 10ms..1s, timeout = 60s)]
/// async fn chat(client: &Client, prompt: &str) -> Result<Text, Error> {
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
/// let text = chat(&client, "What is a retry?").await?;
/// assert_eq!(&*text, "A retry is a second try.");
/// assert_eq!(text.attempts().len(), 3);
/// # Ok(())
/// # }
/// ```
///
/// # Keys
///
/// | key | value | default |
/// |---|---|---|
/// | `retry` | `"transient"`, `"none"`, or kinds: `"timeout \| connection"`, also without quotes | `"transient"` |
/// | `attempts` | the number of tries, including the first: 1 to 100 | `3` |
/// | `backoff` | `500ms..8s` doubles, and jitter shortens each delay by up to a quarter; `fixed(1s)` has no jitter | `500ms..8s` |
/// | `timeout` | the time for one attempt, including the body; for a stream, until its first event | `10min` |
/// | `idle` | the time between two events of a stream | same as `timeout` |
/// | `deadline` | the time for the whole call: attempts, sleeps, the waits for its turn, fallbacks and the stream | none |
/// | `on_<kind>` | a step, or a ladder of steps: `[wait(up_to = 10s), fallback(small(client))]` | set by `retry` |
/// | `on_transient`, `on_answer`, `on_permanent`, `on_any` | the same for many kinds; the more specific key wins | |
/// | `otherwise` | what to do for every kind that would end in failure | return the error |
/// | `policy` | the path of a [named policy](policy!) to start from; the function's own keys win | none |
/// | `replay` | what may be sent again: `"any"`, or `"unsent"`: only what surely has not run | `"any"` |
/// | `priority` | where it waits for its turn: `"normal"`, or `"low"`: behind all others | `"normal"` |
/// | `exhaustive` | takes no value: every kind must be declared | |
/// | `max_requests`, `max_time` | limits for the worst case, checked at compile time | |
/// | `crate` | where this crate is, if it is renamed or re-exported | `::openai_call` |
///
/// What is permanent is not tried again, with four exceptions: `not_found`, `unprocessable`,
/// `content_policy` and `decode` may come out otherwise the next time, and take a `retry` in their own
/// key, as in `on_not_found = retry`. Of the kinds for an unusable answer, `invalid_output` and
/// `no_output` do so too; `truncated` and `refusal` would come out the same.
///
/// Durations are written `250ms`, `1.5s`, `2min`, `1h`. There is an `on_<kind>` for the
/// [name](ErrorKind::name) of every kind; `on_invalid_request` also covers `context_length`,
/// `content_policy` and `request_too_large`, unless they have keys of their own.
///
/// # Steps
///
/// | step | does | parameters |
/// |---|---|---|
/// | `retry` | backs off, at least as long as the server asks, then tries again | `attempts`, `backoff` |
/// | `wait` | waits as long as the server asks, then tries again | `attempts`, `up_to` (default `2min`) |
/// | `restart` | only for `on_stream_interrupted`: backs off and tries again, even if part of the stream has been read | `attempts`, `backoff` |
/// | `reask` | only for `on_invalid_output`: asks again at once, with the answer and what was wrong with it | `attempts` |
/// | `enlarge` | only for `on_truncated`: asks again at once with twice the limit of output tokens, once if it is bare | `attempts`, `up_to` (tokens) |
/// | <code>repair(\|error\| { … })</code> | runs code that may change the arguments, then tries again, no sooner than the server asks | `attempts` |
/// | <code>fallback(\|error\| call)</code> | returns the result of another async call | |
/// | <code>recover(\|error\| value)</code> | returns a value instead of the error | |
/// | `fail` | ends the call with the error | |
///
/// When a step is used up, the next step takes the error; after the last step the caller gets it. A
/// ladder lists first the steps that try again, then the fallbacks, each tried when the one before
/// it failed, then at most one `recover` or `fail`. Of the kinds listed in `retry`, `rate_limit`
/// uses `wait` and the others use `retry`. The `attempts` of a step limit how many tries of the
/// call may fail with that kind; waits and repairs count like any other try.
///
/// The code of a step is inlined: it can read and change the function's arguments, and can
/// `.await`; a `?` in a `repair` or `recover` returns from the function. `error` is an `&Error`
/// with the call's history, and `|error|` can be left out. A fallback, and what a `repair` awaits,
/// have the time that is left until the deadline; a `recover` is never cut off. A fallback is awaited
/// by the attribute, and may be the function itself with other arguments:
/// `fallback(Box::pin(chat(client, &models[1..])))`.
///
/// ```
/// use std::collections::VecDeque;
///
/// use openai_call::{Client, Error, openai_call};
/// use serde_json::{Value, json};
/// # use openai_call::testing::FakeApi;
///
/// #[openai_call(
///     on_context_length = repair(drop(messages.pop_front())),
///     on_rate_limit = [wait(up_to = 10s), fallback(mini(client, &messages))],
///     otherwise = recover(|error| json!({ "apology": error.kind().cause() })),
/// )]
/// async fn chat(client: &Client, mut messages: VecDeque<String>) -> Result<Value, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o", "messages": messages }))
/// }
///
/// #[openai_call(max_requests = 2, attempts = 2)]
/// async fn mini(client: &Client, messages: &VecDeque<String>) -> Result<Value, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": messages }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # let client = api.client();
/// # api.status(400).json(json!({ "error": { "code": "context_length_exceeded" } }));
/// # api.status(429).retry_after(3600).status(401);
/// let answer = chat(&client, ["old", "new"].map(str::to_owned).into()).await?;
/// assert_eq!(answer["apology"], "the assigned rate limit is hit");
/// # assert_eq!(api.requests()[2].json()["messages"], json!(["new"]));
/// # Ok(())
/// # }
/// ```
///
/// # The worst case
///
/// From the policy the attribute computes how many requests one call makes at most, how many of them
/// can be paid for, how long it waits and how long it takes. These numbers are in the function's
/// documentation, under "Errors", and in [`Site::bounds`]; with `max_requests` and `max_time` a function
/// whose worst case is larger does not compile. It waits asleep between its attempts, and, outside of
/// `timeout`, for the turn of each: at most the longest `up_to` in `on_rate_limit` (`2min` by default).
///
/// What is counted are the requests that the body ends in. The requests of a fallback, of the code of
/// a `repair`, and of the code in the body before its end are not: an annotated function that is
/// called there has a worst case of its own, for each time that it is called. Their time is bounded by
/// the `timeout` of the attempt, if it is the body that awaits them, and by the `deadline`. The time of
/// a stream has no limit unless there is a `deadline`.
///
/// # What may run twice
///
/// OpenAI's API knows no idempotency keys: a request that is sent again is carried out again, and paid
/// for again. [`Error::may_have_run`] says whether a request may have been carried out, and
/// [`Bounds::paid`] how many of a call's requests can be. With `replay = "unsent"`, for requests that
/// create something, only what surely has not run is tried again: what was never sent, and what was
/// refused with an error status below 500. Then at most one request can be paid for, and steps that
/// repeat what has run are refused.
///
/// [`Narrow`] gives the calls inside of a future tighter bounds at run time.
///
/// # What it returns
///
/// A `Result`. Its value is [`Text`] for what the model said, [`Parsed<T>`] or `Structured<T>` (feature
/// `schema`) for what it said in JSON, any type that derives `Deserialize` for the whole response, `()`
/// for any success, [`Reply<T>`], [`Body`], [`Raw`], [`EventStream<T>`], or your own type that implements
/// [`FromResponse`]. Its error is [`Error`], a type that implements `From<Error>`, or one that
/// derives [`CallError`](derive@CallError) and has a variant for every kind that can still come out. It
/// is `Infallible` where every ladder ends in a value.
///
/// A success is not always an answer. `Text` and its like fail with a kind of their own where the
/// answer was cut, refused, empty or ill-formed. `reask` and `enlarge` change the JSON of the request,
/// which has to be one of a [`Client`]; the change stays for the later attempts of the call. `reask`
/// keeps only the last wrong answer, so that the request does not grow. Tokens that were paid for
/// without an answer count in `usage()`.
///
/// For an [`EventStream`] the policy applies until the first event has arrived. If the stream
/// breaks later, it ends with an error, unless `on_stream_interrupted = restart` allows the answer
/// to begin anew.
///
/// # The body
///
/// The body runs once for each attempt, so borrow or clone what it would consume. If it consumes an
/// argument, the compiler reports it and points at the `=` of `retry =` as the loop, or at the
/// attribute where no key is written: the defaults try again too. A function that never tries again
/// (`retry = "none"`) may consume its arguments.
///
/// A `?` or `return Err(…)` returns from the function at once with its own error, and does not
/// count as an attempt. What the body changes, for example a `mut` argument, stays changed for the
/// next attempt.
///
/// `#[tracing::instrument]` can be written above or below: there is one span for the whole call.
///
/// # What it expands to
///
/// A loop around the body, a `match` on the kind, and a method call for each step. The future is
/// `Send` if its parts are; nothing is boxed and no argument is cloned. `call` holds the state,
/// which is a type of this crate:
///
/// ```text
/// loop {
///     let body = async { Ok({ body }) };
///     let error = match call.attempt(pin!(body)).await? {
///         Ok(value) => break Ok(value),
///         Err(error) => error,
///     };
///     let Err(error) = (match call.kind(&error) {
///         ErrorKind::RateLimit => call.wait(error).await,
///         kind if kind.is_transient() => call.backoff(error).await,
///         _ => Err(error),
///     }) else {
///         continue;
///     };
///     break Err(call.give_up(error));
/// }
/// ```
///
/// # Panics
///
/// The function needs a tokio runtime with its time driver enabled, and panics without one. The
/// attribute adds no other panics.
pub use openai_call_macros::openai_call;

#[doc = include_str!("call_error.md")]
pub use openai_call_macros::CallError;

#[doc = include_str!("policy.md")]
pub use openai_call_macros::policy;
