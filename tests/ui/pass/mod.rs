//! What must compile without a warning.

mod answers;
mod attempts;
mod backoff;
mod crate_re_exported;
mod durations;
mod edition_2024;
mod fallbacks;
mod groups;
mod named_policies;
mod promises;
mod repairs;
mod retry;
mod settings;
mod steps;
mod streams;
mod strict_lints;
mod syntax;
