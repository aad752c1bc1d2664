//! [`Head`]: the status and the headers of a response, with their getters.

use http::{HeaderMap, StatusCode};

use crate::error::Error;

/// The headers are without the key, if the server has echoed it.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) status: Option<StatusCode>,
    pub(super) headers: HeaderMap,
}

impl Head {
    pub(super) fn of_error(error: &Error) -> Self {
        Self { status: error.status(), headers: error.headers().clone() }
    }
}

/// The getters of a return type that has read its response, which read its field `head`.
macro_rules! head_getters {
    ($type:ident $(<$value:ident>)?) => {
        impl $(<$value>)? $type $(<$value>)? {
            /// The status of the response; `None` if it was recovered and there was no response.
            pub fn status(&self) -> Option<::http::StatusCode> {
                self.head.status
            }

            /// The headers of the response; empty if it was recovered and there was no response.
            pub fn headers(&self) -> &::http::HeaderMap {
                &self.head.headers
            }
        }
    };
}

pub(super) use head_getters;
