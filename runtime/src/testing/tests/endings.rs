use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::{TestResult, chat, http, said};
use crate::testing::FakeApi;

const GET: &str = "GET /v1/models HTTP/1.1\r\nhost: fake\r\n\r\n";

/// A connection with `request` written to it.
async fn connect(api: &FakeApi, request: &str) -> Result<TcpStream, Box<dyn Error>> {
    let url = api.url();
    let address = url.trim_start_matches("http://").trim_end_matches("/v1");
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

#[tokio::test]
async fn disconnects_with_a_reset_before_any_byte() -> TestResult {
    let api = FakeApi::start().await.disconnect();
    let mut stream = connect(&api, GET).await?;
    let mut received = Vec::new();
    let ended = stream.read_to_end(&mut received).await;
    assert_eq!(ended.map_err(|error| error.kind()), Err(ErrorKind::ConnectionReset));
    assert_eq!(received, b"");
    assert_eq!(api.requests().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_client_sees_the_disconnect_and_goes_on() -> TestResult {
    let api = FakeApi::start().await.disconnect().reply("again");
    assert!(chat(&api).await.is_err_and(|error| error.is_request()));
    assert_eq!(said(&api).await?, "again");
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn cuts_the_body_in_the_middle() -> TestResult {
    let api = FakeApi::start().await;
    for (body, half) in [("", ""), ("a", ""), ("0123456789", "01234")] {
        api.status(500).body(body).cut();
        let mut response = chat(&api).await?;
        assert_eq!(response.status(), 500);
        assert_eq!(response.content_length(), Some(body.len().max(1) as u64));
        let mut received = Vec::new();
        let ended = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => received.extend(chunk),
                ended => break ended,
            }
        };
        assert_eq!(received, half.as_bytes());
        assert!(ended.is_err(), "the body was complete");
    }
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn cuts_what_no_socket_buffer_holds() -> TestResult {
    let api = FakeApi::start().await.status(200).body(vec![b'x'; 32 << 20]).cut();
    let mut stream = connect(&api, GET).await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    assert!((16 << 20..17 << 20).contains(&received.len()), "{}", received.len());
    Ok(())
}

#[tokio::test]
async fn cuts_while_it_drips() -> TestResult {
    let api = FakeApi::start().await.reply("hello").drip(Duration::ZERO).cut();
    assert!(chat(&api).await?.bytes().await.is_err());
    Ok(())
}

#[tokio::test]
async fn stalls_until_the_client_hangs_up() -> TestResult {
    let api = FakeApi::start().await.stall();
    let mut stream = connect(&api, GET).await?;
    let waited = tokio::time::timeout(Duration::from_millis(20), stream.read_u8()).await;
    assert!(waited.is_err(), "something was sent");
    assert_eq!(api.requests().len(), 1);

    stream.shutdown().await?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).await?;
    assert_eq!(received, b"");
    Ok(())
}

#[tokio::test]
async fn survives_clients_that_hang_up_or_talk_nonsense() -> TestResult {
    let api = FakeApi::start().await.reply("hello");
    drop(connect(&api, "POST /v1/x HTTP/1.1\r\nhost: fake\r\ncontent-length: 9\r\n\r\nhal").await?);
    let mut nonsense = connect(&api, "\u{1}\u{2}\r\n\r\n").await?;
    let mut answer = String::new();
    nonsense.read_to_string(&mut answer).await?;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");

    assert_eq!(said(&api).await?, "hello");
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn serves_several_connections_at_once() -> TestResult {
    let api = FakeApi::start().await.stall().reply("hello").times(16);
    let _stalled = connect(&api, GET).await?;
    while api.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let mut calls = JoinSet::new();
    for _ in 0..16 {
        let api = api.clone();
        calls.spawn(async move { chat(&api).await.map(|response| response.status()) });
    }
    while let Some(status) = calls.join_next().await {
        assert_eq!(status??, 200);
    }
    api.assert_finished();
    Ok(())
}

#[tokio::test]
async fn keeps_a_connection_alive() -> TestResult {
    let api = FakeApi::start().await.reply("one").reply("two");
    let mut stream = connect(&api, GET).await?;
    stream
        .write_all(GET.replace("host: fake", "host: fake\r\nconnection: close").as_bytes())
        .await?;
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await?;
    assert_eq!(answers.matches("HTTP/1.1 200").count(), 2, "{answers}");
    Ok(())
}

#[tokio::test]
async fn stops_with_the_last_handle() -> TestResult {
    let api = FakeApi::start().await;
    let url = format!("{}/models", api.url());
    let client = http()?;
    let clone = api.clone();
    drop(api);
    client.get(&url).send().await?.bytes().await?;

    drop(clone);
    assert!(client.get(&url).send().await.is_err());
    Ok(())
}
