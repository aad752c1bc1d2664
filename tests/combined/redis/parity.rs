//! A store in Redis leases by the rules of the one in memory.

use std::time::Duration;

use openai_call::store::{MemoryStore, Store, Wish};

use super::lease;
use super::started;

/// So small that Redis' clock, which goes on, makes no difference.
const SMALL: Duration = Duration::from_micros(1);

#[tokio::test]
async fn both_stores_lease_as_many_times_as_far_apart() {
    let server = started!();
    let (redis, memory) = (server.store().await, MemoryStore::default());
    fastrand::seed(7);
    let mut braked = 0;
    for n in 0..2_000 {
        let spacing = SMALL * fastrand::u32(1..=10_000);
        // Limits of their own, so that nothing lies too far ahead.
        let limit = format!("limit {}", n / 40);
        let mut wish = Wish::new(limit, fastrand::u64(1..=3), fastrand::u32(1..=40), [spacing; 2]);
        wish.hold =
            (fastrand::u32(..10) == 0).then(|| Duration::from_millis(fastrand::u64(1..1_000)));
        let in_memory = memory.lease(wish.clone()).await.expect("it always leases");
        // A limit that Redis does not know begins a second later, and may be too far ahead sooner.
        let in_redis = lease(&redis, &wish).await;
        if in_memory.times == 0 || in_redis.times == 0 {
            continue;
        }
        assert_eq!(in_redis.clients, in_memory.clients, "{n}: {wish:?}");
        let (one, other) = (in_redis.step, in_memory.step);
        braked += u32::from(one > spacing);
        let is_braked_alike = one >= other && one <= other.mul_f64(1.04) + SMALL;
        assert!(is_braked_alike, "{n}: {one:?} and {other:?} of {wish:?}");
        if one.abs_diff(other) <= SMALL {
            // Redis rounds up to a microsecond.
            let [one, other] = [in_redis.times, in_memory.times];
            assert!(one.abs_diff(other) <= 1, "{n}: {one} and {other} of {wish:?}");
        }
    }
    assert!(braked > 100, "{braked} were slower for a refusal");
}
