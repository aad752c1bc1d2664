//! The pages of the guide, as documentation of modules: so that `cargo test` runs their code.
//! One module a folder of `docs/src`; the tests fail where a page is missing here.

mod chapters;
#[cfg(test)]
mod checks;
mod keys;
mod recipes;
mod steps;
