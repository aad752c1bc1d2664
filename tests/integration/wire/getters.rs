//! What a client adds to every request, and what a reply tells of its response.

use openai_call::reqwest::Method;
use openai_call::{Body, Client, Error, ErrorKind, Reply, openai_call, testing::FakeApi};
use serde_json::{Value, json};

use crate::wire::support::{KEY, builder, chat, client, everything_shown, get};

#[openai_call(attempts = 2, backoff = 1ms..2ms, otherwise = recover(|error| Body::recovered("", error)))]
async fn speech(client: &Client) -> Result<Body, Error> {
    client.post("audio/speech").json(&json!({ "input": "hm" }))
}

#[openai_call(retry = "none")]
async fn file(client: &Client) -> Result<Body, Error> {
    client.get("files/file-1/content")
}

#[tokio::test]
async fn a_reply_has_the_status_and_the_headers_without_the_key() -> Result<(), Error> {
    let api = FakeApi::start().await.status(201).json(json!({ "a": 1 }));
    api.header("x-echo", &format!("Bearer {KEY}")).header("x-it", "7");
    let reply = chat(&client(&api.url())).await?.map(|value| value["a"].clone());
    assert_eq!(*reply, 1);
    assert_eq!(reply.status().unwrap(), 201);
    assert_eq!(reply.headers()["x-it"], "7");
    assert_eq!(reply.headers()["x-echo"], "Bearer [api key]");
    assert_eq!((reply.request_id(), reply.attempts().len()), (Some("req_1"), 1));
    assert!(!format!("{reply:?}").contains(KEY));
    Ok(())
}

#[tokio::test]
async fn a_recovered_reply_has_the_head_of_its_error() -> Result<(), Error> {
    #[openai_call(retry = "none", otherwise = recover(|error| Reply::recovered(Value::Null, error)))]
    async fn recovered(client: &Client) -> Result<Reply<Value>, Error> {
        client.get("models")
    }

    let api = FakeApi::start().await.status(500).header("x-it", "7").disconnect();
    let reply = recovered(&api.client()).await?;
    assert_eq!(
        (reply.status().unwrap().as_u16(), &reply.headers()["x-it"]),
        (500, &"7".parse().unwrap())
    );
    let reply = recovered(&api.client()).await?;
    assert_eq!((reply.status(), reply.headers().len()), (None, 0));
    Ok(())
}

#[tokio::test]
async fn a_body_is_read_under_the_policy() -> Result<(), Error> {
    let api = FakeApi::start().await;
    api.status(200).body("half of it").cut().status(200).body(&b"\0\xff{"[..]).header("x-it", "7");
    let body = speech(&api.client()).await?;
    assert_eq!(&*body, b"\0\xff{");
    assert_eq!((body.attempts().len(), body.request_id()), (2, Some("req_2")));
    assert_eq!(
        (body.status().unwrap().as_u16(), body.headers()["x-it"].as_bytes()),
        (200, &b"7"[..])
    );
    assert_eq!(body.into_inner(), &b"\0\xff{"[..]);

    api.status(500).times(2);
    let recovered = speech(&api.client()).await?;
    assert!(recovered.is_empty());
    assert_eq!(recovered.status().unwrap(), 500);
    Ok(())
}

#[tokio::test]
async fn a_body_may_be_a_file_about_an_error_and_has_a_limit() -> Result<(), Error> {
    let about = r#"{"error":"what the file is about"}"#;
    let api = FakeApi::start().await.status(200).body(about).times(2);
    api.header("content-type", "application/octet-stream");
    assert_eq!(*file(&api.client()).await?, *about.as_bytes());
    let error = file(&builder(&api.url()).body_limit(9).build()?).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    Ok(())
}

#[tokio::test]
async fn every_method_can_be_sent() -> Result<(), Error> {
    #[openai_call]
    async fn send(client: &Client, method: &Method) -> Result<(), Error> {
        match *method {
            Method::PUT => client.put("vector_stores/vs_1").json(&json!({ "name": "a" })),
            _ => client.patch("vector_stores/vs_1").json(&json!({ "name": "b" })),
        }
    }

    let api = FakeApi::start().await;
    for method in [Method::PUT, Method::PATCH] {
        send(&api.client(), &method).await?;
        let request = api.requests().pop().expect("a request");
        assert_eq!((request.method(), request.path()), (&method, "/v1/vector_stores/vs_1"));
    }
    Ok(())
}

#[tokio::test]
async fn a_default_header_goes_to_the_own_origin_and_is_kept_from_errors() -> Result<(), Error> {
    #[openai_call]
    async fn traced(client: &Client) -> Result<(), Error> {
        client.get("models").header("x-team", "mine")
    }

    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    let own = "gateway-0123456789";
    let client = builder(&api.url()).header("x-team", "search").header("x-api-key", own).build()?;
    get(&client, "models").await?;
    traced(&client).await?;
    get(&client, &format!("{}/models", other.url())).await?;
    let teams: Vec<_> =
        api.requests().iter().map(|it| it.header("x-team").map(str::to_owned)).collect();
    assert_eq!(teams, [Some("search".to_owned()), Some("mine".to_owned())]);
    let given = other.requests().remove(0);
    assert_eq!((given.header("x-team"), given.header("x-api-key")), (None, None));

    api.status(401).json(json!({ "error": { "message": format!("no such key: {own}") } }));
    assert!(!everything_shown(&get(&client, "models").await.unwrap_err()).contains(own));
    Ok(())
}

#[test]
fn a_default_header_that_cannot_be_sent_is_refused() {
    let error = builder("https://example.com").header("x team", "search").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().starts_with("a default header cannot be sent: "), "{error}");
}

#[tokio::test]
async fn the_environment_gives_only_what_is_not_set() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let client = builder(&api.url()).organization("org-1").from_env().build()?;
    get(&client, "models").await?;
    let request = api.requests().remove(0);
    assert_eq!(request.header("authorization").unwrap(), format!("Bearer {KEY}"));
    assert_eq!(request.header("openai-organization"), Some("org-1"));
    Ok(())
}
