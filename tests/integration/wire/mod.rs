//! Calls over real sockets: what a server does, and what the caller gets.

mod answers;
mod azure;
mod bodies;
mod causes;
mod drops;
mod echoes;
mod events;
mod flood;
mod getters;
mod keys;
mod redirects;
mod replies;
mod request_ids;
mod requests;
mod secrecy;
mod settings;
mod stream_clocks;
mod stream_items;
mod stream_pressure;
mod stream_restart_steps;
mod stream_restarts;
mod streams;
pub(crate) mod support;
mod waits;
mod words;
mod wrappings;
