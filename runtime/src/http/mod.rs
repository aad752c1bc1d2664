//! Requests and responses, over reqwest. Nothing here knows about policies and calls.

mod body;
mod builder;
mod client;
mod credentials;
mod decode;
mod echo;
mod encoded;
mod endpoint;
mod estimate;
mod hops;
mod in_process;
mod incoming;
mod keys;
mod lane_key;
mod limits;
mod members;
mod origin;
mod outgoing;
mod received;
mod redirect;
mod request;
mod secret;
#[cfg(test)]
mod tests;
mod transport;

pub use self::builder::ClientBuilder;
pub use self::client::Client;
pub(crate) use self::decode::why as why_undecodable;
pub(crate) use self::hops::Hops;
#[cfg(feature = "testing")]
pub(crate) use self::in_process::{Answering, InProcess};
pub(crate) use self::incoming::Incoming;
pub(crate) use self::keys::Keys;
pub(crate) use self::members::{Members, OUTPUT_LIMITS};
pub(crate) use self::outgoing::Outgoing;
pub(crate) use self::received::{Received, media_type};
pub use self::request::Request;
pub(crate) use self::secret::Secret;
