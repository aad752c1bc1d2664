//! [`Structured`]: a return type whose JSON schema the service keeps to.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::parsed::Parsed;
use super::strict::strict_schema;
use crate::call::{Answer, FromResponse, Response};
use crate::error::Error;
use crate::http::Members;
use crate::kind::ErrorKind;

/// Like [`Parsed`], which it dereferences to, with a request that names the strict JSON schema of the
/// `T`, so that the service keeps the answer to it.
///
/// The schema is written into the body as `response_format`, or as `text.format` for the Responses
/// API, unless the body has one. In it every property is required, as strict schemas demand: an
/// `Option` may be `null`. The properties are sorted by their names, unless the feature
/// `preserve_order` of schemars is on. An answer may still be cut or refused; see
/// [`Text`](crate::Text).
///
/// ```
/// # use openai_call::{Client, Error, Structured, openai_call, testing::FakeApi};
/// # use serde_json::json;
/// use openai_call::schemars::{self, JsonSchema};
/// use serde::Deserialize;
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Invoice {
///     total: f64,
///     currency: Option<String>,
/// }
///
/// #[openai_call(on_truncated = enlarge, on_invalid_output = reask)]
/// async fn extract(client: &Client, document: &str) -> Result<Structured<Invoice>, Error> {
///     client.post("responses").json(&json!({
///         "model": "gpt-4o-mini",
///         "max_output_tokens": 500,
///         "input": format!("Extract the invoice: {document}"),
///     }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let api = FakeApi::start().await.reply(r#"{ "total": 12.0, "currency": null }"#);
/// let invoice = extract(&api.client(), "12 for a chair").await?;
/// assert_eq!(invoice.total, 12.0);
/// assert_eq!(invoice.currency, None);
/// let format = &api.requests()[0].json()["text"]["format"];
/// assert_eq!(format["name"], "Invoice");
/// assert_eq!(format["schema"]["required"], json!(["currency", "total"]));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Structured<T>(Parsed<T>);

impl<T> Structured<T> {
    /// Makes an answer with a value instead of `error`, for the `recover` of a function that returns
    /// one.
    pub fn recovered(value: T, error: &Error) -> Self {
        Self(Parsed::recovered(value, error))
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T> Deref for Structured<T> {
    type Target = Parsed<T>;

    fn deref(&self) -> &Parsed<T> {
        &self.0
    }
}

impl<T> Answer for Structured<T> {}

impl<T: DeserializeOwned + JsonSchema> FromResponse for Structured<T> {
    fn prepare(request: &mut reqwest::Request) -> Result<(), Error> {
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let mut members = body.and_then(Members::of).ok_or_else(no_object)?;
        if members.has("input") {
            let mut text: Members = members.get("text").unwrap_or_default();
            if !text.has("format") {
                let (name, schema) = strict_schema::<T>()?;
                let format = json!({
                    "type": "json_schema", "name": name, "strict": true, "schema": schema,
                });
                text.set("format", &format);
                members.set("text", &text);
            }
        } else if !members.has("response_format") {
            let (name, schema) = strict_schema::<T>()?;
            let format = json!({ "name": name, "strict": true, "schema": schema });
            members
                .set("response_format", &json!({ "type": "json_schema", "json_schema": format }));
        }
        members.put_into(request);
        Ok(())
    }

    async fn from_response(response: Response) -> Result<Self, Error> {
        Parsed::from_response(response).await.map(Self)
    }
}

#[cold]
fn no_object() -> Error {
    let message = "the body of the request is no JSON object, so that no schema can be added to it";
    Error::new(ErrorKind::InvalidRequest, message).with_remedy("write `.json(&body)`")
}
