//! [`StoreError`]: why a [`RedisStore`](super::RedisStore) cannot be used.

use std::error::Error;
use std::fmt;

use redis::{ErrorKind as Cause, RedisError, ServerErrorKind as Said};

use crate::kind::ErrorKind;

const URL: &str = "write `redis://user:password@host:6379`, or `rediss://…` for TLS, with what is special in the \
                   password as `%40`";
const PROVIDER: &str = "install one as the first thing in `main`, such as \
                        `rustls::crypto::aws_lc_rs::default_provider().install_default()`";
const PASSWORD: &str = "correct the user name and password in the URL";
const RIGHTS: &str = "let the user run the script: `ACL SETUSER name ~openai-call:* +evalsha +script|load +time \
                      +hmget +hset +del +expire +zadd +zremrangebyscore +zcard`";
const REPLICA: &str = "name the primary in the URL, and not a replica";
const LOG: &str = "see what its own log says";
const CERTIFICATE: &str = "let the system trust who has signed its certificate (`SSL_CERT_FILE` names a file of \
                           those), or name the host in the URL as the certificate does";
const GONE: &str = "start it there (`redis-server`), correct the host and port in the URL, or build the client \
                    without it: then each process uses the whole limit by itself";

/// Why a store cannot be used, and what to do about it. It becomes an [`Error`](crate::Error) by `?`.
#[derive(Clone, Debug)]
pub struct StoreError {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) remedy: &'static str,
}

impl StoreError {
    /// The URL does not name a Redis. It is not quoted, because it may hold a password.
    pub(super) fn of_url(error: &RedisError) -> Self {
        let message = format!("the URL of the store is not that of a Redis: {error}");
        Self { kind: ErrorKind::InvalidRequest, message, remedy: URL }
    }

    /// TLS has panicked: a program may have two providers of it, or none.
    pub(super) fn of_tls(place: &str) -> Self {
        let message = format!("no connection to the Redis at {place}: TLS has no provider");
        Self { kind: ErrorKind::Connection, message, remedy: PROVIDER }
    }

    /// The Redis at `place` does not let itself be used; `why` says how it puts that.
    pub(super) fn of_redis(place: &str, error: &RedisError, why: &str) -> Self {
        let (kind, remedy) = match error.kind() {
            Cause::AuthenticationFailed => (ErrorKind::Authentication, PASSWORD),
            Cause::Server(Said::NoPerm) => (ErrorKind::Permission, RIGHTS),
            Cause::Server(Said::ReadOnly) => (ErrorKind::Connection, REPLICA),
            Cause::Server(_) | Cause::Extension => (ErrorKind::Connection, LOG),
            _ if why.contains("certificate") => (ErrorKind::Connection, CERTIFICATE),
            _ => (ErrorKind::Connection, GONE),
        };
        Self { kind, message: format!("the Redis at {place} cannot be used: {why}"), remedy }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl Error for StoreError {}
