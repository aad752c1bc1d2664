//! What the items of a stream may be.

use openai_call::testing::FakeApi;
use openai_call::{Client, Error, ErrorKind, Event, EventStream, Stopped, openai_call};
use serde::Deserialize;
use serde_json::json;

/// One type for every event of a response, most of which are of no interest.
#[tokio::test]
async fn the_items_may_be_those_of_interest() -> Result<(), Error> {
    #[derive(Deserialize)]
    #[serde(tag = "type")]
    enum Part {
        #[serde(rename = "response.output_text.delta")]
        Text { delta: String },
        #[serde(other)]
        Other,
    }

    #[openai_call]
    async fn respond(client: &Client) -> Result<EventStream<Event<Part>>, Error> {
        client.post("responses").json(&json!({ "input": "" }))
    }

    let api = FakeApi::start().await.reply("Hello you");
    let mut parts = respond(&api.client()).await?;
    let (mut said, mut others) = (String::new(), 0);
    while let Some(part) = parts.next().await {
        match part?.into_data() {
            Part::Text { delta } => said += &delta,
            Part::Other => others += 1,
        }
    }
    assert_eq!(said, "Hello you");
    assert!(others > 2);
    Ok(())
}

#[tokio::test]
async fn an_item_of_another_type_tells_what_came() -> Result<(), Error> {
    #[derive(Debug, Deserialize)]
    struct Number {
        n: u32,
    }
    #[openai_call]
    async fn numbers(client: &Client) -> Result<EventStream<Number>, Error> {
        client.get("numbers")
    }

    let api = FakeApi::start().await.events(["{\"n\": 1}", "{\"n\": \"secret\"}"]);
    let mut stream = numbers(&api.client()).await?;
    assert_eq!(stream.next().await.expect("an item")?.n, 1);
    let error = stream.next().await.expect("an end").expect_err("no number");
    assert_eq!((error.kind(), error.stopped()), (ErrorKind::Decode, Some(Stopped::Permanent)));
    assert!(!error.to_string().contains("secret"), "{error}");
    assert!(error.message().contains("Number`"), "{error}");
    assert!(error.remedy().contains("the error's body is the event"), "{error}");
    assert_eq!(error.body(), b"{\"n\": \"secret\"}");
    Ok(())
}
