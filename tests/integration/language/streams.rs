//! What a policy says of a stream, and what is told of it beforehand.

use std::time::Duration;

use openai_call::testing::FakeApi;
use openai_call::{
    Bounds, Client, Error, ErrorKind, EventStream, Restartable, Step, StreamItem, openai_call,
    policy,
};
use serde_json::Value;

type Tokens = EventStream<Value>;

policy! { patient => timeout = 20s, idle = 40s }

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

async fn bounds<T: StreamItem>(
    call: impl Future<Output = Result<EventStream<T>, Error>>,
) -> Bounds {
    *call.await.expect("a stream").site().bounds()
}

/// A stream takes as long as it takes: only a deadline bounds it.
#[tokio::test(start_paused = true)]
async fn the_time_of_a_stream_is_bounded_by_its_deadline_alone() {
    #[openai_call(retry = none, timeout = 10s)]
    async fn endless(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }
    #[openai_call(retry = none, timeout = 10s, deadline = 60s, max_time = 60s)]
    async fn bounded(client: &Client) -> Result<EventStream<Value>, Error> {
        client.get("events")
    }
    // By another name it is known only where the policy speaks of streams.
    #[openai_call(retry = none, timeout = 10s)]
    async fn hidden(client: &Client) -> Result<Tokens, Error> {
        client.get("events")
    }
    #[openai_call(retry = none, timeout = 10s, idle = 5s)]
    async fn known(client: &Client) -> Result<Tokens, Error> {
        client.get("events")
    }

    let api = FakeApi::in_memory().events([Value::Null]).times(4);
    let client = api.client();
    assert_eq!(bounds(endless(&client)).await.time(), None);
    assert_eq!(bounds(bounded(&client)).await.time(), Some(seconds(60)));
    assert_eq!(bounds(hidden(&client)).await.time(), Some(seconds(10)));
    assert_eq!(bounds(known(&client)).await.time(), None);
}

#[tokio::test(start_paused = true)]
async fn idle_is_that_of_the_function_else_of_its_policy_else_its_timeout() -> Result<(), Error> {
    #[openai_call(timeout = 10s)]
    async fn by_timeout(client: &Client) -> Result<Tokens, Error> {
        client.get("events")
    }
    #[openai_call(policy = patient)]
    async fn by_policy(client: &Client) -> Result<Tokens, Error> {
        client.get("events")
    }
    #[openai_call(policy = patient, idle = 7s)]
    async fn by_itself(client: &Client) -> Result<Tokens, Error> {
        client.get("events")
    }
    #[openai_call(deadline = 5s)]
    async fn by_deadline(client: &Client) -> Result<Tokens, Error> {
        client.get("events")
    }

    let api = FakeApi::in_memory().events([Value::Null]).times(4);
    let client = api.client();
    let idle = |stream: Tokens| stream.site().policy().idle();
    assert_eq!(idle(by_timeout(&client).await?), seconds(10));
    assert_eq!(idle(by_policy(&client).await?), seconds(40));
    assert_eq!(idle(by_itself(&client).await?), seconds(7));
    assert_eq!(idle(by_deadline(&client).await?), seconds(5));
    Ok(())
}

/// Each restart is a request, and a sleep.
#[tokio::test(start_paused = true)]
async fn restarts_count_in_the_worst_case() -> Result<(), Error> {
    #[openai_call(
        retry = none,
        backoff = fixed(1s),
        max_requests = 3,
        on_stream_interrupted = restart(attempts = 3),
    )]
    async fn restarted(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
        client.get("events")
    }

    let api = FakeApi::in_memory().events([Value::Null]);
    let stream = restarted(&api.client()).await?;
    let site = stream.site();
    assert_eq!(site.bounds().requests(), 3);
    assert_eq!(site.bounds().sleep(), seconds(2 * 121));
    let steps = site.policy().ladder(ErrorKind::StreamInterrupted).map(openai_call::Ladder::steps);
    assert!(matches!(steps, Some([Step::Restart { attempts: 3, .. }])));
    Ok(())
}
