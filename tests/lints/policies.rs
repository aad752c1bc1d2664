//! Every form of a policy.

use alloc::sync::Arc;
use core::future::ready;

use openai_call::{Client, Error, Raw, Reply, Request, openai_call, policy};
use serde_json::Value;

policy! {
    /// Starts from nothing.
    pub(crate) patient => attempts = 6, backoff = 1s..30s, deadline = 10min
}
policy! {
    /// Starts from another.
    pub(crate) nightly => policy = patient, on_quota = recover(|error| Reply::recovered(Value::Null, error))
}

/// An error of one's own, as `?` makes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed(pub Error);

impl From<Error> for Failed {
    #[inline]
    fn from(error: Error) -> Self {
        Self(error)
    }
}

/// A method in a trait.
pub trait Speak {
    /// Speaks.
    fn speak(&mut self, line: &str) -> impl Future<Output = Result<Value, Failed>> + Send;
}

/// Something with methods.
#[derive(Debug)]
pub struct Speaker {
    /// Where it speaks to.
    client: Client,
    /// What it has said.
    said: Vec<String>,
}

impl Speaker {
    /// Says everything again.
    #[inline]
    #[openai_call(on_decode = fail, timeout = 5s)]
    pub async fn again<T: Into<String> + Clone + Send + Sync>(
        self: Arc<Self>,
        last: T,
    ) -> Result<Value, Failed> {
        self.client.post(&last.clone().into()).json(&self.said)
    }
}

impl Speak for Speaker {
    #[inline]
    #[openai_call(on_conflict = repair(self.said.clear()))]
    async fn speak(&mut self, line: &str) -> Result<Value, Failed> {
        self.said.push(line.to_owned());
        self.client.post(line)
    }
}

/// What most of them ask for.
fn request(client: &Client, model: &str) -> Request {
    client.post("chat/completions").json(&model)
}

/// The defaults.
#[openai_call]
#[inline]
pub async fn bare(client: &Client) -> Result<Value, Error> {
    request(client, "bare")
}

/// Nothing is done twice.
#[openai_call(retry = "none")]
#[inline]
pub async fn once(client: Client, model: String) -> Result<Raw, Error> {
    let asked = request(&client, &model);
    drop(model);
    asked
}

/// Every setting.
#[openai_call(
    retry = "timeout | connection",
    attempts = 5,
    backoff = fixed(1s),
    timeout = 20s,
    deadline = 2min,
    on_rate_limit = [wait(up_to = 10s), retry(attempts = 2)],
    on_conflict = fail,
    max_requests = 5,
    max_time = 2min,
)]
#[inline]
pub async fn settings(client: &Client) -> Result<Value, Error> {
    request(client, "settings")
}

/// Every group, and every kind declared by them.
#[openai_call(exhaustive, on_transient = retry, on_permanent = fail, on_rate_limit = wait)]
#[inline]
pub async fn groups(client: &Client) -> Result<Value, Error> {
    request(client, "groups")
}

/// The code steps, with and without the error.
#[openai_call(
    on_context_length = repair(drop(messages.pop())),
    on_request_too_large = repair(attempts = 4, |error| {
        messages.push(error.message().to_owned());
        messages.remove(0);
    }),
    on_rate_limit = [wait(up_to = 5s), fallback(bare(client)), fallback(|error| ladder(client, error))],
    on_quota = fallback(settings(client)),
    on_authentication = recover(Value::Null),
    otherwise = recover(|error| Value::from(error.kind().cause())),
    deadline = 1min,
)]
#[inline]
pub async fn steps(client: &Client, mut messages: Vec<String>) -> Result<Value, Error> {
    client.post("chat/completions").json(&messages)
}

/// The ladder alone.
#[openai_call(on_any = [fallback(bare(client)), fail])]
#[inline]
pub async fn ladder(client: &Client, error: &Error) -> Result<Value, Error> {
    request(client, error.message())
}

/// A named policy.
#[openai_call(policy = patient)]
#[inline]
pub async fn named(client: &Client) -> Result<Value, Error> {
    request(client, "named")
}

/// A named policy with a code step, and a key of its own.
#[openai_call(policy = nightly, on_not_found = fail)]
#[inline]
pub async fn extended(client: &Client) -> Result<Reply<Value>, Error> {
    request(client, "extended")
}

/// Spans on either side.
#[tracing::instrument(skip_all)]
#[openai_call(on_server_error = retry(attempts = 2))]
#[inline]
pub async fn traced(client: &Client) -> Result<Value, Error> {
    request(client, "traced")
}

/// Repairs that await, and so end at the deadline.
///
/// # Errors
///
/// As declared.
#[inline]
#[openai_call(
    on_context_length = repair(|error| { model = ready(error.message().to_owned()).await; }),
    on_conflict = [repair(drop(bare(client).await?)), recover(Value::Null)],
    deadline = 1min,
)]
pub async fn awaiting(client: &Client, mut model: String) -> Result<Value, Error> {
    request(client, &model)
}

/// Everything in one line.
#[inline]
#[rustfmt::skip]
#[openai_call(on_conflict = repair({ model.push('!') }), on_quota = fallback({ bare(client) }), otherwise = recover({ Value::Null }))]
pub async fn one_line(client: &Client, mut model: String) -> Result<Value, Error> { request(client, &model) }

/// Everything in one line, once.
#[inline]
#[rustfmt::skip]
#[openai_call(retry = none)]
pub async fn one_line_once(client: &Client) -> Result<Value, Error> { request(client, "") }

/// Several ends, once.
#[inline]
#[openai_call(
    attempts = 1,
    on_timeout = fallback(bare(client)),
    on_conflict = recover(Value::Null),
    on_quota = fail,
    otherwise = [fallback(bare(client)), recover(|_error| Value::Null)],
)]
pub async fn ends_once(client: &Client) -> Result<Value, Error> {
    request(client, "")
}
