//! [`Meta`]: what is known about a response and its call beside the body, with its getters.

use std::time::Duration;

use super::response::Response;
use crate::error::{Attempts, Error};
use crate::limits::RateLimits;
use crate::policy::Site;

#[derive(Clone, Debug)]
pub(crate) struct Meta {
    pub(crate) request_id: Option<String>,
    pub(crate) rate_limits: RateLimits,
    pub(crate) attempts: Attempts,
    pub(crate) elapsed: Duration,
    pub(crate) site: &'static Site,
}

impl Meta {
    pub(crate) fn of(response: &Response) -> Self {
        let headers = response.headers();
        Self {
            request_id: response
                .incoming
                .request_id()
                .and_then(|id| Some(id.to_str().ok()?.trim().to_owned())),
            rate_limits: RateLimits::from_headers(headers),
            attempts: response.run.history().with_success(),
            elapsed: response.elapsed,
            site: response.run.site(),
        }
    }

    pub(crate) fn of_error(error: &Error) -> Self {
        Self {
            request_id: error.request_id().map(str::to_owned),
            rate_limits: RateLimits::from_headers(error.headers()),
            attempts: error.attempts().clone(),
            elapsed: error.attempts().elapsed(),
            site: error.site().unwrap_or(Site::UNKNOWN),
        }
    }
}

/// The getters that every return type has, which read its field `meta`.
macro_rules! getters {
    ($type:ident $(<$value:ident>)?) => {
        impl $(<$value>)? $type $(<$value>)? {
            /// The id that the service gave the request, to find it in its logs.
            pub fn request_id(&self) -> Option<&str> {
                self.meta.request_id.as_deref()
            }

            /// The rate limits that the response reported.
            pub fn rate_limits(&self) -> &$crate::limits::RateLimits {
                &self.meta.rate_limits
            }

            /// All attempts of the call, including the last, successful one.
            pub fn attempts(&self) -> &$crate::error::Attempts {
                &self.meta.attempts
            }

            /// The time from the start of the call until its response began, with all sleeps.
            pub fn elapsed(&self) -> ::std::time::Duration {
                self.meta.elapsed
            }

            /// The annotated function that made the call, with its policy.
            pub fn site(&self) -> &'static $crate::policy::Site {
                self.meta.site
            }
        }
    };
}

pub(crate) use getters;
