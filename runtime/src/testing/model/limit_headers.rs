//! [`LimitHeaders`]: what a server says of its limits.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::meter::{Gauge, ROUNDING};

/// The headers in which a [`ServerModel`](super::ServerModel) names its limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitHeaders {
    /// As OpenAI sends them: `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`, with resets such
    /// as `1m26.4s`.
    #[default]
    OpenAi,
    /// As gateways do: `x-ratelimit-{limit,remaining,reset}` of the requests alone, in whole seconds.
    Gateway,
    /// None at all.
    Missing,
    /// The limits alone, without what remains.
    LimitOnly,
    /// Without a reset.
    WithoutReset,
    /// As OpenAI sends them, with what remains counted from the whole limit also where a
    /// [burst](super::ServerModel::burst) is less.
    OfLimit,
    /// A lie: -1 of -1, reset after 0, as Azure has sent them.
    Negative,
    /// A lie: nothing ever remains.
    NothingLeft,
    /// A lie: all of the limit always remains.
    NothingUsed,
    /// A lie: the limit is full again after 0 seconds.
    ResetAtOnce,
    /// A lie: the limit is full again after six minutes.
    SixMinutes,
    /// Those of another limit: 10 000 requests a day, of which 9 000 remain.
    PerDay,
    /// What was true up to ten seconds ago.
    Stale,
    /// A lie: ten times the limit, and ten times what remains.
    TenTimes,
    /// Those of the organization, whose limit is a bucket ten times as large, while that of the project is
    /// enforced.
    Organization,
    /// At each answer and for each limit by chance: none, the truth, nothing left for six minutes, or any
    /// number.
    Random,
}

impl LimitHeaders {
    pub(super) fn write(
        self,
        requests: Option<Gauge>,
        tokens: Option<Gauge>,
        headers: &mut HeaderMap,
    ) {
        if let Some(requests) = requests {
            self.write_one("-requests", requests, headers);
        }
        if let Some(tokens) = tokens.filter(|_| !matches!(self, Self::Gateway | Self::PerDay)) {
            self.write_one("-tokens", tokens, headers);
        }
    }

    fn write_one(self, of: &str, gauge: Gauge, headers: &mut HeaderMap) {
        let Gauge { limit, remaining, used, reset } = gauge;
        // So that 5.999… is 6, as it is to the meter, and nothing is "-0".
        let whole = |number: f64| (number + ROUNDING).floor().to_string();
        let told = |limit: f64, remaining: f64, reset: f64| {
            [whole(limit), whole(remaining.max(0.0)), text(reset)]
        };
        let values = match self {
            Self::Missing => return,
            Self::Gateway => [whole(limit), whole(remaining), whole(reset.ceil())],
            Self::LimitOnly => [whole(limit), String::new(), String::new()],
            Self::WithoutReset => [whole(limit), whole(remaining), String::new()],
            Self::OfLimit => told(limit, limit - used, reset),
            Self::Negative => ["-1".to_owned(), "-1".to_owned(), "0".to_owned()],
            Self::NothingLeft => told(limit, 0.0, reset),
            Self::NothingUsed => told(limit, limit, 0.0),
            Self::ResetAtOnce => told(limit, remaining, 0.0),
            Self::SixMinutes => told(limit, remaining, 360.0),
            Self::PerDay => ["10000".to_owned(), "9000".to_owned(), "2h24m0s".to_owned()],
            Self::TenTimes => told(limit * 10.0, remaining * 10.0, reset),
            Self::OpenAi | Self::Stale | Self::Organization | Self::Random => {
                told(limit, remaining, reset)
            }
        };
        let of = if self == Self::Gateway { "" } else { of };
        for (part, value) in ["limit", "remaining", "reset"].iter().zip(values) {
            let name = HeaderName::try_from(format!("x-ratelimit-{part}{of}"));
            if let (Ok(name), Ok(value), false) =
                (name, HeaderValue::try_from(&value), value.is_empty())
            {
                headers.insert(name, value);
            }
        }
    }
}

/// Seconds as Go writes a duration, to the millisecond: `12ms`, `8.64s`, `6m0s`.
pub(super) fn text(seconds: f64) -> String {
    let milliseconds = (seconds * 1_000.0).ceil();
    if milliseconds < 1_000.0 {
        return format!("{milliseconds}ms");
    }
    let (hours, rest) = ((milliseconds / 3_600_000.0).floor(), milliseconds % 3_600_000.0);
    let (minutes, rest) = ((rest / 60_000.0).floor(), rest % 60_000.0);
    let seconds = rest / 1_000.0;
    match (hours > 0.0, minutes > 0.0) {
        (true, _) => format!("{hours}h{minutes}m{seconds}s"),
        (false, true) => format!("{minutes}m{seconds}s"),
        (false, false) => format!("{seconds}s"),
    }
}
