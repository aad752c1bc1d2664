//! What users complain of in the projects that do this job today: a test for each thread about
//! errors, retries, timeouts and limits. Each test names its threads.
//!
//! Without a test here, and why:
//!
//! - openai-node [#2725], [#2726], [#2021], [#1730], openai-go [#585], openai-python [#1160],
//!   [#2356], async-openai [#428], vercel/ai [PR 16805], `GenericAgent` [#753], atomic-agent [PR 313],
//!   goose [PR 10779], bifrost [#2917], cline [PR 9264]: about events inside of a stream. There is no
//!   stream among the return types yet; a body that is cut is in `errors.rs`.
//! - openai-go [PR 947] asks for the error contract in the documentation: it is the rustdoc of
//!   `ErrorKind`, and the section "Error handling" of every annotated function.
//! - genai [PR 309] adds what [openai-node #1477](https://github.com/openai/openai-node/issues/1477)
//!   asks for, which has its test in `errors.rs`.
//!
//! [#2725]: https://github.com/openai/openai-node/issues/2725
//! [#2726]: https://github.com/openai/openai-node/issues/2726
//! [#2021]: https://github.com/openai/openai-node/issues/2021
//! [#1730]: https://github.com/openai/openai-node/issues/1730
//! [#585]: https://github.com/openai/openai-go/issues/585
//! [#1160]: https://github.com/openai/openai-python/issues/1160
//! [#2356]: https://github.com/openai/openai-python/issues/2356
//! [#428]: https://github.com/64bit/async-openai/issues/428
//! [PR 16805]: https://github.com/vercel/ai/pull/16805
//! [#753]: https://github.com/lsdefine/GenericAgent/issues/753
//! [PR 313]: https://github.com/AtomicBot-ai/atomic-agent/pull/313
//! [PR 10779]: https://github.com/aaif-goose/goose/pull/10779
//! [#2917]: https://github.com/maximhq/bifrost/issues/2917
//! [PR 9264]: https://github.com/cline/cline/pull/9264
//! [PR 947]: https://github.com/openai/openai-go/pull/947
//! [PR 309]: https://github.com/jeremychone/rust-genai/pull/309

mod connections;
mod delays;
mod errors;
mod retries;
mod timeouts;

#[allow(dead_code, reason = "not every helper of the engine's tests is of use here")]
#[path = "../behaviour/support.rs"]
mod support;
#[allow(dead_code, reason = "not every helper of the wire's tests is of use here")]
#[path = "../wire/support.rs"]
mod wire;
