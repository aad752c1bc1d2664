//! [`Usage`]: the tokens that a call is charged for.

use serde::Deserialize;
use serde_json::Deserializer;

use crate::scan;

const KEY: &[u8] = b"\"usage\"";

/// The tokens that the service counted for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names on the wire")]
pub struct Usage {
    #[serde(default, alias = "prompt_tokens")]
    input_tokens: u64,
    #[serde(default, alias = "completion_tokens")]
    output_tokens: u64,
    #[serde(default)]
    total_tokens: u64,
}

impl Usage {
    /// The number of tokens in the input.
    pub fn input_tokens(self) -> u64 {
        self.input_tokens
    }

    /// The number of tokens in the answer.
    pub fn output_tokens(self) -> u64 {
        self.output_tokens
    }

    /// The number of tokens in total: as the server counts them, and at least the sum of both.
    pub fn total_tokens(self) -> u64 {
        self.total_tokens.max(self.input_tokens.saturating_add(self.output_tokens))
    }

    /// The `usage` member of a JSON body.
    pub(crate) fn of(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Probe {
            usage: Option<Usage>,
        }
        // A struct could also be read from an array.
        let is_object = body.trim_ascii_start().starts_with(b"{");
        memchr::memmem::rfind(body, KEY).filter(|_| is_object)?;
        match scan::last_member(body, KEY) {
            Some(value) => Self::deserialize(&mut Deserializer::from_slice(value)).ok(),
            None => serde_json::from_slice::<Probe>(body).ok()?.usage,
        }
    }
}
