//! The readers: each asks for the stream and counts the chunks that it decodes.

use std::error::Error;
use std::future::poll_fn;
use std::hint::black_box;
use std::pin::Pin;

use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequest,
};
use futures_core::Stream;
use openai_call::{EventStream, openai_call};
use serde_json::{Value, json};
use sse_stream::SseByteStream;

use crate::Chunk;
use crate::server::Server;

type Outcome = Result<usize, Box<dyn Error>>;

/// reqwest and sse-stream, with what a person would write in an afternoon: no policy, no check of the
/// end, no errors inside of the stream.
pub(crate) struct ByHand {
    http: reqwest::Client,
    url: String,
}

impl ByHand {
    pub(crate) fn of(server: &Server) -> Self {
        let url = format!("{}/chat/completions", server.url());
        Self { http: reqwest::Client::builder().no_proxy().build().unwrap_or_default(), url }
    }

    pub(crate) async fn read(&mut self) -> Outcome {
        let body = json!({ "model": "gpt-4o-mini", "messages": messages(), "stream": true });
        let request = self.http.post(&self.url).bearer_auth("sk-none").json(&body);
        let response = request.send().await?.error_for_status()?;
        let mut events = Box::pin(SseByteStream::new(response.bytes_stream()));
        let mut count = 0;
        while let Some(event) = poll_fn(|task| events.as_mut().poll_next(task)).await {
            let Some(data) = event?.data else { continue };
            if data != "[DONE]" {
                black_box(serde_json::from_str::<Chunk>(&data)?);
                count += 1;
            }
        }
        Ok(count)
    }
}

/// This crate.
pub(crate) struct Ours {
    client: openai_call::Client,
}

#[openai_call(idle = 30s)]
async fn chat(client: &openai_call::Client) -> Result<EventStream<Chunk>, openai_call::Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": messages() }))
}

impl Ours {
    pub(crate) fn of(server: &Server) -> Result<Self, Box<dyn Error>> {
        let client = openai_call::Client::builder().base_url(server.url()).api_key("sk-none");
        Ok(Self { client: client.build()? })
    }

    pub(crate) async fn read(&mut self) -> Outcome {
        let mut stream = chat(&self.client).await?;
        let mut count = 0;
        while let Some(chunk) = stream.next().await {
            black_box(chunk?);
            count += 1;
        }
        Ok(count)
    }
}

/// async-openai's own client.
pub(crate) struct AsyncOpenai {
    client: async_openai::Client<OpenAIConfig>,
}

impl AsyncOpenai {
    pub(crate) fn of(server: &Server) -> Self {
        let config = OpenAIConfig::new().with_api_base(server.url()).with_api_key("sk-none");
        Self { client: async_openai::Client::with_config(config) }
    }

    pub(crate) async fn read(&mut self) -> Outcome {
        let message = ChatCompletionRequestUserMessageArgs::default().content("hello").build()?;
        let request = CreateChatCompletionRequest {
            model: "gpt-4o-mini".to_owned(),
            messages: vec![message.into()],
            ..CreateChatCompletionRequest::default()
        };
        let mut stream = self.client.chat().create_stream(request).await?;
        let mut count = 0;
        while let Some(chunk) = poll_fn(|task| Pin::new(&mut stream).poll_next(task)).await {
            black_box(chunk?);
            count += 1;
        }
        Ok(count)
    }
}

fn messages() -> Value {
    json!([{ "role": "user", "content": "hello" }])
}
