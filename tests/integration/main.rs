//! The tests from without, in one program, which is linked once.

mod answers;
mod behaviour;
mod bulk;
mod chaos;
mod combined;
mod complaints;
mod conformance;
mod house;
mod language;
mod log;
mod signatures;
mod support;
mod wire;
