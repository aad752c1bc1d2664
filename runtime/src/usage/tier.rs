//! [`Tier`]: the service tier that a request was served at.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer};

/// The longest name, in bytes. The known ones are `default`, `flex`, `priority`, `on_demand` and
/// their like.
const LONGEST: usize = 16;

/// A name that is kept in place, because a usage is copied and allocates nothing. Zeroes fill it up.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tier([u8; LONGEST]);

impl Tier {
    /// `None` if it is not known, or longer than any tier is.
    pub(super) fn name(&self) -> Option<&str> {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        std::str::from_utf8(&self.0[..end]).ok().filter(|name| !name.is_empty())
    }
}

impl fmt::Debug for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name().unwrap_or("unknown"))
    }
}

impl<'de> Deserialize<'de> for Tier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        let mut tier = Self::default();
        if let Some(place) = tier.0.get_mut(..name.len()) {
            place.copy_from_slice(name.as_bytes());
        }
        Ok(tier)
    }
}
