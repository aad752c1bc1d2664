//! The pages about the steps.

#[doc = include_str!("../../docs/src/steps/fail.md")]
mod fail {}
#[doc = include_str!("../../docs/src/steps/retry.md")]
mod retry {}
#[doc = include_str!("../../docs/src/steps/wait.md")]
mod wait {}
#[doc = include_str!("../../docs/src/steps/restart.md")]
mod restart {}
#[doc = include_str!("../../docs/src/steps/reask.md")]
mod reask {}
#[doc = include_str!("../../docs/src/steps/enlarge.md")]
mod enlarge {}
#[doc = include_str!("../../docs/src/steps/repair.md")]
mod repair {}
#[doc = include_str!("../../docs/src/steps/fallback.md")]
mod fallback {}
#[doc = include_str!("../../docs/src/steps/recover.md")]
mod recover {}
