//! What was meant: each kind's ladder of steps, every default filled in.

pub(crate) mod certificate;
pub(crate) mod ladders;
pub(crate) mod policy;
