//! Errors of other crates, from real sockets where they come from there.

use std::error::Error as _;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use openai_call::{Classify, Error, ErrorKind};
use serde_json::Value;

/// A server that answers one request with these bytes and hangs up after `pause`.
fn answer_once(bytes: &'static str, pause: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || -> io::Result<()> {
        let (mut connection, _) = listener.accept()?;
        let _ = connection.read(&mut [0; 4096])?;
        connection.write_all(bytes.as_bytes())?;
        thread::sleep(pause);
        Ok(())
    });
    address
}

/// What becomes of a request for JSON to such a server.
async fn ask(bytes: &'static str, pause: Duration) -> Error {
    ask_at(&format!("http://{}/v1?key=secret", answer_once(bytes, pause))).await
}

async fn ask_at(url: &str) -> Error {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(300));
    let client = client.build().expect("a client");
    let response =
        async { client.get(url).send().await?.error_for_status()?.json::<Value>().await };
    let error = response.await.expect_err("an error").classify();
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    assert!(error.source().is_some(), "{error:?}");
    error
}

#[tokio::test]
async fn refused_is_a_connection_error() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    drop(listener);
    let error = ask_at(&format!("http://{address}/?key=secret")).await;
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.message().starts_with("connection refused"), "{error}");
    assert!(error.message().ends_with(&format!("at http://{address}")), "{error}");
}

#[tokio::test]
async fn closed_before_the_response_is_a_connection_error() {
    let error = ask("", Duration::ZERO).await;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
}

#[tokio::test]
async fn closed_inside_the_response_is_a_connection_error() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
    assert_eq!(ask(cut, Duration::ZERO).await.kind(), ErrorKind::Connection);
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"";
    assert_eq!(ask(chunked, Duration::ZERO).await.kind(), ErrorKind::Connection);
}

#[tokio::test]
async fn complete_and_no_json_is_a_decode_error() {
    let page = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>";
    assert_eq!(ask(page, Duration::ZERO).await.kind(), ErrorKind::Decode);
    let complete = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{\"id\":";
    assert_eq!(ask(complete, Duration::ZERO).await.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn too_slow_is_a_timeout() {
    let stall = Duration::from_secs(2);
    assert_eq!(ask("", stall).await.kind(), ErrorKind::Timeout);
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
    assert_eq!(ask(cut, stall).await.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_status_decides_as_in_a_response() {
    let busy = "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n";
    let error = ask(busy, Duration::ZERO).await;
    assert_eq!(error.kind(), ErrorKind::ServiceUnavailable);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(error.message(), "503 service unavailable");
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_invalid_request() {
    assert_eq!(ask_at("/v1?key=secret").await.kind(), ErrorKind::InvalidRequest);
    assert_eq!(ask_at("ftp://127.0.0.1/?key=secret").await.kind(), ErrorKind::InvalidRequest);
    let circle = "HTTP/1.1 302 Found\r\nlocation: ftp://127.0.0.1/\r\ncontent-length: 0\r\n\r\n";
    let error = ask(circle, Duration::ZERO).await;
    assert!(!error.is_transient(), "{error:?}");
}

#[test]
fn io_errors_are_of_the_connection() {
    let kind = |kind: io::ErrorKind| io::Error::from(kind).classify().kind();
    assert_eq!(kind(io::ErrorKind::TimedOut), ErrorKind::Timeout);
    assert_eq!(kind(io::ErrorKind::ConnectionReset), ErrorKind::Connection);
    assert_eq!(kind(io::ErrorKind::UnexpectedEof), ErrorKind::Connection);
}

#[test]
fn json_errors_are_of_the_content() {
    let error = serde_json::from_str::<Value>("{").expect_err("an error").classify();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.message(), "EOF while parsing an object at line 1 column 1");
}

#[test]
fn an_error_stays_what_it_is() {
    let error = Error::new(ErrorKind::Quota, "no money").classify();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Quota, "no money"));
}
