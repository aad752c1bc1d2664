//! Calls over real sockets: what a server does, and what the caller gets.

mod answers;
mod bodies;
mod causes;
mod drops;
mod flood;
mod keys;
mod redirects;
mod replies;
mod requests;
mod secrecy;
mod settings;
mod support;
mod waits;
