use std::time::Duration;

use crate::policy::Backoff;

const BACKOFF: Backoff = Backoff::over(Duration::from_millis(500)..Duration::from_secs(8));

/// The ranges that the official SDKs draw from.
#[test]
fn jitter_keeps_to_the_ranges_of_the_sdks() {
    let ranges = [(375, 500), (750, 1_000), (1_500, 2_000), (3_000, 4_000), (6_000, 8_000)];
    for (retries, (shortest, longest)) in ranges.into_iter().enumerate() {
        assert_eq!(BACKOFF.delay(retries, 1.0), Duration::from_millis(shortest));
        assert_eq!(BACKOFF.delay(retries, 0.0), Duration::from_millis(longest));
    }
}

#[test]
fn stays_at_the_cap() {
    assert_eq!(BACKOFF.delay(99, 0.0), Duration::from_secs(8));
    let fixed = Backoff::over(Duration::from_secs(1)..Duration::from_secs(1));
    assert_eq!(fixed.delay(0, 0.0), Duration::from_secs(1));
    assert_eq!(fixed.delay(50, 0.9), Duration::from_secs(1));
}

#[test]
fn a_delay_of_zero_still_pauses() {
    assert_eq!(BACKOFF.pause(0.0), Duration::from_millis(125));
    assert_eq!(BACKOFF.pause(1.0), Duration::from_millis(250));
}
