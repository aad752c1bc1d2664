//! The words of the attribute: keys, kinds and steps.

pub(crate) mod keys;
pub(crate) mod kinds;
