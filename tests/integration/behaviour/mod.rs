//! What the engine makes of failures, in virtual time: no sockets, and no second passes.

mod backoff;
mod bodies;
mod bounds;
mod deadlines;
mod display;
mod errors;
mod events;
mod herd;
mod in_memory;
mod ladders;
mod may_have_run;
mod narrow;
mod nesting;
mod pacing;
mod properties;
mod reports;
mod server_models;
mod server_says;
mod waits;
