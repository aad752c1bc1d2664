//! What a count of tokens is made of, as the wire has it.

use serde::{Deserialize, Deserializer, Serialize};

/// Parts of the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names of the wire")]
pub(super) struct InputDetails {
    #[serde(deserialize_with = "or_zero")]
    pub(super) cached_tokens: u64,
    #[serde(deserialize_with = "or_zero")]
    pub(super) cache_write_tokens: u64,
    #[serde(deserialize_with = "or_zero")]
    pub(super) audio_tokens: u64,
    #[serde(deserialize_with = "or_zero")]
    pub(super) image_tokens: u64,
}

/// Parts of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct OutputDetails {
    #[serde(deserialize_with = "or_zero")]
    pub(super) reasoning_tokens: u64,
    #[serde(deserialize_with = "or_zero")]
    pub(super) audio_tokens: u64,
}

impl InputDetails {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            cached_tokens: self.cached_tokens.saturating_add(other.cached_tokens),
            cache_write_tokens: self.cache_write_tokens.saturating_add(other.cache_write_tokens),
            audio_tokens: self.audio_tokens.saturating_add(other.audio_tokens),
            image_tokens: self.image_tokens.saturating_add(other.image_tokens),
        }
    }
}

impl OutputDetails {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            reasoning_tokens: self.reasoning_tokens.saturating_add(other.reasoning_tokens),
            audio_tokens: self.audio_tokens.saturating_add(other.audio_tokens),
        }
    }
}

/// A number, or its default where the service says `null`.
pub(super) fn or_zero<'de, T: Default + Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
