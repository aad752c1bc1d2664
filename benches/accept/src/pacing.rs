//! (f) What it costs a request to pass the pacer where nobody waits, beside governor and a semaphore.
//!
//! The parts of the pacer are private to the crate, so its sources are compiled into this program: the
//! difference of two calls would be lost in what HTTP costs.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::time::Instant;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use reqwest::header::HeaderMap;
use tokio::sync::Semaphore;

use crate::Figures;
use crate::limits::{Cost, Lanes, Rank, Settings, Sign};

const MODEL: &str = "gpt-4o-mini";

/// What all ways share among their requests.
struct Ways {
    lanes: Lanes,
    limiter: DefaultDirectRateLimiter,
    semaphore: Semaphore,
    /// What a server answers that names both limits.
    answer: HeaderMap,
}

impl Ways {
    fn new() -> Self {
        let often = NonZeroU32::new(100_000_000).unwrap();
        let headers = [
            ("x-ratelimit-limit-requests", "100000000000"),
            ("x-ratelimit-remaining-requests", "99999999999"),
            ("x-ratelimit-reset-requests", "6ms"),
            ("x-ratelimit-limit-tokens", "900000000000"),
            ("x-ratelimit-remaining-tokens", "899999999700"),
            ("x-ratelimit-reset-tokens", "1ms"),
        ];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Self {
            lanes: Lanes::new(Settings::default()),
            limiter: RateLimiter::direct(Quota::per_second(often)),
            semaphore: Semaphore::new(1),
            answer: headers.into_iter().collect(),
        }
    }

    /// As a call does it: it finds the lane, gets its turn from the pacer and leave from the breaker, and
    /// tells both what has come of it.
    fn ours(&self, ticket: u64) {
        let at = || (tokio::time::Instant::now(), 0.0);
        let now = tokio::time::Instant::now();
        let lane = self.lanes.lane(black_box(MODEL), now);
        let rank = Rank { is_low: false, ticket };
        let cost = Cost::of_tokens(black_box(300));
        let grant = lane.line().pass(lane.seconds(now), rank, &cost, None);
        let mut permit = lane.admit(grant.expect("a turn"), at).expect("leave");
        permit.passed(black_box(&self.answer));
        black_box(permit.settle(Sign::Works, at));
    }

    fn governor(&self) {
        black_box(self.limiter.check()).expect("a turn");
    }

    fn semaphore(&self) {
        drop(black_box(self.semaphore.try_acquire()).expect("a permit"));
    }

    fn pass(&self, way: &str, ticket: u64) {
        match way {
            "ours" => self.ours(ticket),
            "governor" => self.governor(),
            _ => self.semaphore(),
        }
    }
}

const WAYS: [&str; 3] = ["ours", "governor", "semaphore"];

pub async fn run(figures: &mut Figures) {
    let (ways, n) = (Ways::new(), figures.times(10_000));
    for way in WAYS {
        let pass = async |x| ways.pass(way, x);
        figures.count(&format!("f {way}"), n, pass).await;
    }
    if figures.is_counting() {
        return;
    }
    let mut times = WAYS.map(|_| Vec::new());
    for round in 0..99 {
        for turn in 0..WAYS.len() {
            let way = (round + turn) % WAYS.len();
            let begun = Instant::now();
            (0..n).for_each(|x| ways.pass(WAYS[way], x));
            times[way].push(begun.elapsed().as_secs_f64() * 1e9 / n as f64);
        }
    }
    for (way, mut times) in WAYS.iter().zip(times) {
        times.sort_by(f64::total_cmp);
        println!("f {way}\tns\t{:.1}", times[times.len() / 2]);
    }
}
