mod echo;
mod endpoint;
#[cfg(feature = "gzip")]
mod gzip;
