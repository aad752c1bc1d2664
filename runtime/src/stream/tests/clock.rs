use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use serde_json::Value;
use tokio::time::{Instant, Sleep, sleep};

use crate::{Error, ErrorKind, EventStream, openai_call};

const IDLE: Duration = Duration::from_secs(16);

#[openai_call(retry = "none", timeout = 1min, idle = 16s)]
async fn events(response: reqwest::Response) -> Result<EventStream<Value>, Error> {
    response
}

const EVENT: &[u8] = b"data: {}\n\n";
const PING: &[u8] = b"event: ping\ndata: {\"type\":\"ping\"}\n\n";

/// An event after each of these pauses, and then nothing.
struct Slow {
    events: std::vec::IntoIter<&'static [u8]>,
    pauses: std::vec::IntoIter<Duration>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Stream for Slow {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.pause.is_none() {
            self.pause = self.pauses.next().map(|pause| Box::pin(sleep(pause)));
        }
        let Some(pause) = &mut self.pause else { return Poll::Pending };
        ready!(pause.as_mut().poll(task));
        self.pause = None;
        Poll::Ready(self.events.next().map(|event| Ok(Bytes::from_static(event))))
    }
}

fn response(pauses: Vec<Duration>) -> reqwest::Response {
    slow(pauses.into_iter().map(|pause| (pause, EVENT)).collect())
}

fn slow(events: Vec<(Duration, &'static [u8])>) -> reqwest::Response {
    let (pauses, events): (Vec<_>, Vec<_>) = events.into_iter().unzip();
    let slow = Slow { events: events.into_iter(), pauses: pauses.into_iter(), pause: None };
    let response = http::Response::builder().header("content-type", "text/event-stream");
    response.body(reqwest::Body::wrap_stream(slow)).expect("a response").into()
}

#[tokio::test(start_paused = true)]
async fn the_wait_between_two_events_is_exact() {
    let almost = Duration::from_millis(15_998);
    let mut stream = events(response(vec![almost; 3])).await.expect("a first event");
    for _ in 0..3 {
        stream.next().await.expect("an event").expect("no error");
    }
    let last = Instant::now();
    let error = stream.next().await.expect("an item").expect_err("nothing more comes");
    let waited = last.elapsed();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(waited >= IDLE && waited <= IDLE + Duration::from_millis(1), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_not_taken_for_a_slow_server() {
    let mut stream = events(response(vec![Duration::ZERO; 2])).await.expect("a first event");
    stream.next().await.expect("an event").expect("no error");
    sleep(10 * IDLE).await;
    stream.next().await.expect("an event").expect("no error");
}

#[tokio::test(start_paused = true)]
async fn a_ping_is_not_the_first_event() {
    let begun = Instant::now();
    let pings = vec![(Duration::from_secs(10), PING); 20];
    let error = events(slow(pings)).await.expect_err("no event comes");
    assert_eq!((error.kind(), begun.elapsed().as_secs()), (ErrorKind::Timeout, 60));
}

#[tokio::test(start_paused = true)]
async fn pings_do_not_make_up_for_events() {
    let mut bodies = vec![(Duration::ZERO, EVENT)];
    bodies.extend([(Duration::from_secs(10), PING); 20]);
    let mut stream = events(slow(bodies)).await.expect("a first event");
    stream.next().await.expect("an event").expect("no error");
    let last = Instant::now();
    let error = stream.next().await.expect("an item").expect_err("nothing but pings comes");
    assert_eq!((error.kind(), last.elapsed().as_secs()), (ErrorKind::Timeout, IDLE.as_secs()));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_another_task_began_ends_as_well() {
    let mut stream = events(response(vec![Duration::ZERO])).await.expect("a first event");
    stream.next().await.expect("an event").expect("no error");
    let mut nobody = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut stream).poll_next(&mut nobody).is_pending());
    let begun = Instant::now();
    let error = stream.next().await.expect("an item").expect_err("no event came");
    assert_eq!((error.kind(), begun.elapsed()), (ErrorKind::Timeout, IDLE));
}
