//! [`ServerModel`]: a server by its limits.

use std::ops::Range;
use std::time::Duration;

use super::latency::Latency;
use super::limit_headers::LimitHeaders;
use super::meter::Shape;
use super::phases::Phases;
use super::retry_after::RetryAfter;
use super::window::Start;

/// A server that answers by its limits, for [`FakeApi::model`](crate::testing::FakeApi::model).
///
/// It begins with the way in which a limit on requests is enforced, a limit for each minute unless
/// [`per`](Self::per) says otherwise. A `during` counts from when the model was handed to the fake API:
/// `..` is always, `secs(60)..` from the second minute on. The same seed and the same requests give the
/// same answers.
///
/// ```
/// use openai_call::testing::{FakeApi, LimitHeaders, ServerModel};
/// use std::time::Duration;
///
/// let second = Duration::from_secs(1);
/// let api = FakeApi::in_memory().model(
///     ServerModel::bucket(600)
///         .burst(10 * second)
///         .tokens(90_000)
///         .headers(LimitHeaders::Gateway)
///         .foreign_load(0.3, 60 * second..120 * second)
///         .outage(200 * second..230 * second),
/// );
/// ```
///
/// A request counts as one, and as so many tokens as its limit of output tokens, or a quarter of the bytes
/// of its body, whichever is more: the service estimates so too, and may [give back](Self::refunds) what the
/// answer leaves. What costs more than the whole limit is
/// refused for good.
#[derive(Clone, Debug)]
#[must_use]
pub struct ServerModel {
    pub(super) shape: Shape,
    pub(super) requests: Option<f64>,
    pub(super) tokens: Option<f64>,
    /// In seconds, as all times of the model.
    pub(super) period: f64,
    pub(super) parallel: Option<usize>,
    pub(super) headers: LimitHeaders,
    pub(super) retry_after: RetryAfter,
    pub(super) charges_refusals: bool,
    /// Tokens that an answer leaves come back.
    pub(super) refunds: bool,
    /// The share of the limit that others use.
    pub(super) foreign: Phases,
    /// What the limit is multiplied by.
    pub(super) factor: Phases,
    /// The share of requests that get a 503.
    pub(super) unavailable: Phases,
    /// When nothing is answered.
    pub(super) silent: Phases,
    pub(super) latency: Latency,
    pub(super) transit: Range<f64>,
    pub(super) seed: u64,
}

/// How a limit is enforced.
impl ServerModel {
    fn new(shape: Shape) -> Self {
        Self {
            shape,
            requests: None,
            tokens: None,
            period: 60.0,
            parallel: None,
            headers: LimitHeaders::default(),
            retry_after: RetryAfter::default(),
            charges_refusals: false,
            refunds: false,
            foreign: Phases::default(),
            factor: Phases::default(),
            unavailable: Phases::default(),
            silent: Phases::default(),
            latency: Latency::Even(0.3..3.0),
            transit: 0.005..0.06,
            seed: 0,
        }
    }

    #[track_caller]
    fn limited(shape: Shape, requests: u32) -> Self {
        assert!(
            requests > 0,
            "a limit of 0 admits nothing; write at least 1, or script a `.status(429)`"
        );
        Self { requests: Some(requests.into()), ..Self::new(shape) }
    }

    /// A token bucket, as OpenAI's: it refills evenly, holds the limit of a whole period, and begins full.
    #[track_caller]
    pub fn bucket(requests: u32) -> Self {
        Self::limited(Shape::Bucket { burst: None }, requests)
    }

    /// A fixed window: the limit is there again at once, when a window ends. The first one begins with the
    /// model, unless it is [shifted](Self::shifted) or begins [with a request](Self::from_first_request).
    #[track_caller]
    pub fn window(requests: u32) -> Self {
        Self::limited(Shape::Window(Start::Clock { passed: 0.0 }), requests)
    }

    /// A limit for a minute of which the part for each second is enforced, or for each
    /// [quantum](Self::quantum). Its headers are those of a bucket of a minute.
    #[track_caller]
    pub fn quantised(requests: u32) -> Self {
        Self::limited(Shape::Quantised { quantum: 1.0 }, requests)
    }

    /// A sliding log: the limit holds for any stretch of time as long as the period.
    #[track_caller]
    pub fn log(requests: u32) -> Self {
        Self::limited(Shape::Log, requests)
    }

    /// The generic cell rate algorithm: requests are due evenly spaced, and may come too early by a
    /// [tolerance](Self::tolerance), half a second by default.
    #[track_caller]
    pub fn gcra(requests: u32) -> Self {
        Self::limited(Shape::Gcra { tolerance: 0.5 }, requests)
    }

    /// No limit on requests: for a limit on [tokens](Self::tokens) alone, as a bucket, for one on what is
    /// answered [at the same time](Self::parallel), or for an [outage](Self::outage).
    pub fn unlimited() -> Self {
        Self::new(Shape::Bucket { burst: None })
    }

    /// How much a bucket holds, as the time in which it refills.
    ///
    /// # Panics
    ///
    /// If the model is no bucket.
    #[track_caller]
    pub fn burst(self, burst: Duration) -> Self {
        let is_bucket = matches!(self.shape, Shape::Bucket { .. });
        self.shaped(
            is_bucket,
            "burst",
            "bucket",
            Shape::Bucket { burst: Some(burst.as_secs_f64()) },
        )
    }

    /// How much of its first window has passed when the model begins.
    ///
    /// # Panics
    ///
    /// If the model is no window.
    #[track_caller]
    pub fn shifted(self, passed: Duration) -> Self {
        let is_window = matches!(self.shape, Shape::Window(_));
        let start = Start::Clock { passed: passed.as_secs_f64() };
        self.shaped(is_window, "shifted", "window", Shape::Window(start))
    }

    /// Begins each window with the first request after the end of the one before, as LiteLLM does.
    ///
    /// # Panics
    ///
    /// If the model is no window.
    #[track_caller]
    pub fn from_first_request(self) -> Self {
        let is_window = matches!(self.shape, Shape::Window(_));
        self.shaped(is_window, "from_first_request", "window", Shape::Window(Start::FirstRequest))
    }

    /// The time for which a part of a quantised limit is enforced.
    ///
    /// # Panics
    ///
    /// If the model is not quantised, or the quantum is zero.
    #[track_caller]
    pub fn quantum(self, quantum: Duration) -> Self {
        assert!(!quantum.is_zero(), "a quantum of zero has no part of the limit; write `1s` or so");
        let is_quantised = matches!(self.shape, Shape::Quantised { .. });
        let shape = Shape::Quantised { quantum: quantum.as_secs_f64() };
        self.shaped(is_quantised, "quantum", "quantised", shape)
    }

    /// How much too early a request may come.
    ///
    /// # Panics
    ///
    /// If the model is no GCRA.
    #[track_caller]
    pub fn tolerance(self, tolerance: Duration) -> Self {
        let is_gcra = matches!(self.shape, Shape::Gcra { .. });
        self.shaped(
            is_gcra,
            "tolerance",
            "gcra",
            Shape::Gcra { tolerance: tolerance.as_secs_f64() },
        )
    }

    #[track_caller]
    fn shaped(self, fits: bool, method: &str, of: &str, shape: Shape) -> Self {
        assert!(fits, "`{method}` is for another model; write it after `ServerModel::{of}(…)`");
        Self { shape, ..self }
    }
}
