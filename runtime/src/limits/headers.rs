//! [`RateLimits`]: the meaning of the headers about limits.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;

use super::pacer::{Level, Levels};
use crate::limits::{duration_text, timestamp};

/// The rate limits that a response reports; each is `None` if the server did not send it.
///
/// The headers are those of OpenAI's [rate limit guide][guide], and those of Anthropic, Mistral and
/// OpenRouter. Invalid values are not reported: a value that is not a number of at least 0 is `None`,
/// and a whole limit is `None` if its size is 0 or below, such as [Azure's -1, -1 and 0][negative].
///
/// ```
/// use http::HeaderMap;
/// use openai_call::RateLimits;
/// use std::time::Duration;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-ratelimit-limit-requests", "60".parse()?);
/// headers.insert("x-ratelimit-remaining-requests", "59".parse()?);
/// headers.insert("x-ratelimit-reset-requests", "1s".parse()?);
///
/// let limits = RateLimits::from_headers(&headers);
/// let requests = limits.requests().ok_or("no limit")?;
/// assert_eq!(requests.limit(), Some(60));
/// assert_eq!(requests.remaining(), Some(59));
/// assert_eq!(requests.reset(), Some(Duration::from_secs(1)));
/// assert_eq!(limits.tokens(), None);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// [guide]: https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
/// [negative]: https://github.com/openai/openai-dotnet/issues/838
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateLimits {
    requests: Option<Limit>,
    tokens: Option<Limit>,
    project_tokens: Option<Limit>,
    input_tokens: Option<Limit>,
    output_tokens: Option<Limit>,
}

/// One rate limit. The server does not say which period it is for: a minute or a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limit {
    /// The size: 60 for a limit of 60 requests.
    size: Option<u64>,
    remaining: Option<u64>,
    reset: Option<Duration>,
}

/// What a limit is on.
#[derive(Clone, Copy)]
enum On {
    Requests,
    Tokens,
    ProjectTokens,
    InputTokens,
    OutputTokens,
}

/// What a header says of its limit.
#[derive(Clone, Copy)]
enum Part {
    Size,
    Remaining,
    Reset,
}

/// What all names of the headers begin with, so that no other has to be looked for in the table.
const BEGINNINGS: [&str; 2] = ["x-rate", "anthropic-rate"];

/// A new provider's headers are new rows here.
#[rustfmt::skip]
const HEADERS: &[(&str, On, Part)] = &[
    // OpenAI, Azure, Groq and most others. With Groq, the requests are those of a day.
    ("x-ratelimit-limit-requests", On::Requests, Part::Size),
    ("x-ratelimit-remaining-requests", On::Requests, Part::Remaining),
    ("x-ratelimit-reset-requests", On::Requests, Part::Reset),
    ("x-ratelimit-limit-tokens", On::Tokens, Part::Size),
    ("x-ratelimit-remaining-tokens", On::Tokens, Part::Remaining),
    ("x-ratelimit-reset-tokens", On::Tokens, Part::Reset),
    ("x-ratelimit-limit-project-tokens", On::ProjectTokens, Part::Size),
    ("x-ratelimit-remaining-project-tokens", On::ProjectTokens, Part::Remaining),
    ("x-ratelimit-reset-project-tokens", On::ProjectTokens, Part::Reset),
    // Azure's own spelling: <https://github.com/openai/openai-python/issues/937>.
    ("x-rate-limit-reset-requests", On::Requests, Part::Reset),
    ("x-rate-limit-reset-tokens", On::Tokens, Part::Reset),
    // Anthropic
    ("anthropic-ratelimit-requests-limit", On::Requests, Part::Size),
    ("anthropic-ratelimit-requests-remaining", On::Requests, Part::Remaining),
    ("anthropic-ratelimit-requests-reset", On::Requests, Part::Reset),
    ("anthropic-ratelimit-tokens-limit", On::Tokens, Part::Size),
    ("anthropic-ratelimit-tokens-remaining", On::Tokens, Part::Remaining),
    ("anthropic-ratelimit-tokens-reset", On::Tokens, Part::Reset),
    ("anthropic-ratelimit-input-tokens-limit", On::InputTokens, Part::Size),
    ("anthropic-ratelimit-input-tokens-remaining", On::InputTokens, Part::Remaining),
    ("anthropic-ratelimit-input-tokens-reset", On::InputTokens, Part::Reset),
    ("anthropic-ratelimit-output-tokens-limit", On::OutputTokens, Part::Size),
    ("anthropic-ratelimit-output-tokens-remaining", On::OutputTokens, Part::Remaining),
    ("anthropic-ratelimit-output-tokens-reset", On::OutputTokens, Part::Reset),
    // Mistral: <https://github.com/mistralai/client-ts/issues/169>.
    ("x-ratelimit-limit-req-minute", On::Requests, Part::Size),
    ("x-ratelimit-remaining-req-minute", On::Requests, Part::Remaining),
    ("x-ratelimit-limit-tokens-minute", On::Tokens, Part::Size),
    ("x-ratelimit-remaining-tokens-minute", On::Tokens, Part::Remaining),
    // OpenRouter
    ("x-ratelimit-limit", On::Requests, Part::Size),
    ("x-ratelimit-remaining", On::Requests, Part::Remaining),
    ("x-ratelimit-reset", On::Requests, Part::Reset),
];

impl RateLimits {
    /// Reads the rate limits from the headers of a response.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let mut readings = [Reading::default(); 5];
        let is_named = |name: &str| BEGINNINGS.iter().any(|it| name.starts_with(it));
        for (name, value) in headers.iter().filter(|(name, _)| is_named(name.as_str())) {
            let row = HEADERS.iter().find(|(own, ..)| *own == name.as_str());
            // Go's micro sign is not ASCII, which `to_str` requires.
            if let (Some((_, on, part)), Ok(text)) = (row, str::from_utf8(value.as_bytes())) {
                readings[*on as usize].take(*part, text.trim(), headers);
            }
        }
        let limit = |on| readings[on as usize].limit();
        Self {
            requests: limit(On::Requests),
            tokens: limit(On::Tokens),
            project_tokens: limit(On::ProjectTokens),
            input_tokens: limit(On::InputTokens),
            output_tokens: limit(On::OutputTokens),
        }
    }

    /// The limit on requests (`x-ratelimit-*-requests`).
    pub fn requests(&self) -> Option<Limit> {
        self.requests
    }

    /// The limit on tokens (`x-ratelimit-*-tokens`).
    pub fn tokens(&self) -> Option<Limit> {
        self.tokens
    }

    /// The project's own limit on tokens (`x-ratelimit-*-project-tokens`).
    pub fn project_tokens(&self) -> Option<Limit> {
        self.project_tokens
    }

    /// Anthropic's limit on the tokens that it is sent.
    pub fn input_tokens(&self) -> Option<Limit> {
        self.input_tokens
    }

    /// Anthropic's limit on the tokens that it sends.
    pub fn output_tokens(&self) -> Option<Limit> {
        self.output_tokens
    }

    /// What they say to a pacer: of several limits on tokens, that of which the least remains.
    pub(crate) fn levels(&self) -> Levels {
        let tokens = [self.tokens, self.project_tokens].into_iter().flatten();
        let tokens = tokens.min_by_key(|limit| limit.remaining.unwrap_or(u64::MAX));
        [self.requests, tokens.or(self.input_tokens)].map(|limit| limit.and_then(Limit::level))
    }

    /// The time until every limit that is used up is full again.
    pub(crate) fn until_refilled(&self) -> Option<Duration> {
        let limits = [
            self.requests,
            self.tokens,
            self.project_tokens,
            self.input_tokens,
            self.output_tokens,
        ];
        let used_up = limits.into_iter().flatten().filter(Limit::is_used_up);
        used_up.filter_map(|limit| limit.reset).filter(|reset| !reset.is_zero()).max()
    }
}

impl Limit {
    #[expect(clippy::cast_precision_loss, reason = "no limit is near 2⁵³")]
    fn level(self) -> Option<Level> {
        let number = |number: u64| number as f64;
        Some(Level {
            limit: number(self.size?),
            remaining: self.remaining.map(number),
            reset: self.reset.map(|reset| reset.as_secs_f64()),
        })
    }

    /// The number of requests or tokens that the limit allows per period.
    pub fn limit(&self) -> Option<u64> {
        self.size
    }

    /// The number of requests or tokens that are left.
    pub fn remaining(&self) -> Option<u64> {
        self.remaining
    }

    /// The time until the whole limit is available again; one more request may be possible earlier.
    pub fn reset(&self) -> Option<Duration> {
        self.reset
    }

    // Servers send a reset without `remaining` only if nothing remains.
    fn is_used_up(&self) -> bool {
        self.remaining.unwrap_or(0) == 0
    }
}

/// What the headers say of one limit. The first usable value of each part counts.
#[derive(Clone, Copy, Default)]
struct Reading {
    size: Option<i128>,
    remaining: Option<u64>,
    reset: Option<Duration>,
}

impl Reading {
    fn take(&mut self, part: Part, text: &str, headers: &HeaderMap) {
        match part {
            Part::Size => self.size = self.size.or_else(|| text.parse().ok()),
            Part::Remaining => self.remaining = self.remaining.or_else(|| text.parse().ok()),
            Part::Reset => self.reset = self.reset.or_else(|| reset(text, headers)),
        }
    }

    fn limit(self) -> Option<Limit> {
        if self.size.is_some_and(|size| size <= 0) {
            return None;
        }
        let size = self.size.and_then(|size| u64::try_from(size).ok());
        let limit = Limit { size, remaining: self.remaining, reset: self.reset };
        (limit != Limit::default()).then_some(limit)
    }
}

/// A duration in Go's format, in seconds as Azure and DeepSeek send it, or until a point in time.
fn reset(text: &str, headers: &HeaderMap) -> Option<Duration> {
    duration_text::whole(text)
        .or_else(|| duration_text::number_of(Duration::from_secs(1), text))
        .filter(|reset| *reset < duration_text::LONGEST)
        .or_else(|| timestamp::read(text)?.duration_since(now(headers)).ok())
        .filter(|reset| *reset < duration_text::LONGEST)
}

/// The server's clock is the one that its points in time are of.
fn now(headers: &HeaderMap) -> SystemTime {
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    date.unwrap_or_else(SystemTime::now)
}
