//! async-openai without its own retries, in a loop of backon as a careful person writes it.

use async_openai::Client;
use async_openai::error::OpenAIError;
use async_openai::middleware::ReqwestService;
use backon::{ExponentialBuilder, Retryable};
use reqwest::StatusCode;

use super::{config, create, failed, http, in_time, open, streamed, text, value};
use crate::outcome::Outcome;
use crate::scripts::How;

/// Three tries, as all who say how many.
fn policy() -> ExponentialBuilder {
    ExponentialBuilder::default().with_max_times(2)
}

fn is_transient(error: &OpenAIError) -> bool {
    match error {
        OpenAIError::Reqwest(error) => {
            error.is_connect() || error.is_request() || error.is_timeout()
        }
        OpenAIError::ApiError(error) => {
            let status = error.status_code;
            status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
        }
        _ => false,
    }
}

pub(in crate::peers) async fn ask(url: &str, how: How) -> Outcome {
    let client = match http() {
        Ok(http) => Client::with_config(config(url)).with_http_service(ReqwestService::new(http)),
        Err(error) => return failed(&error.into(), ""),
    };
    let create = || create(&client);
    let open = || open(&client);
    match how {
        How::Text | How::Prose => text(create.retry(policy()).when(is_transient).await),
        How::InTime => in_time(async { create.retry(policy()).when(is_transient).await }).await,
        How::Value => value(create.retry(policy()).when(is_transient).await),
        How::Streamed => streamed(open.retry(policy()).when(is_transient).await).await,
    }
}
