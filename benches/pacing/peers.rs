//! The callers: each asks for one chat completion, and again as it sees fit.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequest,
};
use backon::{ExponentialBuilder, Retryable};
use openai_call::{Client, Text, openai_call};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// This crate.
#[openai_call(retry = "transient", on_rate_limit = wait(up_to = 10min))]
pub(crate) async fn chat(client: &Client, n: usize) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&question(n))
}

/// async-openai's own client, which tries again by itself.
pub(crate) struct AsyncOpenai(async_openai::Client<OpenAIConfig>);

impl AsyncOpenai {
    pub(crate) fn of(url: &str) -> Self {
        let config = OpenAIConfig::new().with_api_base(url).with_api_key("sk-none");
        Self(async_openai::Client::with_config(config))
    }

    pub(crate) async fn chat(&self, n: usize) -> Result<(), OpenAIError> {
        let message = ChatCompletionRequestUserMessageArgs::default().content(text(n)).build()?;
        let request = CreateChatCompletionRequest {
            model: "gpt-4o-mini".to_owned(),
            messages: vec![message.into()],
            ..CreateChatCompletionRequest::default()
        };
        self.0.chat().create(request).await.map(drop)
    }
}

/// reqwest, and backon as a careful person would use it: with jitter, and as long as the server asks to
/// wait.
#[derive(Clone)]
pub(crate) struct ByHand {
    http: reqwest::Client,
    url: String,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failed {
    Unreached(reqwest::Error),
    Refused(StatusCode, Option<Duration>),
}

impl ByHand {
    pub(crate) fn of(url: &str) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { http, url: format!("{url}/chat/completions") })
    }

    /// Once.
    pub(crate) async fn chat(&self, n: usize) -> Result<Value, Failed> {
        let request = self.http.post(&self.url).bearer_auth("sk-none").json(&question(n));
        let response = request.send().await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response.json().await?);
        }
        let seconds = response.headers().get("retry-after").and_then(|it| it.to_str().ok());
        let delay = seconds.and_then(|it| it.parse().ok()).map(Duration::from_secs);
        Err(Failed::Refused(status, delay))
    }

    pub(crate) async fn chat_again(&self, n: usize) -> Result<Value, Failed> {
        let ask = || self.chat(n);
        ask.retry(ExponentialBuilder::default().with_jitter())
            .when(Failed::is_transient)
            .adjust(|failed, delay| delay.map(|delay| failed.delay().unwrap_or(delay)))
            .await
    }
}

impl Failed {
    fn is_transient(&self) -> bool {
        match self {
            Self::Unreached(error) => error.is_connect() || error.is_timeout(),
            Self::Refused(status, _) => {
                *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
            }
        }
    }

    pub(crate) fn is_rate_limit(&self) -> bool {
        matches!(self, Self::Refused(StatusCode::TOO_MANY_REQUESTS, _))
    }

    fn delay(&self) -> Option<Duration> {
        match self {
            Self::Unreached(_) => None,
            Self::Refused(_, delay) => *delay,
        }
    }
}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreached(error)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreached(error) => error.fmt(f),
            Self::Refused(status, _) => status.fmt(f),
        }
    }
}

impl Error for Failed {}

fn question(n: usize) -> Value {
    json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": text(n) }] })
}

fn text(n: usize) -> String {
    format!("What is the square of {n}?")
}
