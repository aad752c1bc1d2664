//! [`Usage`]: the tokens that a call is charged for.

use serde::Deserialize;
use serde_json::Deserializer;

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
        let body = body.trim_ascii_start();
        let start =
            memchr::memmem::rfind(body, KEY).filter(|_| body.starts_with(b"{"))? + KEY.len();
        match member_of_the_whole(&body[start..]) {
            Some(value) => Self::deserialize(&mut Deserializer::from_slice(value)).ok(),
            None => serde_json::from_slice::<Probe>(body).ok()?.usage,
        }
    }
}

const KEY: &[u8] = b"\"usage\"";

/// How much may stand after a member for which it is checked that it is one of the whole.
const END: usize = 1024;

/// The value after a key, if the key is that of a member of the body itself. To find it from the end
/// saves parsing the body once more; `None` leaves it open.
fn member_of_the_whole(rest: &[u8]) -> Option<&[u8]> {
    let value = rest.trim_ascii_start().strip_prefix(b":")?;
    (value.len() <= END && closes_one_object(value)).then_some(value)
}

/// Whether the end of a JSON text closes all that it opens, and one object besides.
fn closes_one_object(end: &[u8]) -> bool {
    let mut depth = 1_i32;
    let mut bytes = end.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' => skip_text(&mut bytes),
            _ => {}
        }
        if depth == 0 {
            return bytes.as_slice().trim_ascii().is_empty();
        }
    }
    false
}

fn skip_text(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => return,
            _ => {}
        }
    }
}
