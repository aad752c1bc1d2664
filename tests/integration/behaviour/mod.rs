//! What the engine makes of failures, in virtual time: no sockets, and no second passes.

mod backoff;
mod blame;
mod bodies;
mod bounds;
mod breaker;
mod deadlines;
mod display;
mod errors;
mod events;
mod fleet;
mod herd;
mod in_memory;
mod ladders;
mod may_have_run;
mod narrow;
mod nesting;
mod outages;
mod pacing;
mod properties;
mod reports;
mod retry_budget;
mod server_models;
mod server_says;
mod stores;
mod turns;
mod waits;
