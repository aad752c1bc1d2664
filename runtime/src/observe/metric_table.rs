//! The table of the metrics: their names, sorts and units, and what they are.

use metrics::Unit;

use super::names::metric::{
    BREAKER, BREAKER_OPEN, BUDGET, CACHE_READ, CACHE_WRITE, CALLS, COST, DURATION, FAILURES,
    FIRST_CHUNK, INPUT, INPUT_OF_ONE, OTHER_DURATION, OUTPUT, OUTPUT_OF_ONE, PACER_WAIT, REASONING,
    REFUSALS, RETRIES, SLEEP, STOPS, STORE_AWAY,
};

/// The bounds of the buckets that the convention advises for durations, in seconds. The facade leaves
/// buckets to the exporter.
pub const SECONDS_BUCKETS: [f64; 14] =
    [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/// The bounds of the buckets that the convention advises for the tokens of a request.
pub const TOKEN_BUCKETS: [f64; 14] = [
    1.0,
    4.0,
    16.0,
    64.0,
    256.0,
    1_024.0,
    4_096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
    16_777_216.0,
    67_108_864.0,
];

#[derive(Clone, Copy)]
pub(super) enum Sort {
    Counter,
    Gauge,
    Histogram,
}

pub(super) struct Metric {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    pub(super) unit: Unit,
    pub(super) about: &'static str,
}

const fn counter(name: &'static str, about: &'static str) -> Metric {
    Metric { name, sort: Sort::Counter, unit: Unit::Count, about }
}

const fn seconds(name: &'static str, about: &'static str) -> Metric {
    Metric { name, sort: Sort::Histogram, unit: Unit::Seconds, about }
}

const fn tokens(name: &'static str, about: &'static str) -> Metric {
    Metric { name, sort: Sort::Histogram, unit: Unit::Count, about }
}

const fn switch(name: &'static str, about: &'static str) -> Metric {
    Metric { name, sort: Sort::Gauge, unit: Unit::Count, about }
}

/// The unit of tokens, `{token}`, is a count to the facade.
pub(super) const METRICS: &[Metric] = &[
    seconds(DURATION, "from when a request to a model is sent to the end of its answer"),
    seconds(FIRST_CHUNK, "from when a request is sent to the first event of its stream"),
    seconds(OTHER_DURATION, "the duration of a request that asks no model for an answer"),
    counter(INPUT, "tokens of input, cached ones among them"),
    counter(OUTPUT, "tokens of output, those of reasoning among them"),
    counter(CACHE_READ, "tokens of input that were read from a cache"),
    counter(CACHE_WRITE, "tokens of input that were written to a cache"),
    counter(REASONING, "tokens of output that were spent on reasoning"),
    tokens(INPUT_OF_ONE, "tokens of input of one request that succeeded"),
    tokens(OUTPUT_OF_ONE, "tokens of output of one request that succeeded"),
    counter(CALLS, "calls that are over, by how they ended"),
    counter(FAILURES, "attempts that failed"),
    counter(REFUSALS, "requests that were not sent, because of the breaker or the pacer"),
    counter(RETRIES, "attempts that were made again"),
    counter(STOPS, "calls that made no further attempt, by the reason"),
    seconds(SLEEP, "the delay before an attempt is made again"),
    seconds(PACER_WAIT, "how long a request waited for its turn"),
    counter(BUDGET, "how often the retry budget of a client was used up"),
    counter(BREAKER, "changes of breakers, by the new state"),
    switch(BREAKER_OPEN, "1 while the breaker of a lane is open or half open, else 0"),
    switch(
        STORE_AWAY,
        "1 while a lane goes by its share, because its store does not answer, else 0",
    ),
    counter(COST, "what requests cost, in billionths of a US dollar"),
];
