//! What is read of an answer, and which answers are none.

mod completion;
mod reading;
#[cfg(feature = "schema")]
mod schema;
