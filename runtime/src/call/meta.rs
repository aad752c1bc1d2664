//! [`Meta`]: what a response and its call have to tell beside the body, and the getters for it.

use std::time::Duration;

use super::response::Response;
use crate::classify;
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
            request_id: classify::request_id(headers),
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

/// What every successful return type tells of its call, out of a field `meta`.
macro_rules! getters {
    ($type:ident $(<$value:ident>)?) => {
        impl $(<$value>)? $type $(<$value>)? {
            /// The id by which the service finds the request in its logs.
            pub fn request_id(&self) -> Option<&str> {
                self.meta.request_id.as_deref()
            }

            /// The rate limits as of this response.
            pub fn rate_limits(&self) -> &$crate::limits::RateLimits {
                &self.meta.rate_limits
            }

            /// Every attempt of the call, the last and successful one included.
            pub fn attempts(&self) -> &$crate::error::Attempts {
                &self.meta.attempts
            }

            /// How long the call took until its response began, attempts and sleeps together.
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
