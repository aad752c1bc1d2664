//! An upload, which must not be done twice, and an embedding, which may.
//!
//! `cargo run --example upload` needs neither a key nor a network.

use std::path::Path;
use std::{env, fs, io, process};

use openai_call::reqwest::multipart::{Form, Part};
use openai_call::testing::FakeApi;
use openai_call::{CallError, Client, Error, EventStream, Reply, Restartable, Text, openai_call};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, CallError)]
enum UploadError {
    #[kinds(rest)]
    Call(Error),
    /// For `?` in the body.
    File(#[from] io::Error),
}

#[derive(Deserialize)]
struct Embeddings {
    data: Vec<Embedding>,
}

#[derive(Deserialize)]
struct Embedding {
    embedding: Vec<f32>,
}

/// To ask again costs a few tokens, so the usual steps will do.
#[openai_call(backoff = 50ms..1s, on_rate_limit = wait(up_to = 5min))]
async fn embed(client: &Client, texts: &[&str]) -> Result<Reply<Embeddings>, Error> {
    client.post("embeddings").json(&json!({ "model": "text-embedding-3-small", "input": texts }))
}

/// A form can be sent only once. But the body runs for each attempt, and opens the file anew. And as a
/// second copy would be a mistake, only what surely has not been stored is sent again.
#[openai_call(replay = "unsent", backoff = 50ms..1s, timeout = 5min)]
async fn upload(client: &Client, path: &Path) -> Result<Reply<Value>, UploadError> {
    let file = Part::file(path).await?;
    client.post("files").multipart(Form::new().text("purpose", "batch").part("file", file))
}

/// A stream that restarts sends its request again without the body of the function. So its request must not
/// be a form.
#[openai_call(on_stream_interrupted = restart)]
async fn transcribe(
    client: &Client,
    sound: &[u8],
) -> Result<EventStream<Restartable<Text>>, Error> {
    let sound = Part::bytes(sound.to_vec()).file_name("hello.wav");
    let form = Form::new().text("model", "gpt-4o-transcribe").text("stream", "true");
    client.post("audio/transcriptions").multipart(form.part("file", sound))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), UploadError> {
    let api = FakeApi::start().await;
    let client = api.client();

    println!("An embedding, through an outage");
    let vector = |number: f32| json!({ "embedding": [number, -number] });
    api.status(503).disconnect().reply(json!({ "data": [vector(0.5), vector(0.25)] }));
    let embeddings = embed(&client, &["a cat", "a dog"]).await.map_err(UploadError::Call)?;
    let vectors: Vec<_> = embeddings.data.iter().map(|it| &it.embedding).collect();
    println!("  {vectors:?} after {} attempts\n", embeddings.attempts().len());

    let path = env::temp_dir().join(format!("requests-{}.jsonl", process::id()));
    fs::write(&path, "{ \"custom_id\": \"1\" }\n")?;
    let uploaded = uploads(&api, &client, &path).await;
    fs::remove_file(&path)?;
    uploaded?;

    println!("A form that would have to be sent twice");
    if let Err(error) = transcribe(&client, b"RIFF").await {
        println!("  {error}");
    }
    Ok(())
}

async fn uploads(api: &FakeApi, client: &Client, path: &Path) -> Result<(), UploadError> {
    println!("An upload that is refused at first: nothing was stored, so it is sent again");
    api.status(429).retry_after(1).reply(json!({ "id": "file-1" }));
    let file = upload(client, path).await?;
    println!("  {} after {} attempts\n\n{}\n", file["id"], file.attempts().len(), file.site());

    println!("An upload whose connection breaks: perhaps it was stored, so it is not sent again");
    api.disconnect();
    if let Err(UploadError::Call(error)) = upload(client, path).await {
        println!("  {error}\n  may have run: {}\n", error.may_have_run());
    }

    println!("A file that is not there: no attempt");
    if let Err(UploadError::File(error)) = upload(client, Path::new("no such file")).await {
        println!("  {error}\n");
    }
    Ok(())
}
