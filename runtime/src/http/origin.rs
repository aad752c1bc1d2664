//! Whether two URLs lead to the same server.

use reqwest::Url;

/// Whether the scheme, host and port are the same.
pub(super) fn same_origin(left: &Url, right: &Url) -> bool {
    left.scheme() == right.scheme()
        && left.host_str() == right.host_str()
        && left.port_or_known_default() == right.port_or_known_default()
}
