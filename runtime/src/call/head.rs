//! [`Head`]: the status and the headers of a response, with their getters.

use http::{HeaderMap, StatusCode};

use crate::error::Error;

/// The headers are without the key, if the server has echoed it.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
}

impl Head {
    pub(crate) fn of_error(error: &Error) -> Self {
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

/// The getter of a return type that has read a JSON answer, which reads its field `usage`.
macro_rules! usage_getter {
    ($type:ident $(<$value:ident>)?) => {
        impl $(<$value>)? $type $(<$value>)? {
            /// The number of tokens that the service counted for all attempts of the call, those
            /// that failed with an answer among them; `None` if it does not say.
            pub fn usage(&self) -> Option<$crate::usage::Usage> {
                self.usage
            }
        }
    };
}

pub(crate) use {head_getters, usage_getter};
