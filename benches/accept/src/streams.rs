//! (c) Streams of 20 000 small events and of one of 4 MiB: the three readers of the bench.

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::Pin;

use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequest,
    CreateChatCompletionStreamResponse as Chunk,
};
use futures_core::Stream;
use openai_call::{Client, Error, EventStream, openai_call};
use serde_json::json;
use sse_stream::SseByteStream;

use crate::Figures;
use crate::http::{Any, KEY};

pub struct Readers {
    url: String,
    http: reqwest::Client,
    async_openai: async_openai::Client<OpenAIConfig>,
    client: Client,
}

#[openai_call(idle = 30s)]
async fn ours(client: &Client) -> Result<EventStream<Chunk>, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": "hello" }],
    }))
}

impl Readers {
    pub fn of(server: &str, answer: &str) -> Self {
        let base = format!("{server}/{answer}");
        let plain = || reqwest::Client::builder().no_proxy().build().unwrap();
        let config = OpenAIConfig::new().with_api_base(base.clone()).with_api_key(KEY);
        Self {
            url: format!("{base}/chat/completions"),
            http: plain(),
            async_openai: async_openai::Client::build(plain(), config),
            client: Client::builder().base_url(base).api_key(KEY).build().unwrap(),
        }
    }

    pub async fn read(&self, way: &str) -> Result<usize, Any> {
        let mut count = 0;
        match way {
            "by hand" => {
                let body = json!({ "model": "gpt-4o-mini", "stream": true,
                    "messages": [{ "role": "user", "content": "hello" }] });
                let request = self.http.post(&self.url).bearer_auth(KEY).json(&body);
                let response = request.send().await?.error_for_status()?;
                let mut events = Box::pin(SseByteStream::new(response.bytes_stream()));
                while let Some(event) = poll_fn(|task| events.as_mut().poll_next(task)).await {
                    let Some(data) = event?.data else { continue };
                    if data != "[DONE]" {
                        black_box(serde_json::from_str::<Chunk>(&data)?);
                        count += 1;
                    }
                }
            }
            "ours" => {
                let mut stream = ours(&self.client).await?;
                while let Some(chunk) = stream.next().await {
                    black_box(chunk?);
                    count += 1;
                }
            }
            "async-openai" => {
                let message =
                    ChatCompletionRequestUserMessageArgs::default().content("hello").build()?;
                let request = CreateChatCompletionRequest {
                    model: "gpt-4o-mini".to_owned(),
                    messages: vec![message.into()],
                    ..Default::default()
                };
                let mut stream = self.async_openai.chat().create_stream(request).await?;
                while let Some(chunk) = poll_fn(|task| Pin::new(&mut stream).poll_next(task)).await
                {
                    black_box(chunk?);
                    count += 1;
                }
            }
            other => return Err(other.into()),
        }
        Ok(count)
    }
}

pub const WAYS: [&str; 3] = ["by hand", "ours", "async-openai"];

pub async fn run(figures: &mut Figures, server: &str) {
    for (answer, events) in [("many", 20_000), ("long", 2)] {
        let readers = Readers::of(server, answer);
        for way in WAYS {
            // async-openai's parser is quadratic: 5 s for one event of 4 MiB, minutes under valgrind.
            if answer == "long" && way == "async-openai" && figures.is_counting() {
                continue;
            }
            let read = async |_| assert_eq!(readers.read(way).await.unwrap(), events);
            figures.count(&format!("c {answer}: {way}"), 1, read).await;
        }
    }
}
