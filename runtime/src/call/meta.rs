//! [`Meta`]: what is known about a response and its call beside the body, with its getters.

use std::sync::OnceLock;
use std::time::Duration;

use http::HeaderMap;

use super::run::Run;
use crate::error::{Attempts, Error};
use crate::limits::RateLimits;
use crate::policy::Site;
use crate::usage::{Cost, Usage};

#[derive(Clone, Debug)]
pub(crate) struct Meta {
    pub(crate) request_id: Option<String>,
    /// Read from the headers when somebody asks; boxed, because few do.
    limits: OnceLock<Box<RateLimits>>,
    pub(crate) attempts: Attempts,
    pub(crate) elapsed: Duration,
    /// What the attempt has cost that succeeded, if its tokens were counted.
    pub(crate) cost: Option<Box<Cost>>,
    pub(crate) fallback_of: Option<Error>,
    pub(crate) site: &'static Site,
}

impl Meta {
    /// `request_id` is without the keys, if the server has echoed one in it.
    pub(crate) fn of(request_id: Option<&str>, run: &Run, elapsed: Duration) -> Self {
        Self {
            request_id: request_id.map(|id| id.trim().to_owned()),
            limits: OnceLock::new(),
            attempts: run.attempts().with_success(run.trial().queued()),
            elapsed,
            cost: None,
            fallback_of: run.fallback_of().cloned(),
            site: run.site(),
        }
    }

    /// The tokens of this answer and of the attempts before it.
    pub(crate) fn total(&self, usage: Option<Usage>) -> Option<Usage> {
        self.attempts.usage().into_iter().chain(usage).reduce(Usage::plus)
    }

    /// The rate limits in the headers, which are the same each time.
    pub(crate) fn rate_limits(&self, headers: &HeaderMap) -> &RateLimits {
        self.limits.get_or_init(|| RateLimits::from_headers(headers).into())
    }

    pub(crate) fn of_error(error: &Error) -> Self {
        Self {
            request_id: error.request_id().map(str::to_owned),
            limits: Box::new(RateLimits::from_headers(error.headers())).into(),
            attempts: error.attempts().clone(),
            elapsed: error.attempts().elapsed(),
            cost: None,
            fallback_of: Some(error.clone()),
            site: error.site().unwrap_or(Site::UNKNOWN),
        }
    }
}

/// The getters that every return type has, which read its field `meta`, and the headers where it has
/// kept these.
macro_rules! getters {
    ($type:ident $(<$value:ident $(: $bound:ident)?>)?) => {
        $crate::call::getters!($type $(<$value $(: $bound)?>)?, |_it| &::http::HeaderMap::new());
    };
    ($type:ident $(<$value:ident $(: $bound:ident)?>)?, |$it:ident| $headers:expr) => {
        impl $(<$value $(: $bound)?>)? $type $(<$value>)? {
            /// The id that the service gave the request, to find it in its logs.
            pub fn request_id(&self) -> Option<&str> {
                self.meta.request_id.as_deref()
            }

            /// The rate limits that the response reported.
            pub fn rate_limits(&self) -> &$crate::limits::RateLimits {
                let $it = self;
                self.meta.rate_limits($headers)
            }

            /// All attempts of the call, including the last, successful one; those of the call that
            /// it is a fallback of come first.
            pub fn attempts(&self) -> &$crate::error::Attempts {
                &self.meta.attempts
            }

            /// The error in whose place this answer stands: that of the call that it is a fallback
            /// of, or the one that it was recovered from.
            pub fn fallback_of(&self) -> Option<&$crate::error::Error> {
                self.meta.fallback_of.as_ref()
            }

            /// The time from the start of the call until its response began, with all sleeps and waits
            /// for its turn.
            pub fn elapsed(&self) -> ::std::time::Duration {
                self.meta.elapsed
            }

            /// What the call has cost, with all of its attempts and those of the call that it is a fallback
            /// of; `None` if the service has counted no tokens, or if it was sent by no
            /// [`Client`](crate::Client). Of a stream, once it is read to its end.
            #[cfg(feature = "prices")]
            pub fn cost(&self) -> Option<$crate::usage::Cost> {
                let own = self.meta.cost.as_deref().cloned();
                $crate::usage::Cost::sum(self.meta.attempts.cost().into_iter().chain(own))
            }

            /// The annotated function that made the call, with its policy.
            pub fn site(&self) -> &'static $crate::policy::Site {
                self.meta.site
            }
        }
    };
}

pub(crate) use getters;
