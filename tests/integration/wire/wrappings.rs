//! What a server means is understood whatever its words are wrapped in, and nothing is read without
//! end.

use std::time::{Duration, SystemTime};

use openai_call::{Body, Client, Error, ErrorKind, Stopped, openai_call, testing::FakeApi};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::wire::support::{accept, builder, chat, client, get, listen};

const QUOTA: &str =
    r#"{"error":{"message":"no credit","type":"quota","code":"insufficient_quota"}}"#;

/// [`QUOTA`] as gzip sends it.
const COMPRESSED: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x2d\x2a\xca\x2f\x52\xb2\xaa\
    \x56\xca\x4d\x2d\x2e\x4e\x4c\x4f\x55\xb2\x52\xca\xcb\x57\x48\x2e\x4a\x4d\xc9\x2c\
    \x51\xd2\x51\x4a\xce\x4f\x01\x09\x65\xe6\x15\x97\xa6\xa5\x65\x26\x67\xa6\xe6\x95\
    \xc4\x17\x96\xe6\x97\x24\x2a\xd5\xd6\x02\x00\x30\x63\xa7\x1a\x3d\x00\x00\x00";

/// That the answer was taken for a quota, at once.
#[track_caller]
fn assert_quota(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Quota, "{error}");
    assert_eq!((error.message(), error.code()), ("no credit", Some("insufficient_quota")));
    assert_eq!((error.attempts().len(), error.stopped()), (1, Some(Stopped::Permanent)));
}

/// The error of a call that this is answered to, under each status.
async fn assert_quota_of(statuses: &[u16], body: &[u8], media_type: &str) {
    for status in statuses {
        let api = FakeApi::start().await.status(*status).body(body.to_vec());
        api.header("content-type", media_type);
        assert_quota(&chat(&api.client()).await.expect_err("a quota"));
    }
}

#[tokio::test]
async fn an_error_of_half_a_megabyte_is_understood_and_kept_in_part() {
    let long = format!("{{\"input\":\"{}\",{}", "x".repeat(500_000), &QUOTA[1..]);
    let api = FakeApi::start().await.status(429).body(long);
    let error = chat(&api.client()).await.unwrap_err();
    assert_quota(&error);
    assert_eq!(error.body().len(), 64 * 1024);
}

#[tokio::test]
async fn a_byte_order_mark_hides_no_error() {
    assert_quota_of(&[429, 200], format!("\u{feff}{QUOTA}").as_bytes(), "application/json").await;
}

#[tokio::test]
async fn a_byte_order_mark_hides_no_answer() -> Result<(), Error> {
    let api = FakeApi::start().await.status(200).body("\u{feff}{\"answer\":42}");
    assert_eq!(get(&api.client(), "models").await?["answer"], 42);
    Ok(())
}

#[tokio::test]
async fn a_byte_that_is_no_utf8_hides_no_error() {
    let body = [b"{\"input\":\"caf\xe9\",", &QUOTA.as_bytes()[1..]].concat();
    assert!(str::from_utf8(&body).is_err());
    assert_quota_of(&[429, 200], &body, "application/json").await;
}

#[tokio::test]
async fn an_error_that_is_framed_as_an_event_is_understood() {
    for framed in [format!("data: {QUOTA}\n\n"), format!(": hi\n\nevent: error\ndata:{QUOTA}\n\n")]
    {
        assert_quota_of(&[429, 200], framed.as_bytes(), "text/event-stream").await;
    }
}

#[tokio::test]
async fn an_error_that_is_called_a_stream_and_is_none_is_understood() {
    assert_quota_of(&[200], QUOTA.as_bytes(), "text/event-stream").await;
}

#[tokio::test]
async fn a_compressed_body_says_so() {
    let api = FakeApi::start().await;
    for status in [400, 200] {
        api.status(status).body(COMPRESSED.to_vec()).header("content-encoding", "gzip");
        let error = chat(&api.client()).await.unwrap_err();
        assert!(error.message().contains("compressed as gzip"), "{error}");
        assert!(error.to_string().contains("feature `gzip`"), "{error}");
    }
}

/// The delay that a server asks for with these headers.
async fn delay(headers: &[(&str, &str)]) -> Option<Duration> {
    let api = FakeApi::start().await.status(400);
    for (name, value) in headers {
        api.header(name, value);
    }
    chat(&api.client()).await.expect_err("a refusal").retry_after()
}

#[tokio::test]
async fn a_date_is_read_against_the_servers_own_clock() {
    let wrong = SystemTime::UNIX_EPOCH + Duration::from_secs(946_684_800);
    let later = httpdate::fmt_http_date(wrong + Duration::from_secs(7));
    let headers = [("date", &*httpdate::fmt_http_date(wrong)), ("retry-after", &*later)];
    assert_eq!(delay(&headers).await, Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn of_two_delays_the_longer_counts() {
    assert_eq!(delay(&[("retry-after", "1, 3")]).await, Some(Duration::from_secs(3)));
    assert_eq!(delay(&[("llm_provider-retry-after", "5")]).await, Some(Duration::from_secs(5)));
    let both = [("llm_provider-retry-after", "5"), ("retry-after", "2")];
    assert_eq!(delay(&both).await, Some(Duration::from_secs(2)));
}

#[tokio::test]
async fn an_answer_without_end_is_cut_at_the_limit() -> Result<(), Error> {
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        loop {
            let mut stream = accept(&listener).await;
            let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\"";
            let mut sent = stream.write_all(head).await;
            while sent.is_ok() {
                sent = stream.write_all(&[b'x'; 4096]).await;
            }
        }
    });
    let client = builder(&url).body_limit(100_000).build()?;
    let error = get(&client, "models").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Decode, 1));
    assert!(error.message().contains("100000 bytes"), "{error}");
    assert!(error.remedy().contains("`body_limit`"), "{error}");
    Ok(())
}

#[tokio::test]
async fn an_answer_that_announces_too_much_is_not_read() -> Result<(), Error> {
    let api = FakeApi::start().await.reply(json!("x".repeat(98))).times(2);
    get(&builder(&api.url()).body_limit(100).build()?, "models").await?;
    let error = get(&builder(&api.url()).body_limit(99).build()?, "models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    Ok(())
}

#[tokio::test]
async fn a_refusal_whose_body_hangs_is_waited_for_a_second_only() {
    #[openai_call(attempts = 1, timeout = 10min)]
    async fn patient(client: &Client) -> Result<Value, Error> {
        client.get("models")
    }

    let api = FakeApi::start().await.status(400).hang();
    // The bound is a second, half of the timeout would be five minutes.
    let outcome = tokio::time::timeout(Duration::from_secs(60), patient(&api.client())).await;
    assert_eq!(outcome.unwrap().unwrap_err().kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_asked_once() {
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.expect("a client");
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("a reader");
        }
    });
    let error = chat(&client(&url.replace("http:", "https:"))).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Connection, 1), "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Permanent));
    assert!(error.to_string().starts_with("chat: the server does not speak tls"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_is_asked_once() -> Result<(), Error> {
    let (listener, url) = listen().await;
    tokio::spawn(async move {
        loop {
            let refusal =
                b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
            accept(&listener).await.write_all(refusal).await.expect("a reader");
        }
    });
    let proxy = reqwest::Proxy::all(url.replace("/v1", "")).expect("a proxy");
    let http = reqwest::Client::builder().proxy(proxy).build().expect("an http client");
    let error = chat(&builder("https://example.invalid/v1").http(http).build()?).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Connection, 1), "{error}");
    assert!(error.to_string().contains("the proxy asks for a password"), "{error}");
    let error = chat(&client(&url)).await.unwrap_err();
    assert_eq!(error.attempts().len(), 1, "{error}");
    assert!(error.to_string().starts_with("chat: the proxy asks for a password"), "{error}");
    Ok(())
}

/// The answer of Gemini, which is a list without its `alt=sse`.
#[tokio::test]
async fn a_list_that_is_an_error_is_no_answer() {
    assert_quota_of(&[429, 200], format!("[{QUOTA}]").as_bytes(), "application/json").await;
    let framed = format!("data: [{QUOTA}]\n\n");
    assert_quota_of(&[429, 200], framed.as_bytes(), "text/event-stream").await;
}

#[openai_call]
async fn speech(client: &Client) -> Result<Body, Error> {
    client.post("audio/speech").json(&json!({ "input": "hm" }))
}

#[tokio::test]
async fn bytes_that_are_an_error_are_no_file() -> Result<(), Error> {
    let api = FakeApi::start().await;
    for body in [QUOTA.to_owned(), format!("[{QUOTA}]"), format!("\u{feff}{QUOTA}")] {
        api.status(200).body(body).header("content-type", "application/json; charset=utf-8");
        assert_quota(&speech(&api.client()).await.unwrap_err());
    }
    // A line of a batch may be one, and so may any file.
    api.status(200).body(QUOTA).header("content-type", "application/octet-stream");
    assert_eq!(&*speech(&api.client()).await?, QUOTA.as_bytes());
    Ok(())
}

#[tokio::test]
async fn bytes_that_are_compressed_are_no_file() -> Result<(), Error> {
    let api = FakeApi::start().await.status(200).body(COMPRESSED);
    api.header("content-encoding", "gzip");
    let error = speech(&api.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("compressed as gzip"), "{error}");
    assert!(error.remedy().contains("`gzip`"), "{error}");
    // A file that is itself compressed says so in its type alone.
    api.status(200).body(COMPRESSED).header("content-type", "application/gzip");
    assert_eq!(&*speech(&api.client()).await?, COMPRESSED);
    Ok(())
}
