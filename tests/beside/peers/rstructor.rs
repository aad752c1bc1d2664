//! rstructor, which is for values: where the text of an answer is a value too, it is asked for that. So it
//! tries again by itself, and asks again where an answer does not fit.

use rstructor::{LLMClient, OpenAIClient, RStructorError};
use tokio::time::timeout;

use super::{IN_TIME, Invoice, TIMEOUT, read};
use crate::outcome::{Outcome, What};
use crate::scripts::How;

const PROMPT: &str = "hello";

pub(super) async fn ask(url: &str, how: How) -> Outcome {
    let client = match OpenAIClient::new("sk-beside") {
        Ok(client) => client.model("gpt-4o-mini").base_url(url).timeout(TIMEOUT),
        Err(error) => return failed(&error, ""),
    };
    let value = client.extract::<Invoice>(PROMPT);
    match how {
        How::Text | How::Value => answer(value.await),
        How::Prose => text(client.generate(PROMPT).await),
        How::InTime => timeout(IN_TIME, value)
            .await
            .map_or_else(|elapsed| Outcome::error("Elapsed", &elapsed), answer),
        // Streams are of text.
        How::Streamed => read(client.generate_stream(PROMPT), failed).await,
    }
}

fn answer(value: rstructor::Result<Invoice>) -> Outcome {
    value.map_or_else(|error| failed(&error, ""), |_| Outcome::of(What::Answer, ""))
}

fn text(text: rstructor::Result<String>) -> Outcome {
    match text {
        Ok(text) if text.is_empty() => Outcome::of(What::Nothing, ""),
        Ok(_) => Outcome::of(What::Answer, ""),
        Err(error) => failed(&error, ""),
    }
}

fn failed(error: &RStructorError, place: &str) -> Outcome {
    // The name of the variant, which `Debug` begins with.
    let name = format!("{error:?}");
    let name = name.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
    Outcome::error(format!("{name}{place}"), error)
}
