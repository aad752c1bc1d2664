//! Over HTTP/2 a server can say that it has not looked at a request. A transport could then send it
//! again by itself, and nobody would have counted that.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use openai_call::{Client, Error, ErrorKind, openai_call};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use reqwest::{redirect, retry};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::frames::{Refusal, Server};

const REFUSALS: [Refusal; 2] = [Refusal::Stream, Refusal::GoAway];

#[openai_call(attempts = 1)]
async fn once(client: &Client) -> Result<(), Error> {
    client.get("models")
}

#[openai_call(attempts = 3, backoff = 1ms..2ms)]
async fn three_times(client: &Client) -> Result<(), Error> {
    client.get("models")
}

/// Three calls to a server that refuses [`REFUSED`] requests.
async fn assert_each_attempt_is_seen(client: &Client) {
    let error = once(client).await.expect_err("refused");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Connection, 1), "{error}");
    let error = three_times(client).await.expect_err("refused");
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Connection, 3), "{error}");
    three_times(client).await.expect("an answer to the second attempt");
}

const REFUSED: usize = 1 + 3 + 1;

/// How many requests these calls send, if nothing but their policy repeats them.
const REQUESTS: usize = REFUSED + 1;

/// A client of the user's own, over plain text.
fn foreign(server: &Server, http: reqwest::ClientBuilder) -> Client {
    let http = http.http2_prior_knowledge().no_proxy().build().expect("a client");
    let url = format!("http://localhost:{}/v1", server.port);
    Client::builder().base_url(url).api_key("none").http(http).build().expect("a client")
}

#[tokio::test]
async fn a_client_with_the_two_settings_repeats_nothing() {
    for refusal in REFUSALS {
        let server = Server::start(refusal, REFUSED, None).await;
        let http = reqwest::Client::builder().redirect(redirect::Policy::none());
        assert_each_attempt_is_seen(&foreign(&server, http.retry(retry::never()))).await;
        assert_eq!(server.requests(), REQUESTS, "{refusal:?}");
    }
}

#[tokio::test]
async fn a_client_without_them_sends_more_than_the_policy_allows() {
    for refusal in REFUSALS {
        let server = Server::start(refusal, 2, None).await;
        once(&foreign(&server, reqwest::Client::builder())).await.expect("an answer");
        assert_eq!(server.requests(), 3, "{refusal:?}");
    }
}

/// Where the process that this test starts finds the server.
const PORT: &str = "PORT_OF_AN_HTTP2_SERVER";

/// The client of this crate speaks HTTP/2 over TLS alone, and trusts what the system does. So it is
/// asked in another process, for which the system's certificates are in a file of this test.
#[tokio::test(flavor = "multi_thread")]
async fn the_client_of_this_crate_repeats_nothing() {
    if let Ok(port) = std::env::var(PORT) {
        let client = Client::builder().base_url(format!("https://localhost:{port}/v1"));
        return assert_each_attempt_is_seen(&client.api_key("none").build().expect("a client"))
            .await;
    }
    let identity = generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let trusted = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trusted.pem");
    std::fs::write(&trusted, identity.cert.pem()).expect("a writable folder");
    let tls = tls(&identity);
    for refusal in REFUSALS {
        let server = Server::start(refusal, REFUSED, Some(tls.clone())).await;
        let child = Command::new(std::env::current_exe().expect("a path"))
            .args(["--exact", "http2::the_client_of_this_crate_repeats_nothing"])
            .env(PORT, server.port.to_string())
            .env("SSL_CERT_FILE", &trusted)
            .output()
            .expect("a child");
        assert!(child.status.success(), "{refusal:?}: {child:?}");
        assert_eq!(server.requests(), REQUESTS, "{refusal:?}");
    }
}

/// The server's side of TLS, which offers HTTP/2 and nothing else.
fn tls(identity: &CertifiedKey<KeyPair>) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(identity.signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![identity.cert.der().clone()], key);
    let mut config = config.expect("a certificate with its key");
    config.alpn_protocols = vec![b"h2".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}
