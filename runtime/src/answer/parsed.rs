//! [`Parsed`]: a return type for what a model said in JSON.

use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::read::{Answered, Known};
use crate::call::{
    Answer, FromResponse, Head, Meta, Response, getters, head_getters, usage_getter,
};
use crate::error::Error;
use crate::usage::Usage;

/// The text of an answer, decoded from JSON as a `T`, with what is known about the call. It
/// dereferences to the `T`.
///
/// It fails as [`Text`](crate::Text) does, and with
/// [`InvalidOutput`](crate::ErrorKind::InvalidOutput) if the text is no `T`. The step `reask` asks
/// again, with the answer and what is wrong with it. The fence of a code block around the JSON is
/// left out.
///
/// ```
/// # use openai_call::{Client, Error, Parsed, openai_call, testing::FakeApi};
/// # use serde::Deserialize;
/// # use serde_json::json;
/// #[derive(Deserialize)]
/// struct Invoice {
///     total: f64,
/// }
///
/// #[openai_call(on_invalid_output = reask)]
/// async fn extract(client: &Client, document: &str) -> Result<Parsed<Invoice>, Error> {
///     client.post("chat/completions").json(&json!({
///         "model": "gpt-4o-mini",
///         "response_format": { "type": "json_object" },
///         "messages": [{ "role": "user", "content": format!("The total as JSON: {document}") }],
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # api.reply(r#"{ "total": "12 euros" }"#).reply(r#"{ "total": 12.0 }"#);
/// let invoice = extract(&api.client(), "12 euros for a chair").await?;
/// assert_eq!(invoice.total, 12.0);
/// assert_eq!(invoice.attempts().len(), 2);
/// # let asked = api.requests()[1].json()["messages"][2]["content"].to_string();
/// # assert!(asked.contains("in `total`"), "{asked}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    value: T,
    usage: Option<Usage>,
    head: Head,
    meta: Meta,
}

getters!(Parsed<T>, |parsed| &parsed.head.headers);
head_getters!(Parsed<T>);
usage_getter!(Parsed<T>);

impl<T> Parsed<T> {
    /// Makes an answer with a value instead of `error`, for the `recover` of a function that returns
    /// one.
    pub fn recovered(value: T, error: &Error) -> Self {
        let (head, meta) = (Head::of_error(error), Meta::of_error(error));
        Self { value, usage: meta.total(None), head, meta }
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Parsed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Answer for Parsed<T> {}

impl<T: DeserializeOwned> FromResponse for Parsed<T> {
    async fn from_response(response: Response) -> Result<Self, Error> {
        let answered = Answered::of(response).await?;
        let value = answered.parsed()?;
        let (_, Known { usage, head, meta }) = answered.into_parts();
        Ok(Self { value, usage, head, meta })
    }
}
