//! The words of the attribute, and what to write for a word that is none of them.

pub(crate) mod hints;
pub(crate) mod keys;
pub(crate) mod kinds;
pub(crate) mod nearest;
pub(crate) mod steps;
