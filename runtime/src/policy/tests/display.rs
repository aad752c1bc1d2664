use std::panic::Location;
use std::time::Duration;

use crate::kind::ErrorKind::{Conflict, Quota, RateLimit, Timeout, Truncated};
use crate::policy::{FOREVER, Ladder, Site, Step, enlarge_up_to, on, repair, retry, wait};

const fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

const LADDERS: &[Ladder] = &[
    on(&[RateLimit], &[wait(4, ms(90_000), ms(500)..ms(8_000)), Step::Fallback]),
    on(&[Timeout, RateLimit, Conflict], &[retry(3, ms(500)..ms(8_000)), Step::Recover]),
    on(&[Truncated], &[enlarge_up_to(2, 4_000), repair(3)]),
    on(&[Quota], &[]),
];

fn site() -> Site {
    Site::new("chat", "", Location::caller()).attempts(4).timeout(ms(60_000)).ladders(LADDERS)
}

/// A kind is shown beside the ladder that counts, which is the first one that names it.
#[test]
fn a_site_shows_its_policy_and_its_worst_case() {
    assert_eq!(
        site()
            .otherwise(&[Step::Fallback, Step::Recover])
            .deadline(ms(3_661_000))
            .at_most(5, ms(1_500), ms(3_661_000))
            .paid(3)
            .to_string(),
        "chat\n  \
         attempts = 4, timeout = 1min, deadline = 1h 1min 1s\n  \
         rate_limit: wait(attempts = 4, up_to = 1min 30s), then fallback\n  \
         timeout, conflict: retry(attempts = 3, backoff = 500ms..8s), then recover\n  \
         truncated: enlarge(attempts = 2, up_to = 4000), then repair(attempts = 3)\n  \
         quota: fail\n  \
         every other kind: fallback, then recover\n  \
         at worst: 5 requests, 3 of them paid for, 1s 500ms of waiting, 1h 1min 1s in all",
    );
}

#[test]
fn a_site_shows_what_is_not_the_default() {
    let site = Site::new("chat", "", Location::caller()).attempts(1).timeout(ms(250));
    assert_eq!(
        site.idle(ms(5_000)).only_unsent().low_priority().at_most(1, ms(0), FOREVER).to_string(),
        "chat\n  \
         attempts = 1, timeout = 250ms, idle = 5s, replay = \"unsent\", priority = \"low\"\n  \
         every other kind: fail\n  \
         at worst: 1 request, 0s of waiting, as long as a fallback or a stream takes",
    );
}

#[test]
fn requests_that_are_all_paid_for_are_not_counted_twice() {
    let site = Site::new("chat", "", Location::caller()).at_most(3, ms(1_000), ms(9_000));
    assert_eq!(site.bounds().to_string(), "3 requests, all paid for, 1s of waiting, 9s in all");
}

#[test]
fn a_fixed_backoff_is_written_as_one() {
    let step = retry(2, ms(1_000)..ms(1_000));
    assert_eq!(step.to_string(), "retry(attempts = 2, backoff = fixed(1s))");
}
