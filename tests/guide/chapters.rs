//! The chapters: pages that are in no folder.

#[doc = include_str!("../../docs/src/answers.md")]
mod answers {}
#[doc = include_str!("../../docs/src/diagnostics.md")]
mod diagnostics {}
#[doc = include_str!("../../docs/src/errors.md")]
mod errors {}
#[doc = include_str!("../../docs/src/fleet.md")]
mod fleet {}
#[doc = include_str!("../../docs/src/getting_started.md")]
mod getting_started {}
#[doc = include_str!("../../docs/src/how_it_works.md")]
mod how_it_works {}
#[doc = include_str!("../../docs/src/beside.md")]
#[expect(clippy::doc_markdown, reason = "names of libraries are not code there")]
mod beside {}
#[doc = include_str!("../../docs/src/kinds.md")]
mod kinds {}
#[doc = include_str!("../../docs/src/many_calls.md")]
mod many_calls {}
#[doc = include_str!("../../docs/src/observability.md")]
mod observability {}
#[doc = include_str!("../../docs/src/policies.md")]
mod policies {}
#[doc = include_str!("../../docs/src/streams.md")]
mod streams {}
#[doc = include_str!("../../docs/src/testing.md")]
mod testing {}
