//! [`Text`]: a return type for what a model said.

use std::fmt;
use std::ops::Deref;

use super::read::{Answered, Known};
use crate::call::{
    Answer, FromResponse, Head, Meta, Response, getters, head_getters, usage_getter,
};
use crate::error::Error;
use crate::usage::Usage;

/// The text of an answer, with what is known about the call. It dereferences to `str`.
///
/// It is the text of the first choice of a chat completion or completion, and that of all messages
/// of a response. An answer that was cut, refused or empty fails with the kind
/// [`Truncated`](crate::ErrorKind::Truncated), [`Refusal`](crate::ErrorKind::Refusal),
/// [`NoOutput`](crate::ErrorKind::NoOutput) or [`ContentPolicy`](crate::ErrorKind::ContentPolicy),
/// and the policy says what to do. [`Error::output`] has what was said nevertheless.
///
/// ```
/// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
/// # use serde_json::json;
/// #[openai_call(on_truncated = enlarge)]
/// async fn chat(client: &Client, prompt: &str) -> Result<Text, Error> {
///     client.post("chat/completions").json(&json!({
///         "model": "gpt-4o-mini",
///         "max_completion_tokens": 500,
///         "messages": [{ "role": "user", "content": prompt }],
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await.truncated("Once upon").reply("Once upon a time.");
/// let text = chat(&api.client(), "Tell me a story.").await?;
/// assert_eq!(&*text, "Once upon a time.");
/// assert_eq!(text.attempts().len(), 2);
/// # assert_eq!(api.requests()[1].json()["max_completion_tokens"], 1000);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Text {
    said: String,
    usage: Option<Usage>,
    head: Head,
    meta: Meta,
}

getters!(Text, |text| &text.head.headers);
head_getters!(Text);
usage_getter!(Text);

impl Text {
    /// Makes a text instead of `error`, for the `recover` of a function that returns a text.
    pub fn recovered(text: impl Into<String>, error: &Error) -> Self {
        let (head, meta) = (Head::of_error(error), Meta::of_error(error));
        Self { said: text.into(), usage: meta.total(None), head, meta }
    }

    /// Returns the text alone.
    pub fn into_inner(self) -> String {
        self.said
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.said
    }
}

/// The text, with what tells one call from another.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("said", &self.said)
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.said)
    }
}

/// ```
/// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
/// # #[openai_call]
/// # async fn chat(client: &Client) -> Result<Text, Error> {
/// #     client.post("chat/completions")
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::in_memory().reply("hello");
/// assert_eq!(chat(&api.client()).await?, "hello");
/// # Ok(())
/// # }
/// ```
impl PartialEq<str> for Text {
    fn eq(&self, text: &str) -> bool {
        self.said == text
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, text: &&str) -> bool {
        self.said == *text
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.said
    }
}

impl Answer for Text {}

impl FromResponse for Text {
    async fn from_response(response: Response) -> Result<Self, Error> {
        let (said, Known { usage, head, meta }) = Answered::of(response).await?.into_parts();
        Ok(Self { said, usage, head, meta })
    }
}
