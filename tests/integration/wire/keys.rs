//! Where the key goes: to the origin of the base URL, and nowhere else.

use openai_call::testing::{FakeApi, RecordedRequest};
use openai_call::{Client, Error};

use crate::wire::support::{KEY, builder, client, get};

pub(crate) const CREDENTIALS: [&str; 3] =
    ["authorization", "openai-organization", "openai-project"];

/// A client that has all there is to give away.
pub(crate) fn known(api: &FakeApi) -> Client {
    let settings = builder(&api.url()).organization("org-1").project("proj_1");
    settings.build().expect("the url and the key are valid")
}

/// The credentials that a request came with.
pub(crate) fn given(request: &RecordedRequest) -> Vec<&'static str> {
    CREDENTIALS.into_iter().filter(|name| request.headers().contains_key(*name)).collect()
}

#[tokio::test]
async fn an_absolute_url_of_the_same_origin_gets_the_key() -> Result<(), Error> {
    let api = FakeApi::start().await;
    let origin = api.url().replace("/v1", "");
    get(&known(&api), &format!("{origin}/v2/models")).await?;
    let request = api.requests().remove(0);
    assert_eq!(request.path(), "/v2/models");
    assert_eq!(given(&request), CREDENTIALS);
    assert_eq!(request.header("authorization").unwrap(), format!("Bearer {KEY}"));
    Ok(())
}

#[tokio::test]
async fn an_absolute_url_of_another_origin_gets_no_key() -> Result<(), Error> {
    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    get(&known(&api), &format!("{}/models", other.url())).await?;
    let same_port_other_name = other.url().replace("127.0.0.1", "localhost");
    get(&known(&other), &format!("{same_port_other_name}/models")).await?;
    assert!(api.requests().is_empty());
    for request in other.requests() {
        assert_eq!(given(&request), [""; 0], "{request:?}");
    }
    assert_eq!(other.requests().len(), 2);
    Ok(())
}

#[tokio::test]
async fn no_path_leads_the_key_to_another_origin() -> Result<(), Error> {
    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    let host = other.url().replace("http://", "").replace("/v1", "");
    let paths = [
        format!("//{host}/models"),
        format!("///{host}/models"),
        format!("\\\\{host}\\models"),
        format!("/\\{host}/models"),
        format!("http:{host}/models"),
        format!("@{host}/models"),
    ];
    for path in &paths {
        get(&known(&api), path).await?;
    }
    assert_eq!(api.requests().len(), paths.len());
    assert!(other.requests().is_empty());

    get(&known(&api), &format!("HTTP://{host}/models")).await?;
    assert_eq!(given(&other.requests()[0]), [""; 0]);
    Ok(())
}

#[tokio::test]
async fn what_looks_like_the_own_origin_and_is_none_gets_no_key() {
    let (api, other) = (FakeApi::start().await, FakeApi::start().await);
    let (own, host) = (api.url(), other.url().replace("http://", ""));
    let own = own.trim_end_matches("/v1");
    get(&known(&api), &format!("{own}@{host}/models")).await.unwrap();
    let request = other.requests().remove(0);
    // What stands before the `@` is a user's name and password for the other origin.
    assert_ne!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert!(!given(&request).contains(&"openai-project"));
}

#[tokio::test]
async fn a_clients_key_does_not_stand_in_the_url() -> Result<(), Error> {
    let api = FakeApi::start().await;
    get(&client(&api.url()), "models").await?;
    let request = api.requests().remove(0);
    assert!(!format!("{}?{:?}", request.path(), request.query()).contains(KEY));
    Ok(())
}
