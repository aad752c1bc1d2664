//! [`RateLimits`]: the meaning of the `x-ratelimit-*` headers.

use std::time::Duration;

use http::HeaderMap;

use crate::limits::duration_text;

/// The rate limits that a response reports; each is `None` if the server did not send it.
///
/// The headers are those of OpenAI's [rate limit guide][guide]. Invalid values are not reported: a
/// value that is not a number of at least 0 is `None`, and a whole limit is `None` if its size is 0
/// or below, such as [Azure's -1, -1 and 0][negative].
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
}

/// One rate limit. The server does not say which period it is for: a minute or a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limit {
    /// The size: 60 for a limit of 60 requests.
    size: Option<u64>,
    remaining: Option<u64>,
    reset: Option<Duration>,
}

/// The headers of one limit.
struct Names {
    limit: &'static str,
    remaining: &'static str,
    /// The first of these that is present counts. Azure has its own spelling:
    /// <https://github.com/openai/openai-python/issues/937>.
    reset: &'static [&'static str],
}

const REQUESTS: Names = Names {
    limit: "x-ratelimit-limit-requests",
    remaining: "x-ratelimit-remaining-requests",
    reset: &["x-ratelimit-reset-requests", "x-rate-limit-reset-requests"],
};

const TOKENS: Names = Names {
    limit: "x-ratelimit-limit-tokens",
    remaining: "x-ratelimit-remaining-tokens",
    reset: &["x-ratelimit-reset-tokens", "x-rate-limit-reset-tokens"],
};

const PROJECT_TOKENS: Names = Names {
    limit: "x-ratelimit-limit-project-tokens",
    remaining: "x-ratelimit-remaining-project-tokens",
    reset: &["x-ratelimit-reset-project-tokens"],
};

impl RateLimits {
    /// Reads the rate limits from the headers of a response.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        Self {
            requests: Limit::from_headers(headers, &REQUESTS),
            tokens: Limit::from_headers(headers, &TOKENS),
            project_tokens: Limit::from_headers(headers, &PROJECT_TOKENS),
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

    /// The time until every limit that is used up is full again.
    pub(crate) fn until_refilled(&self) -> Option<Duration> {
        [self.requests, self.tokens, self.project_tokens]
            .into_iter()
            .flatten()
            .filter(Limit::is_used_up)
            .filter_map(|limit| limit.reset)
            .filter(|reset| !reset.is_zero())
            .max()
    }
}

impl Limit {
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

    fn from_headers(headers: &HeaderMap, names: &Names) -> Option<Self> {
        let size = text(headers, names.limit).and_then(|text| text.parse::<i128>().ok());
        if size.is_some_and(|size| size <= 0) {
            return None;
        }
        let limit = Self {
            size: size.and_then(|size| u64::try_from(size).ok()),
            remaining: text(headers, names.remaining).and_then(|text| text.parse().ok()),
            reset: names.reset.iter().find_map(|name| reset(text(headers, name)?)),
        };
        (limit != Self::default()).then_some(limit)
    }

    // Servers send a reset without `remaining` only if nothing remains.
    fn is_used_up(&self) -> bool {
        self.remaining.unwrap_or(0) == 0
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    // A look at each of some twenty names costs less than to hash this one.
    let (_, value) = headers.iter().find(|(own, _)| own.as_str() == name)?;
    // Go's micro sign is not ASCII, which `to_str` requires.
    str::from_utf8(value.as_bytes()).ok().map(str::trim)
}

/// A duration in Go's format, or in seconds as Azure and DeepSeek send it. A value of more than a
/// year is a point in time and not a duration.
fn reset(text: &str) -> Option<Duration> {
    duration_text::whole(text)
        .or_else(|| duration_text::number_of(Duration::from_secs(1), text))
        .filter(|reset| *reset < duration_text::LONGEST)
}
