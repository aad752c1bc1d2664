//! The policy language: steps that run code, groups of kinds, named policies and the worst case.

#![expect(clippy::unused_async, reason = "what a fallback calls is async, whatever it does")]

mod bounds;
mod bounds_hold;
mod call_error;
mod call_error_fallbacks;
mod call_error_places;
mod fallback;
mod fallback_deadlines;
mod fallback_history;
mod groups;
mod named;
mod once;
mod otherwise;
mod own_error;
mod paid;
mod recover;
mod repair;
mod repair_deadlines;
mod repair_ladders;
mod replay;
mod streams;
mod total;
mod uncertain;
