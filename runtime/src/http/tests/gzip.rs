use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, openai_call};
use serde_json::Value;

/// An error about a quota.
const COMPRESSED: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x2d\x2a\xca\x2f\x52\xb2\xaa\
    \x56\xca\x4d\x2d\x2e\x4e\x4c\x4f\x55\xb2\x52\xca\xcb\x57\x48\x2e\x4a\x4d\xc9\x2c\
    \x51\xd2\x51\x4a\xce\x4f\x01\x09\x65\xe6\x15\x97\xa6\xa5\x65\x26\x67\xa6\xe6\x95\
    \xc4\x17\x96\xe6\x97\x24\x2a\xd5\xd6\x02\x00\x30\x63\xa7\x1a\x3d\x00\x00\x00";

#[openai_call]
async fn models(client: &Client) -> Result<Value, Error> {
    client.get("models")
}

#[tokio::test]
async fn a_compressed_body_is_asked_for_and_read() {
    let api = FakeApi::start().await.status(429).body(COMPRESSED.to_vec());
    api.header("content-encoding", "gzip");
    let error = models(&api.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Quota, "no credit"));
    assert_eq!(api.requests()[0].header("accept-encoding"), Some("gzip"));
}
