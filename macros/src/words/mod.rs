//! The words of the attribute, and what to write instead of an unknown word.

pub(crate) mod hints;
pub(crate) mod keys;
pub(crate) mod kinds;
pub(crate) mod nearest;
pub(crate) mod steps;
