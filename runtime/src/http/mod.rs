//! Requests and what comes of them, over reqwest. Nothing here knows of policies and calls.

pub(crate) mod answer;
mod builder;
mod client;
mod credentials;
mod endpoint;
pub(crate) mod outgoing;
mod redirect;
mod request;
pub(crate) mod secret;
#[cfg(test)]
mod tests;

pub use self::builder::ClientBuilder;
pub use self::client::Client;
pub use self::request::Request;
