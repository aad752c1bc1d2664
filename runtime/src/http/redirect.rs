//! Redirects to another origin, which must not send the credentials there.
//!
//! reqwest removes the key from a request that is redirected to another origin, but neither the
//! organization nor the project. So reqwest follows only redirects within the origin, and others
//! are followed here: without credentials, and with the method that the status asks for
//! (<https://www.rfc-editor.org/rfc/rfc9110#section-15.4>).

use http::{HeaderName, Method, StatusCode, header};
use reqwest::{Client, Request, Response, Url, redirect};

/// As many as reqwest follows by default.
const MOST: usize = 10;

const BODY_HEADERS: [HeaderName; 3] =
    [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::TRANSFER_ENCODING];

/// The redirect policy of a client whose requests go through [`send`].
pub(crate) fn within_origin() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let leaves = attempt.previous().last().is_some_and(|from| !same(from, attempt.url()));
        if leaves {
            attempt.stop()
        } else if attempt.previous().len() > MOST {
            attempt.error("too many redirects")
        } else {
            attempt.follow()
        }
    })
}

/// Sends the request. If it is redirected to another origin, follows without `credentials`.
pub(crate) async fn send(
    http: &Client,
    request: Request,
    credentials: &[HeaderName],
) -> reqwest::Result<Response> {
    let mut template = request.try_clone();
    let mut response = http.execute(request).await?;
    for _ in 0..MOST {
        let Some(elsewhere) = elsewhere(&response) else { break };
        let Some(last) = template.take() else { break };
        let next = redirected(last, response.status(), elsewhere, credentials);
        template = next.try_clone();
        response = http.execute(next).await?;
    }
    Ok(response)
}

/// Where a response redirects to, if that is another origin.
fn elsewhere(response: &Response) -> Option<Url> {
    if !response.status().is_redirection() {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let url = response.url().join(location).ok()?;
    (!same(response.url(), &url)).then_some(url)
}

fn redirected(
    mut request: Request,
    status: StatusCode,
    url: Url,
    credentials: &[HeaderName],
) -> Request {
    let keeps_method = matches!(status.as_u16(), 307 | 308) || request.method() == Method::GET;
    *request.url_mut() = url;
    for name in credentials {
        request.headers_mut().remove(name);
    }
    if !keeps_method {
        *request.method_mut() = Method::GET;
        *request.body_mut() = None;
        for name in BODY_HEADERS {
            request.headers_mut().remove(name);
        }
    }
    request
}

fn same(left: &Url, right: &Url) -> bool {
    left.origin() == right.origin()
}
