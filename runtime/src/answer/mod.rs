//! What a model said, as a text or as what is made of it.
//!
//! A success is not always an answer: it may be cut at its limit of tokens, refused, empty, or
//! something else than was asked for. Each of these has a kind of its own, because each needs another
//! step: the same request would only be cut at the same place again.

mod completion;
mod content;
mod finish;
mod parsed;
mod read;
#[cfg(feature = "schema")]
mod strict;
#[cfg(feature = "schema")]
mod structured;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use self::content::Content;
pub(crate) use self::finish::{REFUSED, failure, stopped_with};
pub use self::parsed::Parsed;
#[cfg(feature = "schema")]
pub use self::structured::Structured;
pub use self::text::Text;
