//! [`RetryBudget`]: how often the calls of a client may repeat what has failed.
//!
//! Each call by itself may repeat a request two or three times, which helps while failures are rare. In an
//! outage all calls do it at once, and a service that is overloaded gets three times its load.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// How many retries all calls of a client have together: some to begin with, and a part of one back
/// for each success. The default is 30, with a tenth back.
///
/// A step that sends a request again costs one, if it follows a failure of the service:
/// [`ServerError`](crate::ErrorKind::ServerError), [`Timeout`](crate::ErrorKind::Timeout),
/// [`Connection`](crate::ErrorKind::Connection),
/// [`ServiceUnavailable`](crate::ErrorKind::ServiceUnavailable) or
/// [`StreamInterrupted`](crate::ErrorKind::StreamInterrupted). Waiting out a rate limit costs nothing,
/// nor does asking again for a better answer. With less than one left, such a step is passed over, at
/// once, and the next one of the ladder is taken; the error says
/// [`Stopped::RetryBudget`](crate::Stopped::RetryBudget).
///
/// ```
/// use openai_call::{Client, RetryBudget};
///
/// # fn main() -> Result<(), openai_call::Error> {
/// let client = Client::builder()
///     .api_key("0123456789abcdef")
///     .retry_budget(RetryBudget::new(100).per_success(0.2))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "a budget does nothing until a client is built with it"]
pub struct RetryBudget {
    /// `None` if it has no limit.
    retries: Option<u32>,
    per_success: f64,
}

impl RetryBudget {
    /// So many retries at most, which are there from the beginning. At most a million.
    pub const fn new(retries: u32) -> Self {
        Self { retries: Some(retries), per_success: 0.1 }
    }

    /// How much of a retry each success gives back, from 0 to 1000; it is counted in thousandths. With
    /// 0.1, a service that fails steadily gets a tenth more requests than there are calls that
    /// succeed.
    pub const fn per_success(self, part: f64) -> Self {
        Self { per_success: part, ..self }
    }

    /// No limit: every call repeats as often as its policy allows, whatever becomes of the others.
    pub const fn unlimited() -> Self {
        Self { retries: None, per_success: 0.0 }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(30)
    }
}

/// A retry, in the unit that is counted.
const ONE: u32 = 1_000;

/// The most retries, so that nothing overflows.
const MOST: u32 = 1_000_000;

/// What is left of a [`RetryBudget`].
#[derive(Debug)]
pub(crate) struct Budget {
    is_limited: bool,
    most: u32,
    per_success: u32,
    left: AtomicU32,
    /// Whether it has been told that it is used up.
    is_told: AtomicBool,
}

impl Budget {
    pub(crate) fn of(settings: RetryBudget) -> Self {
        let most = settings.retries.map_or(0, |retries| retries.min(MOST) * ONE);
        Self {
            is_limited: settings.retries.is_some(),
            most,
            per_success: thousandths(settings.per_success),
            left: AtomicU32::new(most),
            is_told: AtomicBool::new(false),
        }
    }

    /// Takes a retry out of it, if there is one.
    pub(crate) fn take(&self) -> bool {
        !self.is_limited || self.change(|left| left.checked_sub(ONE))
    }

    /// Puts back what was taken for a retry that was not made.
    pub(crate) fn give_back(&self) {
        self.add(ONE);
    }

    /// Adds what a success gives back.
    pub(crate) fn succeeded(&self) {
        self.add(self.per_success);
    }

    /// Whether it is the first call to be stopped by it, since the budget was last half full.
    pub(crate) fn is_news(&self) -> bool {
        !self.is_told.swap(true, Ordering::Relaxed)
    }

    /// The retries that are left; `None` if there is no limit.
    pub(crate) fn left(&self) -> Option<f64> {
        let left = f64::from(self.left.load(Ordering::Relaxed)) / f64::from(ONE);
        self.is_limited.then_some(left)
    }

    /// The most retries that there can be; `None` if there is no limit.
    pub(crate) fn most(&self) -> Option<u32> {
        self.is_limited.then_some(self.most / ONE)
    }

    fn add(&self, part: u32) {
        // Of a full one, only this is done for each success.
        if self.left.load(Ordering::Relaxed) >= self.most {
            return;
        }
        self.change(|left| Some(left.saturating_add(part).min(self.most)));
        if self.left.load(Ordering::Relaxed) >= self.most / 2 {
            self.is_told.store(false, Ordering::Relaxed);
        }
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

/// `part` in thousandths; nothing if it is no number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped")]
fn thousandths(part: f64) -> u32 {
    (part.clamp(0.0, 1_000.0) * f64::from(ONE)).round() as u32
}
