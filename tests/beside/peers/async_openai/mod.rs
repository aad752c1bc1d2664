//! async-openai, which tries again by itself.

pub(super) mod backon;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessageArgs, ChatCompletionResponseStream,
    CreateChatCompletionRequest, CreateChatCompletionResponse,
};
use tokio::time::timeout;

use super::{IN_TIME, Invoice, TIMEOUT, read};
use crate::outcome::{Outcome, What};
use crate::scripts::How;

type Openai = Client<OpenAIConfig>;

pub(super) async fn ask(url: &str, how: How) -> Outcome {
    let client = match http() {
        Ok(http) => Client::with_config(config(url)).with_http_client(http),
        Err(error) => return failed(&error.into(), ""),
    };
    match how {
        How::Text | How::Prose => text(create(&client).await),
        How::InTime => in_time(create(&client)).await,
        How::Value => value(create(&client).await),
        How::Streamed => streamed(open(&client).await).await,
    }
}

fn config(url: &str) -> OpenAIConfig {
    OpenAIConfig::new().with_api_base(url).with_api_key("sk-beside")
}

fn http() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build()
}

fn request() -> Result<CreateChatCompletionRequest, OpenAIError> {
    let message = ChatCompletionRequestUserMessageArgs::default().content("hello").build()?;
    Ok(CreateChatCompletionRequest {
        model: "gpt-4o-mini".to_owned(),
        messages: vec![message.into()],
        ..CreateChatCompletionRequest::default()
    })
}

async fn create(client: &Openai) -> Result<CreateChatCompletionResponse, OpenAIError> {
    client.chat().create(request()?).await
}

async fn open(client: &Openai) -> Result<ChatCompletionResponseStream, OpenAIError> {
    client.chat().create_stream(request()?).await
}

/// The text of the first choice, as its examples print it.
fn text(answer: Result<CreateChatCompletionResponse, OpenAIError>) -> Outcome {
    content(answer).map_or_else(|outcome| outcome, |_| Outcome::of(What::Answer, ""))
}

/// It has no bound for all attempts: its caller has one.
async fn in_time(
    answer: impl Future<Output = Result<CreateChatCompletionResponse, OpenAIError>>,
) -> Outcome {
    timeout(IN_TIME, answer).await.map_or_else(|elapsed| Outcome::error("Elapsed", &elapsed), text)
}

/// The text as a value, as its example of structured outputs reads it.
fn value(answer: Result<CreateChatCompletionResponse, OpenAIError>) -> Outcome {
    let content = match content(answer) {
        Ok(content) => content,
        Err(outcome) => return outcome,
    };
    match serde_json::from_str::<Invoice>(&content) {
        Ok(_) => Outcome::of(What::Answer, ""),
        Err(error) => Outcome::error("serde_json::Error", &error),
    }
}

fn content(answer: Result<CreateChatCompletionResponse, OpenAIError>) -> Result<String, Outcome> {
    let answer = answer.map_err(|error| failed(&error, ""))?;
    let choice = answer.choices.into_iter().next();
    let choice = choice.ok_or_else(|| Outcome::of(What::Broken, "no choice"))?;
    let content = choice.message.content.filter(|content| !content.is_empty());
    content.ok_or_else(|| Outcome::of(What::Nothing, ""))
}

async fn streamed(stream: Result<ChatCompletionResponseStream, OpenAIError>) -> Outcome {
    match stream {
        Ok(stream) => read(stream, failed).await,
        Err(error) => failed(&error, ""),
    }
}

fn failed(error: &OpenAIError, place: &str) -> Outcome {
    let name = match error {
        OpenAIError::Reqwest(_) => "Reqwest",
        OpenAIError::ApiError(_) => "ApiError",
        OpenAIError::JSONDeserialize(..) => "JSONDeserialize",
        OpenAIError::StreamError(_) => "StreamError",
        _ => "another",
    };
    Outcome::error(format!("{name}{place}"), error)
}
