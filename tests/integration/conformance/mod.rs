//! What comes over the wire, and which error it becomes: tables, each checked to its last row.

mod bodies;
mod case;
mod delays;
mod foreign;
mod limits;
mod mapping;
mod properties;
mod providers;
mod sdk_delays;
mod streams;
