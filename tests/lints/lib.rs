//! A crate under every lint there is, for `cargo xtask lint`: no expansion raises any, and those
//! that the user's own code raises are still raised inside of it.
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications, single_use_lifetimes)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
#![allow(clippy::blanket_clippy_restriction_lints, reason = "all of them is what is wanted here")]
#![allow(clippy::implicit_return, reason = "the other half of clippy::needless_return")]

extern crate alloc;

pub mod call_errors;
mod expected;
pub mod policies;
