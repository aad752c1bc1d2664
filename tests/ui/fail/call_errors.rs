//! Mistakes in `#[derive(CallError)]`.

use openai_call::{CallError, Client, Error, openai_call};
use serde_json::Value;

#[derive(Debug, CallError)]
enum UnknownKindError {
    #[kinds(rate_limits, rest)]
    Busy(Error),
}

#[derive(Debug, CallError)]
enum UnknownGroupError {
    #[kinds(everything)]
    Busy(Error),
}

#[derive(Debug, CallError)]
enum NamedTwiceError {
    #[kinds(rate_limit, quota, rate_limit)]
    Busy(Error),
    #[kinds(quota, rest)]
    Account(Error),
}

#[derive(Debug, CallError)]
enum RestTwiceError {
    #[kinds(rest)]
    Busy(Error),
    #[kinds(rest)]
    Other(Error),
}

#[derive(Debug, CallError)]
enum TwoFieldsError {
    #[kinds(rest)]
    Busy(Error, u32),
}

#[derive(Debug, CallError)]
enum NamedFieldError {
    #[kinds(rest)]
    Busy { error: Error },
}

#[derive(Debug, CallError)]
struct StructError(Error);

#[derive(CallError)]
union UnionError {
    _code: u32,
}

#[derive(Debug, CallError)]
enum NoCallError {
    Config(std::io::Error),
    EmptyPrompt,
}

#[derive(Debug, CallError)]
enum OtherTypeError {
    #[kinds(rate_limit)]
    Busy(String),
    #[kinds(quota)]
    Quota(std::io::Error),
    #[kinds(rest)]
    Other(Error),
}

#[derive(Debug, CallError)]
enum NoKindsError {
    #[kinds]
    Busy(Error),
    #[kinds()]
    Quota(Error),
    #[kinds = "rest"]
    Other(Error),
}

#[derive(Debug, CallError)]
enum ByFromError {
    Call(#[from] openai_call::Error),
    #[kinds(rest)]
    Other(#[from] Error),
}

#[derive(Debug, CallError)]
enum FromOfTwoError {
    #[kinds(rest)]
    Call(Error),
    Other(#[from] std::io::Error, u32),
}

#[derive(Debug, CallError)]
#[call_error(path = ::openai)]
enum CrateError {
    #[kinds(rest)]
    Call(Error),
}

mod own {
    #[derive(Debug, openai_call::CallError)]
    pub enum Error {
        #[kinds(rest)]
        Call(openai_call::Error),
    }
}

/// A mistake in the enum brings no second error in the functions that fail with it.
#[openai_call(on_quota = fallback(fails(client)))]
async fn names_a_mistaken_type(client: &Client) -> Result<Value, UnknownKindError> {
    let _: UnknownKindError = own(client).await.unwrap_err();
    client.get("models")
}

async fn own(_: &Client) -> Result<Value, UnknownKindError> {
    Ok(Value::Null)
}

#[openai_call]
async fn fails(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

fn main() {}
