//! The methods of a [`ServerModel`] about all that is around its limit on requests.

use std::ops::{Range, RangeBounds};
use std::time::Duration;

use super::latency::Latency;
use super::limit_headers::LimitHeaders;
use super::retry_after::RetryAfter;
use super::server_model::ServerModel;

/// What else there is to a server.
impl ServerModel {
    /// The limits are for each second.
    pub fn per_second(self) -> Self {
        self.per(Duration::from_secs(1))
    }

    /// The limits are for each minute, as they are by default.
    pub fn per_minute(self) -> Self {
        self.per(Duration::from_secs(60))
    }

    /// The limits are for each day.
    pub fn per_day(self) -> Self {
        self.per(Duration::from_secs(86_400))
    }

    /// The limits are for each period of this length.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn per(self, period: Duration) -> Self {
        assert!(!period.is_zero(), "a period of zero has no end; write `.per_second()` or so");
        Self { period: period.as_secs_f64(), ..self }
    }

    /// Limits the tokens of a period too, in the same way as the requests.
    ///
    /// # Panics
    ///
    /// If the limit is 0.
    #[track_caller]
    pub fn tokens(self, tokens: u32) -> Self {
        assert!(tokens > 0, "a limit of 0 tokens admits nothing; write at least 1");
        Self { tokens: Some(tokens.into()), ..self }
    }

    /// Refuses what comes while so many requests are being answered.
    pub fn parallel(self, requests: usize) -> Self {
        Self { parallel: Some(requests), ..self }
    }

    /// The headers in which it names its limits; [OpenAI's](LimitHeaders::OpenAi) by default.
    pub fn headers(self, headers: LimitHeaders) -> Self {
        Self { headers, ..self }
    }

    /// How refusals say when to come again; [exactly](RetryAfter::Exact) by default.
    pub fn retry_after(self, retry_after: RetryAfter) -> Self {
        Self { retry_after, ..self }
    }

    /// Refused requests use up their limit too, as far as anything is left of it.
    pub fn charges_refusals(self) -> Self {
        Self { charges_refusals: true, ..self }
    }

    /// Gives back the tokens that an answer leaves of what its request was charged, once the answer is
    /// complete: those above its `usage`. A client that hangs up before gets nothing back.
    pub fn refunds(self) -> Self {
        Self { refunds: true, ..self }
    }

    /// Others use this share of the limits, evenly. May be set several times, each for another
    /// time.
    pub fn foreign_load(mut self, share: f64, during: impl RangeBounds<Duration>) -> Self {
        self.foreign.add(share.clamp(0.0, 1.0), &during);
        self
    }

    /// The limits are so many times as high. May be set several times, each for another time.
    ///
    /// # Panics
    ///
    /// If the factor is not above 0.
    #[track_caller]
    pub fn limit_times(mut self, factor: f64, during: impl RangeBounds<Duration>) -> Self {
        assert!(
            factor > 0.0 && factor.is_finite(),
            "a limit {factor} times as high is none; write a number above 0, or `.outage(…)`",
        );
        self.factor.add(factor, &during);
        self
    }

    /// Every request gets a 503. May be set several times, each for another time.
    pub fn outage(self, during: impl RangeBounds<Duration>) -> Self {
        self.brown_out(1.0, during)
    }

    /// No request gets an answer, so that clients run into their timeouts. May be set several times,
    /// each for another time.
    pub fn silence(mut self, during: impl RangeBounds<Duration>) -> Self {
        self.silent.add(1.0, &during);
        self
    }

    /// This share of the requests gets a 503, which chance decides. May be set several times, each for
    /// another time.
    pub fn brown_out(mut self, share: f64, during: impl RangeBounds<Duration>) -> Self {
        self.unavailable.add(share.clamp(0.0, 1.0), &during);
        self
    }

    /// How long an answer takes: from 300 milliseconds to 3 seconds by default. It is even by
    /// magnitude, so that a wide range has a slow tail: of `300ms..30s`, half are below 3 seconds.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    #[track_caller]
    pub fn latency(self, range: Range<Duration>) -> Self {
        // The shortest latency divides the longest.
        let start = range.start.as_secs_f64().max(1e-6);
        Self { latency: Latency::Even(start..checked(&range).max(start)), ..self }
    }

    /// How long an answer takes, with the heavy tail that answers of models have: log-normal around a
    /// median, and cut to a range. A sixth of all takes more than 2.2 times the median, one in a hundred
    /// more than six times.
    ///
    /// # Panics
    ///
    /// If the median is not in the range.
    #[track_caller]
    pub fn latency_around(self, median: Duration, range: Range<Duration>) -> Self {
        let seconds = range.start.as_secs_f64()..checked(&range);
        assert!(
            (range.start..=range.end).contains(&median),
            "a median of {median:?} is not in {range:?}; write a range around it",
        );
        Self { latency: Latency::Around(median.as_secs_f64(), seconds), ..self }
    }

    /// How long a request is on its way before it counts: 5 to 60 milliseconds by default, so that
    /// requests overtake each other.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    #[track_caller]
    pub fn transit(self, range: Range<Duration>) -> Self {
        Self { transit: range.start.as_secs_f64()..checked(&range), ..self }
    }

    /// The seed of its chances, 0 by default.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

/// The end of a range, in seconds.
#[track_caller]
fn checked(range: &Range<Duration>) -> f64 {
    assert!(range.start <= range.end, "{range:?} ends before it begins; turn it around");
    range.end.as_secs_f64()
}
