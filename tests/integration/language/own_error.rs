//! The error type of a program, which the errors of calls and of other code become.

use std::num::ParseIntError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum AppError {
    #[error("the call failed")]
    Call(#[from] openai_call::Error),
    #[error("no number")]
    Number(#[from] ParseIntError),
}
