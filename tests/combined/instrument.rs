//! With `#[tracing::instrument]` on the same function.

use std::sync::{Arc, Mutex};

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, openai_call};
use serde_json::Value;
use tracing::instrument;
use tracing_subscriber::fmt::format::FmtSpan;

type Outcome = Result<(), Error>;

/// A client of a server that fails once and then says hello.
async fn troubled() -> (FakeApi, Client) {
    let api = FakeApi::start().await.status(500).reply("hello");
    let client = api.client();
    (api, client)
}

#[instrument(skip(client))]
#[openai_call(backoff = 1ms..2ms)]
async fn instrumented_above(client: &Client, id: &str) -> Result<Value, Error> {
    let id: u32 = id.parse().map_err(|_| Error::new(ErrorKind::InvalidRequest, "no id"))?;
    tracing::info!("attempting");
    client.get(&format!("batches/{id}"))
}

#[openai_call(backoff = 1ms..2ms)]
#[instrument(skip(client))]
async fn instrumented_below(client: &Client, id: &str) -> Result<Value, Error> {
    let id: u32 = id.parse().map_err(|_| Error::new(ErrorKind::InvalidRequest, "no id"))?;
    tracing::info!("attempting");
    client.get(&format!("batches/{id}"))
}

#[instrument(err, ret, skip_all)]
#[openai_call(backoff = 1ms..2ms)]
async fn with_error_and_return(client: &Client, owned: String) -> Result<Value, Error> {
    client.post("files").body(owned.clone())
}

#[instrument(skip_all)]
#[openai_call(retry = none, otherwise = recover(Value::Null))]
async fn instrumented_without_a_loop(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no test panics with the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn subscribe(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_span_events(FmtSpan::NEW)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    /// How many lines have all of these texts: between the spans of a test stand those of the call.
    fn lines_with(&self, texts: &[&str]) -> usize {
        let bytes = self.0.lock().expect("no test panics with the log");
        let log = String::from_utf8_lossy(&bytes);
        log.lines().filter(|line| texts.iter().all(|text| line.contains(text))).count()
    }

    fn count(&self, text: &str) -> usize {
        let bytes = self.0.lock().expect("no test panics with the log");
        String::from_utf8_lossy(&bytes).matches(text).count()
    }
}

#[tokio::test]
async fn instrument_above_spans_the_call() -> Outcome {
    let log = Log::default();
    let guard = log.subscribe();
    let (_api, client) = troubled().await;
    instrumented_above(&client, "7").await?;
    drop(guard);
    assert_eq!(
        log.lines_with(&[r#"instrumented_above{id="7"}:"#, "combined::instrument: attempting"]),
        2
    );
    assert_eq!(log.count("combined::instrument: new"), 1, "one span for both attempts");
    Ok(())
}

#[tokio::test]
async fn instrument_below_spans_the_call() -> Outcome {
    let log = Log::default();
    let guard = log.subscribe();
    let (_api, client) = troubled().await;
    instrumented_below(&client, "7").await?;
    drop(guard);
    assert_eq!(
        log.lines_with(&[r#"instrumented_below{id="7"}:"#, "combined::instrument: attempting"]),
        2
    );
    assert_eq!(log.count("combined::instrument: new"), 1, "one span for both attempts");
    Ok(())
}

#[tokio::test]
async fn instrument_records_errors_and_returns() -> Outcome {
    let log = Log::default();
    let guard = log.subscribe();
    let (api, client) = troubled().await;
    with_error_and_return(&client, "text".to_owned()).await?;
    api.status(404);
    let error = with_error_and_return(&client, "text".to_owned()).await.unwrap_err();
    drop(guard);
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(log.count("with_error_and_return: combined::instrument: error="), 1);
    assert_eq!(log.count("with_error_and_return: combined::instrument: return="), 1);
    Ok(())
}

#[tokio::test]
async fn instrument_above_leaves_with_a_value() -> Outcome {
    let (_api, client) = troubled().await;
    assert_eq!(instrumented_without_a_loop(&client).await?, Value::Null);
    assert_ne!(instrumented_without_a_loop(&client).await?, Value::Null);
    Ok(())
}
