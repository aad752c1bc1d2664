//! The error of [async-openai](https://docs.rs/async-openai) (feature `async-openai`).

use std::error::Error as StdError;

use async_openai::error::{ApiErrorResponse, OpenAIError};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::quiet::without_values;
use super::{Classify, glance};
use crate::error::Error;
use crate::kind::ErrorKind;

/// Decided by the status and the body, if the error has kept them. It does not keep the headers, so
/// the delay is read from the message and there is no request id.
///
/// Turn off that client's own retries; otherwise each attempt here is several requests there:
///
/// ```
/// use async_openai::middleware::ReqwestService;
/// use async_openai::{Client, config::OpenAIConfig};
///
/// let http = ReqwestService::new(reqwest::Client::new());
/// let client = Client::<OpenAIConfig>::new().with_http_service(http);
/// ```
impl Classify for OpenAIError {
    fn classify(self) -> Error {
        match self {
            Self::Reqwest(error) => error.classify(),
            Self::ApiError(response) => of_response(response),
            Self::JSONDeserialize(error, content) => of_content(&error, content),
            Self::StreamError(error) => {
                Error::new(ErrorKind::StreamInterrupted, error.to_string()).with_source(*error)
            }
            Self::InvalidArgument(message)
            | Self::FileSaveError(message)
            | Self::FileReadError(message) => Error::new(ErrorKind::InvalidRequest, message),
            Self::Boxed(error) => of_middleware(error),
        }
    }
}

/// For a server error async-openai gives the whole body as the message; for other errors it gives
/// the parsed members.
fn of_response(ApiErrorResponse { status_code, api_error }: ApiErrorResponse) -> Error {
    let body = if status_code.is_server_error() && api_error.code.is_none() {
        Bytes::from(api_error.message)
    } else {
        let error = json!({
            "message": api_error.message,
            "type": api_error.r#type,
            "param": api_error.param,
            "code": api_error.code,
        });
        Bytes::from(json!({ "error": error }).to_string())
    };
    Error::from_response(status_code, HeaderMap::new(), body)
}

/// A body that async-openai could not read: the error of a compatible server, without its status,
/// or an answer of another shape.
fn of_content(error: &serde_json::Error, content: String) -> Error {
    if !glance::is_error(content.as_bytes()) {
        return Error::new(ErrorKind::Decode, without_values(error));
    }
    Error::from_response(StatusCode::OK, HeaderMap::new(), content).without_status()
}

/// The error of a user's middleware. If its type is not known, it is a failure of the connection.
fn of_middleware(error: Box<dyn StdError + Send + Sync>) -> Error {
    let error = match error.downcast::<OpenAIError>() {
        Ok(error) => return error.classify(),
        Err(error) => error,
    };
    match error.downcast::<reqwest::Error>() {
        Ok(error) => error.classify(),
        Err(error) => Error::new(ErrorKind::Connection, error.to_string()),
    }
}
