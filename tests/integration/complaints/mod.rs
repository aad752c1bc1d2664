//! What users complain of in the projects that do this job today: a test for each thread about
//! errors, retries, timeouts and limits. Each test names its threads.
//!
//! Without a test here, and why:
//!
//! - openai-go [PR 947] asks for the error contract in the documentation: it is the rustdoc of
//!   `ErrorKind`, and the section "Errors" of every annotated function.
//! - genai [PR 309] adds what [openai-node #1477](https://github.com/openai/openai-node/issues/1477)
//!   asks for, which has its test in `errors.rs`.
//! - mofa [#1155] could not be read. What its neighbours say of retries has its test in `delays.rs`.
//!
//! [PR 947]: https://github.com/openai/openai-go/pull/947
//! [PR 309]: https://github.com/jeremychone/rust-genai/pull/309
//! [#1155]: https://github.com/mofa-org/mofa/issues/1155

mod answers;
mod billing;
mod connections;
mod delays;
mod errors;
mod providers;
mod retries;
mod streams;
mod timeouts;
