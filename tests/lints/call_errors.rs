//! Error types that are derived, and functions that cannot fail.

use core::convert::Infallible;
use core::num::ParseIntError;

use openai_call::{CallError, Client, Error, Text, openai_call};
use serde_json::Value;

/// What a caller has to tell apart.
#[derive(Debug, CallError)]
#[non_exhaustive]
pub enum ChatError {
    /// Later.
    #[kinds(transient)]
    Busy(Error),
    /// Nothing to say.
    EmptyPrompt,
    /// No number.
    Number(#[from] ParseIntError),
    /// Never.
    #[kinds(rest)]
    Other(Error),
}

/// With a parameter, and without the rest.
#[derive(Debug, CallError)]
#[non_exhaustive]
pub enum OwnError<'own, T> {
    /// All others.
    #[kinds(transient, permanent)]
    Other(Error),
    /// Its own.
    Own(T),
    /// Credit.
    #[kinds(quota)]
    Quota(Error),
    /// A text.
    Text(&'own str),
}

/// Chats.
#[inline]
#[openai_call(on_quota = fallback(labels(client)))]
pub async fn chat(client: &Client, count: &str) -> Result<Text, ChatError> {
    client.post("chat/completions").json(count)
}

/// Labels.
#[inline]
#[openai_call(otherwise = recover(|error| Text::recovered("none", error)))]
pub async fn labels(client: &Client) -> Result<Text, Infallible> {
    client.get("labels")
}

/// Is generic.
#[inline]
#[openai_call]
pub async fn generic<'own, T: Sync>(client: &Client, own: &T) -> Result<Value, OwnError<'own, T>> {
    client.get(&size_of_val(own).to_string())
}
