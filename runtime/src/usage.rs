//! [`Usage`]: the tokens that a call is charged for.

use serde::Deserialize;

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
        serde_json::from_slice::<Probe>(body).ok()?.usage
    }
}
