//! The attribute beside crates that nothing else here needs. They are built for these tests alone:
//! `cargo test` runs them in a process of its own, from `tests/integration/combined.rs`.

mod async_openai;
mod frames;
mod genai;
mod http2;
mod instrument;
#[path = "../integration/log.rs"]
mod log;
mod middleware;
mod redis;
mod rig;
mod support;

/// The documentation's page about other clients has the code that is tested here.
#[test]
fn the_page_about_clients_shows_what_is_tested() {
    let page = include_str!("../../runtime/src/clients.md");
    let blocks: Vec<&str> = page
        .split("```rust,ignore\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let tested = [include_str!("genai.rs"), include_str!("rig.rs")];
    assert_eq!(blocks.len(), tested.len());
    for (block, tested) in blocks.into_iter().zip(tested) {
        assert!(tested.contains(block), "{block}");
    }
}
