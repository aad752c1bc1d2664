//! Two types that a function may return: [`Reply`] and [`Raw`].

use std::future::Future;
use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::head::{Head, head_getters, usage_getter};
use super::meta::{Meta, getters};
use super::response::{FromResponse, Response};
use super::run::Run;
use crate::error::Error;
use crate::http::{Incoming, Outgoing, Received};
use crate::usage::Usage;

/// A decoded answer, with what is known about the call. It dereferences to the answer.
///
/// ```
/// # use openai_call::{Client, Error, Reply, openai_call, testing::FakeApi};
/// # use serde_json::{Value, json};
/// #[openai_call]
/// async fn chat(client: &Client) -> Result<Reply<Value>, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini" }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await.reply("hello");
/// let reply = chat(&api.client()).await?;
/// assert_eq!(reply["choices"][0]["message"]["content"], "hello");
/// assert_eq!(reply.request_id(), Some("req_1"));
/// assert_eq!(reply.attempts().len(), 1);
/// assert_eq!(reply.site().name(), "chat");
/// assert!(reply.usage().unwrap().total_tokens() > 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Reply<T> {
    value: T,
    usage: Option<Usage>,
    head: Head,
    meta: Meta,
}

/// A response whose status is a success and whose body has not been read.
///
/// It dereferences to [`reqwest::Response`]. The policy does not cover reading the body: if that
/// fails, it is not tried again.
#[derive(Debug)]
pub struct Raw {
    response: reqwest::Response,
    meta: Meta,
}

getters!(Reply<T>, |reply| &reply.head.headers);
head_getters!(Reply<T>);
usage_getter!(Reply<T>);
getters!(Raw, |raw| raw.response.headers());

impl<T> Reply<T> {
    /// Makes a reply with a value instead of `error`, for the `recover` of a function that returns
    /// a reply.
    ///
    /// ```
    /// # use openai_call::{Client, Error, Reply, openai_call, testing::FakeApi};
    /// # use serde_json::Value;
    /// #[openai_call(retry = "none", otherwise = recover(|error| Reply::recovered(Value::Null, error)))]
    /// async fn models(client: &Client) -> Result<Reply<Value>, Error> {
    ///     client.get("models")
    /// }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let api = FakeApi::start().await.status(500);
    /// assert!(models(&api.client()).await?.is_null());
    /// # Ok(())
    /// # }
    /// ```
    pub fn recovered(value: T, error: &Error) -> Self {
        Self { value, usage: None, head: Head::of_error(error), meta: Meta::of_error(error) }
    }

    /// Returns the answer alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Changes the answer, and keeps what is known about the call.
    ///
    /// ```
    /// # use openai_call::{Client, Error, Reply, openai_call, testing::FakeApi};
    /// # use serde_json::Value;
    /// # #[openai_call]
    /// # async fn models(client: &Client) -> Result<Reply<Value>, Error> {
    /// #     client.get("models")
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let api = FakeApi::start().await;
    /// let object = models(&api.client()).await?.map(|models| models["object"].clone());
    /// assert_eq!(object.request_id(), Some("req_1"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        let Self { value, usage, head, meta } = self;
        Reply { value: change(value), usage, head, meta }
    }
}

impl<T> Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl Raw {
    /// Returns the response alone.
    pub fn into_inner(self) -> reqwest::Response {
        self.response
    }
}

impl Deref for Raw {
    type Target = reqwest::Response;

    fn deref(&self) -> &reqwest::Response {
        &self.response
    }
}

impl<T: DeserializeOwned> FromResponse for Reply<T> {
    fn receive(
        mut incoming: Incoming,
        run: &Run,
        _: Option<Box<Outgoing>>,
    ) -> impl Future<Output = Result<Self, Error>> {
        let meta = Meta::of(run.trial().request_id(), run, run.elapsed());
        async move {
            let received = incoming.read().await?;
            run.hears(&received);
            Self::of(received, meta, run)
        }
    }

    async fn from_response(mut response: Response) -> Result<Self, Error> {
        let meta = response.meta();
        let received = response.incoming.read().await?;
        response.run.hears(&received);
        Self::of(received, meta, &response.run)
    }
}

impl<T: DeserializeOwned> Reply<T> {
    fn of(received: Received, mut meta: Meta, run: &Run) -> Result<Self, Error> {
        let (value, usage) = (received.decode()?, Usage::of(&received.body));
        meta.cost = run.uses(usage, &received.body).map(Box::new);
        let usage = meta.total(usage);
        let (status, headers, _) = received.into_parts();
        Ok(Self { value, usage, head: Head { status: Some(status), headers }, meta })
    }
}

impl FromResponse for Raw {
    async fn from_response(response: Response) -> Result<Self, Error> {
        let meta = response.meta();
        response.run.uses(None, &[]);
        Ok(Self { response: response.incoming.into_response(), meta })
    }
}
