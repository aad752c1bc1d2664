//! What calls show to others, with the features `metrics` and `prices`. A package of its own, so that the
//! quickstart builds neither.

mod convention;
mod money;
mod observer;
mod recorded;
mod secrets;
mod spans;
mod table;
mod used;
