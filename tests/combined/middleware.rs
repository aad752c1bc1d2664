//! A body that ends in the request of reqwest-middleware.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::Extensions;
use openai_call::testing::FakeApi;
use openai_call::{
    Classify, Error, ErrorKind, EventStream, Reply, Restartable, Stopped, Text, openai_call,
};
use reqwest::{Request, Response};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Middleware, Next};
use serde_json::{Value, json};

/// Counts the requests that go through it, and notes what they carry.
#[derive(Default)]
struct Counting {
    requests: AtomicUsize,
    tagged: AtomicUsize,
}

#[derive(Clone)]
struct Tag;

#[async_trait::async_trait]
impl Middleware for Counting {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.tagged.fetch_add(extensions.remove::<Tag>().iter().count(), Ordering::Relaxed);
        next.run(request, extensions).await
    }
}

/// Refuses every request, as one that finds no token would.
struct Refusing(fn() -> reqwest_middleware::Error);

#[async_trait::async_trait]
impl Middleware for Refusing {
    async fn handle(
        &self,
        _request: Request,
        _extensions: &mut Extensions,
        _next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        Err((self.0)())
    }
}

fn client(middleware: impl Middleware) -> ClientWithMiddleware {
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never());
    ClientBuilder::new(http.build().expect("a client")).with(middleware).build()
}

#[openai_call(backoff = 1ms..2ms)]
async fn chat(client: &ClientWithMiddleware, url: &str) -> Result<Reply<Value>, Error> {
    client.post(format!("{url}/chat/completions")).json(&json!({ "messages": [] }))
}

#[tokio::test]
async fn each_attempt_goes_through_the_middleware_once() {
    let api = FakeApi::start().await.status(500).disconnect().reply("hello");
    let counting = Arc::new(Counting::default());
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let client = ClientBuilder::new(http).with_arc(counting.clone()).build();
    let reply = chat(&client, &api.url()).await.expect("an answer");
    assert_eq!((reply.attempts().len(), api.requests().len()), (3, 3));
    assert_eq!(counting.requests.load(Ordering::Relaxed), 3);
    assert_eq!(reply.attempts().failed()[0].kind(), ErrorKind::ServerError);
}

#[tokio::test]
async fn what_a_request_carries_reaches_the_middleware() {
    #[openai_call(backoff = 1ms..2ms)]
    async fn tagged(client: &ClientWithMiddleware, url: &str) -> Result<Text, Error> {
        let request = client.post(format!("{url}/chat/completions"));
        request.json(&json!({ "messages": [] })).with_extension(Tag)
    }

    let api = FakeApi::start().await.status(500).reply("hello");
    let counting = Arc::new(Counting::default());
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let client = ClientBuilder::new(http).with_arc(counting.clone()).build();
    assert_eq!(&*tagged(&client, &api.url()).await.expect("an answer"), "hello");
    assert_eq!(counting.tagged.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_stream_begins_anew_through_the_middleware() {
    #[openai_call(backoff = 1ms..2ms, on_stream_interrupted = restart)]
    async fn stream(
        client: &ClientWithMiddleware,
        url: &str,
    ) -> Result<EventStream<Restartable<Value>>, Error> {
        let request = client.post(format!("{url}/chat/completions"));
        request.json(&json!({ "messages": [] })).with_extension(Tag)
    }

    let api = FakeApi::start().await.reply("cut in the middle").cut().reply("whole");
    let counting = Arc::new(Counting::default());
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let client = ClientBuilder::new(http).with_arc(counting.clone()).build();
    let mut events = stream(&client, &api.url()).await.expect("it begins");
    let mut restarts = 0;
    while let Some(event) = events.next().await {
        restarts += usize::from(matches!(event.expect("an event"), Restartable::Restarted(_)));
    }
    assert_eq!((restarts, counting.tagged.load(Ordering::Relaxed)), (1, 2));
}

#[tokio::test]
async fn the_error_of_a_middleware_has_a_kind() {
    fn plain() -> reqwest_middleware::Error {
        reqwest_middleware::Error::middleware(std::io::Error::other("no token"))
    }
    fn ours() -> reqwest_middleware::Error {
        reqwest_middleware::Error::middleware(Error::new(ErrorKind::Authentication, "no token"))
    }

    let api = FakeApi::start().await;
    let error = chat(&client(Refusing(plain)), &api.url()).await.expect_err("it is refused");
    assert_eq!((error.kind(), error.stopped()), (ErrorKind::Connection, Some(Stopped::Attempts)));
    assert!(error.to_string().contains("a middleware of the http client failed: no token"));
    let error = chat(&client(Refusing(ours)), &api.url()).await.expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(api.requests().len(), 0);
}

#[tokio::test]
async fn the_error_of_reqwest_is_itself() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let sent = client(Counting::default()).get(url).send().await;
    let error = sent.expect_err("nobody listens").classify();
    assert_eq!((error.kind(), error.may_have_run()), (ErrorKind::Connection, false));
}

#[tokio::test]
async fn a_redirect_that_the_client_followed_is_an_error() {
    let api = FakeApi::start().await;
    api.status(307).header("location", "/v1/elsewhere").reply("hello");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let client = ClientBuilder::new(http).build();
    let error = chat(&client, &api.url()).await.expect_err("it was followed");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().contains("followed a redirect"), "{error}");
    assert!(error.may_have_run());
}
