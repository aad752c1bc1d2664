//! Tokens as they come: an error event on the first attempt, then an answer; one that is cut half way;
//! and one that is cut and begins anew.
//!
//! `cargo run --example stream` needs neither a key nor a network.

use std::io::Write;
use std::time::Duration;

use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
use openai_call::{Client, Error, EventStream, Restartable, Text, openai_call};
use serde_json::json;

/// `timeout` is for the first token, `idle` for each later one, `deadline` for the whole.
#[openai_call(backoff = 200ms..1s, timeout = 30s, idle = 10s, deadline = 2min)]
async fn chat(client: &Client, prompt: &str) -> Result<EventStream<Text>, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

/// What breaks half way is asked again, and the items say so.
#[openai_call(backoff = 200ms..1s, deadline = 2min, on_stream_interrupted = restart(attempts = 2))]
async fn stubborn(client: &Client, prompt: &str) -> Result<EventStream<Restartable<Text>>, Error> {
    client.post("chat/completions").json(&json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": prompt }],
    }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let api = troubled_api().await;
    let client = api.client();

    for prompt in ["What is a stream?", "Does it always reach the sea?"] {
        println!("{prompt}");
        let mut stream = chat(&client, prompt).await?;
        println!("  (attempt {})", stream.attempts().len());
        match print_all(&mut stream).await {
            Ok(()) => println!("\n  (finished: {})\n", stream.finish_reason().unwrap_or("unknown")),
            // What has been printed is no answer, and the error says so.
            Err(error) => println!("\n  {error}\n"),
        }
    }

    println!("And what if it dries up?");
    let mut stream = stubborn(&client, "And what if it dries up?").await?;
    while let Some(item) = stream.next().await {
        match item? {
            Restartable::Item(piece) => print(&piece),
            Restartable::Restarted(error) => {
                println!("\n  (anew, because of: {})", error.message());
            }
        }
    }
    println!("\n  (finished: {})", stream.finish_reason().unwrap_or("unknown"));
    api.assert_finished();
    Ok(())
}

async fn print_all(stream: &mut EventStream<Text>) -> Result<(), Error> {
    while let Some(piece) = stream.next().await {
        print(&piece?);
    }
    Ok(())
}

fn print(piece: &str) {
    print!("{piece}");
    // If this fails, the piece is shown with the next line.
    let _ = std::io::stdout().flush();
}

/// Overloaded at first, then as fast as a model speaks, on a connection that breaks.
async fn troubled_api() -> FakeApi {
    let pause = Duration::from_millis(40);
    let overloaded = StreamEvent::error(ErrorForm::Chunk, "server_is_overloaded", "Later, please.");
    let api = FakeApi::start().await;
    api.events([overloaded]);
    api.reply("  A stream is a river of tokens.").pause(pause);
    api.reply("  This one never gets as far as that, though it has much to say.")
        .pause(pause)
        .cut();
    api.reply("  Then it begins once more at its source, and is lost again.").pause(pause).cut();
    api.reply("  Then it begins once more at its source.").pause(pause);
    api
}
