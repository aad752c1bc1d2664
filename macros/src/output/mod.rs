//! What is emitted: the function with its call.

pub(crate) mod arms;
mod awaits;
pub(crate) mod docs;
mod failing;
pub(crate) mod function;
pub(crate) mod ide;
pub(crate) mod instrument;
pub(crate) mod mistaken;
mod returns;
pub(crate) mod scaffold;
pub(crate) mod site;
