//! The time of an attempt, which stands still while it waits for its turn.

use std::time::Duration;

use tokio::time::{Instant, advance};

use super::super::deadline::Deadline;
use super::super::trial::Trial;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const TIMEOUT: Duration = secs(10);

/// An attempt that has worked for three seconds when it asks for its turn, and waits for this long.
async fn queued(deadline: Deadline, wait: Duration) -> Trial {
    let trial = Trial::begin(Instant::now(), TIMEOUT, deadline, None);
    advance(secs(3)).await;
    trial.queue();
    advance(wait).await;
    trial
}

#[tokio::test(start_paused = true)]
async fn its_time_goes_on_where_it_stopped() {
    let trial = queued(Deadline::NONE, secs(100)).await;
    assert_eq!((trial.queued(), trial.elapsed(), trial.left()), (secs(100), secs(3), secs(7)));
    trial.leave_queue(TIMEOUT, Deadline::NONE);
    advance(secs(2)).await;
    assert_eq!((trial.queued(), trial.elapsed(), trial.left()), (secs(100), secs(5), secs(5)));
    assert_eq!(trial.end(Deadline::NONE), Instant::now() + secs(5));
}

#[tokio::test(start_paused = true)]
async fn its_end_is_put_off_up_to_the_deadline() {
    let deadline = Deadline::begin(Instant::now(), Some(secs(12)), Deadline::NONE);
    let end = deadline.end().expect("a deadline");
    let trial = queued(deadline, secs(1)).await;
    assert_eq!(trial.end(deadline), Instant::now() + secs(7));
    advance(secs(5)).await;
    assert_eq!(trial.end(deadline), end);
    trial.leave_queue(TIMEOUT, deadline);
    assert_eq!((trial.end(deadline), trial.left()), (end, secs(3)));
}

#[tokio::test(start_paused = true)]
async fn one_that_has_its_turn_at_once_has_not_waited() {
    let trial = Trial::begin(Instant::now(), TIMEOUT, Deadline::NONE, None);
    advance(secs(3)).await;
    assert_eq!((trial.queued(), trial.elapsed()), (Duration::ZERO, secs(3)));
    assert_eq!(trial.end(Deadline::NONE), Instant::now() + secs(7));
}
