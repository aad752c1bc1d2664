//! [`Request`]: a request that a function's body builds, and the attribute sends.

use std::fmt;
use std::future::{Ready, ready};

use http::{HeaderName, HeaderValue, Method};
use serde::Serialize;

use super::client::Client;
use crate::error::Error;
use crate::kind::ErrorKind;

/// A request, made by [`Client::post`], [`Client::get`] or [`Client::delete`]. It is the last
/// expression of an `#[openai_call]` function, and the attribute sends it.
///
/// If it cannot be built, the attempt fails with the error.
///
/// ```
/// # use openai_call::{Client, Error, openai_call, testing::FakeApi};
/// # use serde_json::Value;
/// #[openai_call]
/// async fn files(client: &Client, purpose: &str) -> Result<Value, Error> {
///     client.get("files").query(&[("purpose", purpose)]).header("x-trace", "7")
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await;
/// # files(&api.client(), "batch").await?;
/// # assert_eq!(api.requests()[0].query(), Some("purpose=batch"));
/// # Ok(())
/// # }
/// ```
#[must_use = "a request is sent only as the end of an `#[openai_call]` function"]
pub struct Request {
    client: Client,
    builder: Result<reqwest::RequestBuilder, Error>,
    /// What it costs of a limit on tokens, if that was said.
    tokens: Option<u32>,
}

impl Client {
    /// Starts a `POST` to `path`, which is joined to the base URL. An absolute URL is used as it
    /// is; the key is not sent to another origin.
    pub fn post(&self, path: &str) -> Request {
        Request::begin(self, Method::POST, path)
    }

    /// Starts a `GET` of `path`. See [`post`](Self::post).
    pub fn get(&self, path: &str) -> Request {
        Request::begin(self, Method::GET, path)
    }

    /// Starts a `PUT` to `path`. See [`post`](Self::post).
    pub fn put(&self, path: &str) -> Request {
        Request::begin(self, Method::PUT, path)
    }

    /// Starts a `PATCH` of `path`. See [`post`](Self::post).
    pub fn patch(&self, path: &str) -> Request {
        Request::begin(self, Method::PATCH, path)
    }

    /// Starts a `DELETE` of `path`. See [`post`](Self::post).
    pub fn delete(&self, path: &str) -> Request {
        Request::begin(self, Method::DELETE, path)
    }
}

impl Request {
    fn begin(client: &Client, method: Method, path: &str) -> Self {
        Self { client: client.clone(), builder: client.begin(method, path), tokens: None }
    }

    /// Sets the body to `body` as JSON.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.map(|request| request.json(body))
    }

    /// Sets the body to these bytes. Set the content type with [`header`](Self::header).
    pub fn body(self, bytes: impl Into<reqwest::Body>) -> Self {
        self.map(|request| request.body(bytes))
    }

    /// Sets the body to a multipart form, as for uploads of files.
    pub fn multipart(self, form: reqwest::multipart::Form) -> Self {
        self.map(|request| request.multipart(form))
    }

    /// Adds these pairs to the query of the URL.
    pub fn query<T: Serialize + ?Sized>(self, query: &T) -> Self {
        self.map(|request| request.query(query))
    }

    /// Adds a header.
    pub fn header<K, V>(self, name: K, value: V) -> Self
    where
        HeaderName: TryFrom<K>,
        <HeaderName as TryFrom<K>>::Error: Into<http::Error>,
        HeaderValue: TryFrom<V>,
        <HeaderValue as TryFrom<V>>::Error: Into<http::Error>,
    {
        self.map(|request| request.header(name, value))
    }

    /// Says how many tokens the service will count for the request before it answers, by which calls are
    /// paced under a limit on tokens. Without it that is the limit of output tokens in the body, or a
    /// quarter of its bytes, whichever is more: so does [OpenAI][estimate]. Say it where that is far off, as
    /// for images.
    ///
    /// ```
    /// use openai_call::{Client, Error, Text, openai_call};
    /// use serde_json::json;
    /// # use openai_call::{Limits, testing::FakeApi};
    ///
    /// #[openai_call]
    /// async fn describe(client: &Client, url: &str) -> Result<Text, Error> {
    ///     let image = json!({ "type": "image_url", "image_url": { "url": url } });
    ///     let request = client.post("chat/completions").json(&json!({
    ///         "model": "gpt-4o-mini",
    ///         "messages": [{ "role": "user", "content": [image] }],
    ///     }));
    ///     request.tokens(1_200)
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Error> {
    /// # let api = FakeApi::in_memory();
    /// # let limits = Limits::per_minute().tokens(1_200);
    /// # let client = api.client_with(|settings| settings.limits(limits));
    /// # let begun = tokio::time::Instant::now();
    /// # for _ in 0..2 {
    /// #     describe(&client, "https://example.org/cat.png").await?;
    /// # }
    /// # assert!(begun.elapsed().as_secs() >= 30, "{:?}", begun.elapsed());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [estimate]: https://platform.openai.com/docs/guides/rate-limits
    pub fn tokens(self, tokens: u32) -> Self {
        Self { tokens: Some(tokens), ..self }
    }

    /// What other clients need at the end: here it is refused with what to write.
    #[doc(hidden)]
    pub fn send<T>(self) -> Ready<Result<T, Error>>
    where
        Self: SentByHand<T>,
    {
        let _ = self;
        ready(Err(Error::new(ErrorKind::InvalidRequest, "the attribute sends the request")))
    }

    pub(super) fn into_parts(
        self,
    ) -> (Client, Result<reqwest::RequestBuilder, Error>, Option<u32>) {
        (self.client, self.builder, self.tokens)
    }

    fn map(self, change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder) -> Self {
        Self { builder: self.builder.map(change), ..self }
    }
}

/// A request that can be sent without the attribute: there is none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the attribute sends the request: leave out `.send().await`",
    label = "leave this out, and all that follows",
    note = "an `#[openai_call]` function ends in the request; the attribute sends it, awaits it and \
            decodes its response"
)]
pub trait SentByHand<T> {}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("client", &self.client).finish_non_exhaustive()
    }
}
