//! The time of one attempt, and what a policy comes to with its defaults.

use std::time::Duration;

use openai_call::{Error, ErrorKind, Ladder, Policy, Step, Stopped, openai_call};
use tokio::time::sleep;

use crate::support::{Script, TICK, assert_in_ranges, ms, server_error};

/// The policy of the function that gave up.
fn policy(error: &Error) -> &'static Policy {
    error.site().expect("a call that gave up").policy()
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_takes_too_long_is_cut_off_and_tried_again() {
    #[openai_call(timeout = 3s)]
    async fn slow(script: &Script) -> Result<usize, Error> {
        let outcome = script.next();
        sleep(ms(100_000)).await;
        outcome
    }

    let script = Script::of([]);
    let error = slow(&script).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.message(), "the attempt was cut off by `timeout` after 3.0s");
    assert!(error.remedy().contains("raise `timeout`"), "{error}");
    assert_eq!(error.stopped(), Some(Stopped::Attempts));
    assert_in_ranges(&script.delays(), &[3_375..=3_501, 3_750..=4_001]);
    for attempt in error.attempts().failed() {
        assert!((ms(3_000)..=ms(3_000) + TICK).contains(&attempt.elapsed()), "{attempt:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_ten_minutes_if_nothing_is_declared() {
    #[openai_call(retry = "none")]
    async fn endless(script: &Script) -> Result<usize, Error> {
        script.stall().await
    }

    let script = Script::of([]);
    let error = endless(&script).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(script.elapsed(), Duration::from_secs(600));
}

#[tokio::test(start_paused = true)]
async fn the_timeout_begins_anew_with_each_attempt() {
    #[openai_call(timeout = 3s, backoff = fixed(1s))]
    async fn slow(script: &Script) -> Result<usize, Error> {
        sleep(ms(2_900)).await;
        script.next()
    }

    let script = Script::of([server_error(), server_error()]);
    assert_eq!(slow(&script).await.unwrap(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_defaults_are_those_of_the_documentation() {
    #[openai_call]
    async fn bare(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let error = bare(&Script::always(server_error())).await.unwrap_err();
    let policy = policy(&error);
    assert_eq!(policy.attempts(), 3);
    assert_eq!(policy.timeout(), Duration::from_secs(600));
    assert_eq!(policy.deadline(), None);
    for kind in ErrorKind::ALL {
        let steps = policy.ladder(*kind).map(Ladder::steps);
        let (attempts, backoff) = match (kind, steps) {
            (ErrorKind::RateLimit, Some([Step::Wait { attempts, up_to, backoff, .. }])) => {
                assert_eq!(*up_to, Duration::from_secs(120));
                (attempts, backoff)
            }
            (_, Some([Step::Retry { attempts, backoff, .. }])) => (attempts, backoff),
            (kind, None) if !kind.is_transient() => continue,
            other => panic!("unexpected: {other:?}"),
        };
        assert_eq!(*attempts, 3, "{kind}");
        let delays: Vec<_> = backoff.delays().take(6).map(|delay| delay.as_millis()).collect();
        assert_eq!(delays, [500, 1_000, 2_000, 4_000, 8_000, 8_000], "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_caps_what_is_not_declared() {
    #[openai_call(deadline = 300ms)]
    async fn short(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let error = short(&Script::always(server_error())).await.unwrap_err();
    let policy = policy(&error);
    assert_eq!(policy.timeout(), ms(300));
    assert_eq!(policy.deadline(), Some(ms(300)));
    let [Step::Wait { up_to, .. }] = policy.ladder(ErrorKind::RateLimit).unwrap().steps() else {
        panic!("a rate limit is waited out");
    };
    assert_eq!(*up_to, ms(300));
    let [Step::Retry { backoff, .. }] = policy.ladder(ErrorKind::Timeout).unwrap().steps() else {
        panic!("a timeout is tried again");
    };
    assert_eq!(backoff.delays().take(2).collect::<Vec<_>>(), [ms(300), ms(300)]);
}
