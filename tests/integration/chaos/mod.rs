//! Random faults and random drops, many thousands of them. The seeds are fixed: a run that fails
//! fails again.

mod answers;
mod calls;
mod drops;
mod policies;
mod server;
mod sockets;
mod streams;
