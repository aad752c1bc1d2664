//! Any status and any body are an error of some kind, told in one line.
#![no_main]

use http::{HeaderMap, StatusCode};
use libfuzzer_sys::fuzz_target;
use openai_call::Error;

fuzz_target!(|response: (u16, &[u8])| {
    let (status, body) = response;
    let Ok(status) = StatusCode::from_u16(100 + status % 900) else { return };
    let error = Error::from_response(status, HeaderMap::new(), body.to_vec());
    assert_eq!(error.status(), Some(status));
    assert!(!error.message().is_empty());
    assert!(!error.to_string().contains('\n'));
    assert!(error.is_transient() == error.kind().is_transient());
});
