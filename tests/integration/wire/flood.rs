//! A server that sends without end.

use openai_call::{ErrorKind, Stopped};
use tokio::io::AsyncWriteExt;

use crate::wire::support::{accept, client, get, listen};

const SIZE: usize = 100 << 20;
/// What the sockets of both sides may hold without anybody reading.
const BUFFERED: usize = 32 << 20;

#[tokio::test]
async fn an_endless_error_is_kept_to_its_beginning_and_not_read_to_its_end() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let mut stream = accept(&listener).await;
        let head = format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {SIZE}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("a client that reads the head");
        let chunk = vec![b'x'; 1 << 16];
        let mut written = 0;
        while written < SIZE {
            match stream.write(&chunk[..chunk.len().min(SIZE - written)]).await {
                Ok(count) => written += count,
                Err(_) => break,
            }
        }
        written
    });

    let error = get(&client(&url), "models").await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.stopped(), Some(Stopped::Permanent));
    assert_eq!(error.body().len(), 64 * 1024);
    assert!(error.to_string().len() < 2_000);
    let written = server.await.unwrap();
    assert!(written < BUFFERED, "the client let the server send {written} bytes");
}
