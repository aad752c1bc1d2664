//! What was written: the attribute's settings and the function under it.

pub(crate) mod args;
pub(crate) mod duration;
pub(crate) mod item;
pub(crate) mod step;
pub(crate) mod value;
