//! [`Defaults`]: the settings of a step that has none of its own.

use std::time::Duration;

use crate::syntax::args::Args;
use crate::syntax::setting::Setting;
use crate::syntax::value::Backoff;

/// The official SDKs make two retries: <https://github.com/openai/openai-python#retries>.
const ATTEMPTS: u32 = 3;
/// The first and the longest delay of the official SDKs.
const BACKOFF: Backoff = Backoff { first: Duration::from_millis(500), cap: Duration::from_secs(8) };
/// The timeout of one attempt in the official SDKs.
const TIMEOUT: Duration = Duration::from_secs(600);
/// The longest delay that openai-python accepts; with a longer one it is better to fail.
const UP_TO: Duration = Duration::from_secs(120);

/// The settings of a step that has none of its own. A default is cut to a declared deadline.
pub(crate) struct Defaults {
    pub(crate) attempts: u32,
    /// The attempts that the call declares.
    pub(crate) declared_attempts: Option<u32>,
    pub(crate) backoff: Backoff,
    pub(crate) up_to: Duration,
    pub(crate) timeout: Duration,
    pub(crate) idle: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
}

impl Defaults {
    pub(crate) fn of(args: &Args) -> Self {
        let deadline = args.deadline.as_ref().map(Setting::get);
        let capped = |default: Duration| deadline.map_or(default, |deadline| default.min(deadline));
        let backoff = Backoff { first: capped(BACKOFF.first), cap: capped(BACKOFF.cap) };
        let declared_attempts = args.attempts.as_ref().map(Setting::get);
        Self {
            attempts: declared_attempts.unwrap_or(ATTEMPTS),
            declared_attempts,
            backoff: args.backoff.as_ref().map_or(backoff, Setting::get),
            up_to: capped(UP_TO),
            timeout: args.timeout.as_ref().map_or_else(|| capped(TIMEOUT), Setting::get),
            idle: args.idle.as_ref().map(Setting::get),
            deadline,
        }
    }
}
