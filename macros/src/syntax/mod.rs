//! What was written: the attribute's settings and the function under it.

pub(crate) mod args;
pub(crate) mod code;
pub(crate) mod duration;
pub(crate) mod item;
pub(crate) mod layers;
pub(crate) mod setting;
pub(crate) mod spanned;
pub(crate) mod step;
pub(crate) mod text;
pub(crate) mod unknown;
pub(crate) mod value;
