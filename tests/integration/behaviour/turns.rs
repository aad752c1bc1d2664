//! How calls wait for their turn, where the requests of a model are let go one after the other.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use openai_call::testing::{FakeApi, ServerModel};
use openai_call::{Attempts, Client, Error, Reply, Site, openai_call, policy};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::support::{TICK, ms};

/// One request a second, and no two at once.
fn one_a_second() -> ServerModel {
    ServerModel::bucket(60).burst(ms(1_000))
}

fn question(text: &str) -> Value {
    json!({ "model": "gpt-4o-mini", "messages": [{ "role": "user", "content": text }] })
}

/// A call that is over, and how long it took.
struct Call {
    outcome: Result<Reply<Value>, Error>,
    took: Duration,
}

/// Makes calls at once.
async fn at_once<F>(calls: impl Iterator<Item = F>) -> Vec<Call>
where
    F: Future<Output = Result<Reply<Value>, Error>> + Send + 'static,
{
    let begun = Instant::now();
    let calls = calls.map(|call| async move {
        let outcome = call.await;
        Call { outcome, took: begun.elapsed() }
    });
    calls.collect::<JoinSet<_>>().join_all().await
}

policy! { patient => on_rate_limit = wait(up_to = 10min) }
policy! { bulk => policy = patient, priority = "low" }

#[openai_call(policy = patient)]
async fn normal(client: Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&question("normal"))
}

#[openai_call(policy = bulk)]
async fn low(client: Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&question("low"))
}

#[openai_call(policy = bulk, priority = "normal")]
async fn raised(client: Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&question("raised"))
}

/// Who has sent the requests, in their order.
fn senders(api: &FakeApi) -> Vec<String> {
    let text = |it: &Value| it["messages"][0]["content"].as_str().map(str::to_owned);
    api.requests().iter().filter_map(|request| text(&request.json())).collect()
}

/// A low one goes at once only while nobody waits.
#[tokio::test(start_paused = true)]
async fn low_ones_go_behind_all_others() {
    let api = FakeApi::in_memory().model(one_a_second());
    let client = api.client();
    let first = (0..10).map(|_| low(client.clone()));
    let mut calls: JoinSet<_> = first.collect();
    for _ in 0..10 {
        calls.spawn(normal(client.clone()));
    }
    for outcome in calls.join_all().await {
        outcome.expect("an answer");
    }
    let senders = senders(&api);
    let at_once = senders.iter().take_while(|sender| *sender == "low").count();
    let next = senders.iter().skip(at_once).take_while(|sender| *sender == "normal").count();
    assert!(at_once <= 5 && next >= 10, "{senders:?}");
}

#[tokio::test(start_paused = true)]
async fn a_function_may_raise_the_priority_of_its_policy() {
    let api = FakeApi::in_memory().model(one_a_second());
    let outcome = raised(api.client()).await.expect("an answer");
    assert!(!outcome.site().policy().has_low_priority());
    let outcome = low(api.client()).await.expect("an answer");
    assert!(outcome.site().policy().has_low_priority());
}

#[openai_call(policy = patient, attempts = 2, timeout = 1s)]
async fn slow(client: Client) -> Result<Reply<Value>, Error> {
    sleep(ms(800)).await;
    client.post("chat/completions").json(&question("slow"))
}

/// The wait is outside of `timeout`, which has what is left for the answer, and not all of it again.
#[tokio::test(start_paused = true)]
async fn the_time_of_an_attempt_stands_still_while_it_waits() {
    let latency = |longest| ms(100)..ms(longest);
    let api = FakeApi::in_memory().model(one_a_second().latency(latency(101)));
    let client = api.client();
    let calls = at_once((0..10).map(|_| slow(client.clone()))).await;
    assert!(calls.iter().filter(|call| call.outcome.is_ok()).count() > 5);
    assert!(calls.iter().any(|call| call.took > ms(5_000)), "some wait for longer than `timeout`");

    let api = FakeApi::in_memory().model(one_a_second().latency(ms(500)..ms(501)));
    let client = api.client();
    for call in at_once((0..10).map(|_| slow(client.clone()))).await {
        assert!(call.outcome.is_err(), "its body and the answer take longer than `timeout`");
    }
}

#[openai_call(policy = patient, attempts = 4)]
async fn crowded(client: Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&question("crowded"))
}

#[openai_call(attempts = 4, timeout = 2s, on_rate_limit = wait(up_to = 20s))]
async fn hurried(client: Client) -> Result<Reply<Value>, Error> {
    sleep(ms(700)).await;
    client.post("chat/completions").json(&question("hurried"))
}

#[openai_call(timeout = 4s, deadline = 15s, on_rate_limit = wait(up_to = 10s))]
async fn limited(client: Client) -> Result<Reply<Value>, Error> {
    sleep(ms(300)).await;
    client.post("chat/completions").json(&question("limited"))
}

#[openai_call(retry = "none", timeout = 3s, deadline = 9s, on_rate_limit = wait(up_to = 8s))]
async fn unlucky(client: Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&question("unlucky"))
}

async fn any(n: usize, client: Client) -> Result<Reply<Value>, Error> {
    match n % 4 {
        0 => crowded(client).await,
        1 => hurried(client).await,
        2 => limited(client).await,
        _ => unlucky(client).await,
    }
}

impl Call {
    fn site(&self) -> &'static Site {
        let site = self.outcome.as_ref().map_or_else(Error::site, |reply| Some(reply.site()));
        site.expect("it is annotated")
    }

    fn attempts(&self) -> &Attempts {
        self.outcome.as_ref().map_or_else(Error::attempts, Reply::attempts)
    }
}

/// A crowd makes each of them wait, and each keeps what its worst case says.
#[tokio::test(start_paused = true)]
async fn what_is_waited_is_within_the_worst_case() {
    let (mut most, mut refused) = (Duration::ZERO, 0);
    for seed in 0..20 {
        let model = one_a_second().latency_around(ms(800), ms(100)..ms(10_000)).seed(seed);
        let client = FakeApi::in_memory().model(model).client();
        for call in at_once((0..40).map(|n| any(n, client.clone()))).await {
            let (bounds, waited) = (call.site().bounds(), call.attempts().waited());
            let ticks = TICK * (3 * bounds.requests() + 2);
            let name = call.site().name();
            assert!(waited <= bounds.sleep() + ticks, "{name} waited {waited:?}; {bounds:?}");
            let time = bounds.time().expect("a bound");
            assert!(call.took <= time + ticks, "{name} took {:?}; {bounds:?}", call.took);
            most = most.max(waited);
            refused += usize::from(call.outcome.is_err());
        }
    }
    assert!(most > ms(15_000) && refused > 20, "{most:?} {refused}");
}

/// A server that answers at once takes no time but on the way, so that all else is waited.
#[tokio::test(start_paused = true)]
async fn what_is_waited_is_in_the_history() {
    let api = FakeApi::in_memory().model(one_a_second().latency(ms(1)..ms(2)));
    let client = api.client();
    let mut queued = 0;
    for call in at_once((0..20).map(|_| crowded(client.clone()))).await {
        let reply = call.outcome.as_ref().expect("an answer");
        let (waited, told) = (reply.attempts().waited(), reply.attempts().elapsed());
        let transit = ms(60);
        assert!(
            told <= reply.elapsed() && reply.elapsed() <= told + transit + 10 * TICK,
            "{reply:?}"
        );
        queued += usize::from(waited > ms(1_000) && reply.attempts().len() == 1);
    }
    assert!(queued >= 10, "{queued} have waited for their only turn");
}

/// Counts how often a call is polled.
async fn counted<F: Future>(call: F, polls: &AtomicUsize) -> F::Output {
    let mut call = pin!(call);
    let counting = poll_fn(|task| {
        polls.fetch_add(1, Ordering::Relaxed);
        call.as_mut().poll(task)
    });
    counting.await
}

/// Nobody asks again and again: a call is woken when it gets to the front, when its time has come, and when
/// an answer may have changed that.
#[tokio::test(start_paused = true)]
async fn ten_thousand_that_wait_are_not_polled() {
    const CALLS: usize = 10_000;
    let api = FakeApi::in_memory().model(ServerModel::bucket(60_000).burst(ms(1_000)));
    let (client, polls) = (api.client(), Arc::new(AtomicUsize::new(0)));
    let calls = (0..CALLS).map(|_| {
        let (client, polls) = (client.clone(), Arc::clone(&polls));
        async move { counted(normal(client), &polls).await.map(drop) }
    });
    for outcome in calls.collect::<JoinSet<_>>().join_all().await {
        outcome.expect("an answer");
    }
    let (polls, answers) = (polls.load(Ordering::Relaxed), api.requests().len());
    let begun_and_answered = CALLS + answers;
    let [grants, to_the_front] = [answers; 2];
    // Who comes looks after the first in line once, until another one has come.
    let looks = CALLS + CALLS / 10;
    let most = begun_and_answered + grants + to_the_front + answers + looks;
    assert!(polls <= most, "{polls} polls, {answers} answers");
}

#[openai_call(attempts = 1, on_rate_limit = fail)]
async fn at_once_or_never(client: Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&question("now"))
}

#[openai_call(attempts = 2, on_rate_limit = wait(up_to = 5s))]
async fn within_five_seconds(client: Client) -> Result<Reply<Value>, Error> {
    client.post("chat/completions").json(&question("soon"))
}

#[tokio::test(start_paused = true)]
async fn concurrency_bounds_what_is_under_way_and_is_named_where_it_refuses() {
    let api =
        FakeApi::in_memory().model(ServerModel::bucket(6_000).latency(ms(10_000)..ms(10_001)));
    let client = api.client_with(|settings| settings.concurrency(2));
    let unsent = |calls: Vec<Call>| {
        let errors: Vec<_> = calls.into_iter().filter_map(|call| call.outcome.err()).collect();
        for error in &errors {
            let message = error.to_string();
            assert!(message.contains("as `concurrency` allows"), "{message}");
            assert!(!error.may_have_run(), "{message}");
        }
        errors.len()
    };
    let calls = at_once((0..5).map(|_| at_once_or_never(client.clone()))).await;
    assert_eq!(unsent(calls), 3, "who does not wait is refused at once");
    let calls = at_once((0..5).map(|_| within_five_seconds(client.clone()))).await;
    assert_eq!(unsent(calls), 3, "who waits is refused when its time is over");
    let calls = at_once((0..6).map(|_| normal(client.clone()))).await;
    let longest = calls.iter().map(|call| call.took).max();
    assert!(
        longest >= Some(ms(30_000)) && longest < Some(ms(31_000)),
        "two at a time: {longest:?}"
    );
    assert_eq!(unsent(calls), 0);
}

/// A task that handles an answer does not poll its other calls, and one of them may be the first in line.
#[tokio::test(start_paused = true)]
async fn a_call_that_nobody_polls_holds_up_no_other() {
    for at_once in [5, 8, 16] {
        let api = FakeApi::in_memory().reply("Hello.").delay(ms(300)).times(40);
        let client = api.client();
        let begun = Instant::now();
        let calls = stream::iter(0..20).map(|_| normal(client.clone()));
        let mut calls = calls.buffer_unordered(at_once);
        while let Some(outcome) = calls.next().await {
            outcome.expect("an answer");
            normal(client.clone()).await.expect("an answer to what follows");
        }
        assert!(begun.elapsed() < ms(20_000), "{at_once}: {:?}", begun.elapsed());
    }
}
