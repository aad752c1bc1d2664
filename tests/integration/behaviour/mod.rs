//! What the engine makes of failures, in virtual time: no sockets, and no second passes.

mod backoff;
mod bodies;
mod bounds;
mod deadlines;
mod display;
mod errors;
mod events;
mod herd;
mod pacing;
mod in_memory;
mod ladders;
mod may_have_run;
mod narrow;
mod nesting;
mod properties;
mod reports;
mod server_models;
mod server_says;
mod turns;
mod waits;
