//! The attribute beside crates that nothing else here needs. They are built for these tests alone:
//! `cargo test` runs them in a process of its own, from `tests/integration/combined.rs`.

mod async_openai;
mod frames;
mod http2;
mod instrument;
