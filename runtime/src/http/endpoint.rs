//! [`Endpoint`]: the base URL, or an Azure deployment.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::origin::same_origin;
use crate::error::Error;
use crate::kind::ErrorKind;

const OPENAI: &str = "https://api.openai.com/v1";

/// The paths that Azure has below a deployment.
const OF_A_DEPLOYMENT: [&str; 8] = [
    "audio/speech",
    "audio/transcriptions",
    "audio/translations",
    "chat/completions",
    "completions",
    "embeddings",
    "images/edits",
    "images/generations",
];

/// The paths that most requests have. Their URLs are joined once: that costs as much as all else which
/// is done for a small request.
const USUAL: [&str; 4] = ["chat/completions", "responses", "embeddings", "messages"];

/// The settings of an Azure deployment.
#[derive(Clone)]
pub(super) struct Azure {
    pub(super) endpoint: String,
    pub(super) deployment: String,
    pub(super) api_version: String,
}

/// What relative paths are joined to.
pub(super) struct Endpoint {
    base: Url,
    azure: Option<Azure>,
    /// Those of the [`USUAL`] paths.
    usual: Vec<(&'static str, Url)>,
}

impl Endpoint {
    pub(super) fn new(base_url: Option<&str>, azure: Option<Azure>) -> Result<Self, Error> {
        let base = match (base_url, &azure) {
            (Some(_), Some(_)) => {
                return Err(bad("and an azure endpoint are both set").with_remedy("keep one"));
            }
            (None, Some(azure)) => {
                let endpoint = azure.endpoint.trim().trim_end_matches('/');
                let endpoint = endpoint.strip_suffix("/openai").unwrap_or(endpoint);
                base_url_of(&format!("{endpoint}/openai"))?
            }
            (base_url, None) => base_url_of(base_url.unwrap_or(OPENAI))?,
        };
        let mut endpoint = Self { base, azure, usual: Vec::new() };
        let usual = USUAL.into_iter().filter_map(|path| Some((path, endpoint.url(path).ok()?)));
        endpoint.usual = usual.collect();
        Ok(endpoint)
    }

    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    /// Whether credentials may be sent to `url`.
    pub(super) fn owns(&self, url: &Url) -> bool {
        // Most stand below it, which is a single look.
        url.as_str().starts_with(self.base.as_str()) || same_origin(url, &self.base)
    }

    /// Whether the host is this machine, which a proxy could not reach.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }

    /// `path` joined to the base; an absolute URL stays as it is.
    pub(super) fn url(&self, path: &str) -> Result<Url, Error> {
        if let Some((_, url)) = self.usual.iter().find(|(usual, _)| *usual == path) {
            return Ok(url.clone());
        }
        let is_absolute = ["http://", "https://"].iter().any(|scheme| begins_with(path, scheme));
        let url =
            if is_absolute { Url::parse(path) } else { self.join(path.trim_start_matches('/')) };
        let url = url.map_err(|error| {
            let message = format!("`{path}` is neither a path nor a url: {error}");
            unsent(message)
        })?;
        // `..` and `%2e%2e` have been resolved by now, if nothing stands beside them.
        let below = url.path().strip_prefix(self.base.path());
        if is_absolute || below.is_some_and(|below| !may_climb(below)) {
            return Ok(url);
        }
        let message = format!("`{path}` leads out of the base url's `{}`", self.base.path());
        Err(unsent(message).with_remedy("write a path below the base url, or a whole url"))
    }

    fn join(&self, path: &str) -> Result<Url, <Url as std::str::FromStr>::Err> {
        // After `./` a colon, as in the name of a fine-tuned model, does not end a scheme.
        let Some(azure) = &self.azure else { return self.base.join(&format!("./{path}")) };
        let resource = path.split(['?', '#']).next().unwrap_or(path);
        let mut base = self.base.clone();
        if let (true, Ok(mut segments)) =
            (OF_A_DEPLOYMENT.contains(&resource), base.path_segments_mut())
        {
            segments.pop_if_empty().extend(["deployments", &azure.deployment, ""]);
        }
        let mut url = base.join(&format!("./{path}"))?;
        url.query_pairs_mut().append_pair("api-version", &azure.api_version);
        Ok(url)
    }
}

fn begins_with(path: &str, scheme: &str) -> bool {
    path.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Whether a server that decodes the path could take a part of it for `..`: some split it at `%2f` and
/// backslashes, or leave out what is behind a `;` and what cannot be seen.
fn may_climb(path: &str) -> bool {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let mut segments = path.split(['/', '\\']).filter_map(|segment| segment.split(';').next());
    segments.any(|segment| {
        let seen = segment.chars().filter(|it| !it.is_control() && !it.is_whitespace());
        seen.eq("..".chars())
    })
}

/// The error for a path that no request can be sent to.
fn unsent(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest, message).with_cause("the request cannot be sent")
}

fn bad(why: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("the base url {why}"))
        .with_cause("the client cannot be made")
        .with_remedy("write one such as `https://api.openai.com/v1`")
}

fn base_url_of(text: &str) -> Result<Url, Error> {
    let mut url = Url::parse(text.trim()).map_err(|error| bad(&format!("is none: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad(&format!("begins with `{}:`, not with `https://`", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("holds a user name or password, which logs would show"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("has a `?` or `#` part, which joining a path would lose"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}
