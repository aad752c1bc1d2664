//! [`answers`]: reads the answers of a journal.

use std::fs::File;
use std::io::BufReader;
use std::iter;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::lines::Lines;
use super::run_error::RunError;
use crate::usage::Usage;

/// A line of a journal: an answer, and what it belongs to.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Answered<A> {
    /// The `custom_id` of the request, or its key if it has none.
    pub custom_id: String,
    /// The SHA-256 of the request, in hexadecimal.
    pub key: String,
    /// The answer: the text of a [`Text`](crate::Text), the value of all others.
    pub answer: A,
    /// The number of attempts that it took, if it is known.
    pub attempts: Option<usize>,
    /// The tokens of all attempts, if the service has counted any.
    pub usage: Option<Usage>,
}

/// Reads the answers of a journal, one by one, in the order in which they came. What a crash has left of a
/// last line is left out.
///
/// ```
/// # fn main() -> Result<(), openai_call::bulk::RunError> {
/// # let folder = std::env::temp_dir();
/// # let path = folder.join(format!("openai-call-answers-{}.jsonl", std::process::id()));
/// # std::fs::write(&path, "{\"custom_id\":\"a\",\"key\":\"0\",\"answer\":\"Hello\"}\n").unwrap();
/// for answered in openai_call::bulk::answers::<String>(&path)? {
///     let answered = answered?;
///     println!("{}: {}", answered.custom_id, answered.answer);
/// #   assert_eq!(answered.answer, "Hello");
/// }
/// # std::fs::remove_file(&path).unwrap();
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If the file cannot be read. A line that is none, or whose answer is no `A`, is
/// [`Damaged`](RunError::Damaged).
pub fn answers<A: DeserializeOwned>(
    path: impl AsRef<Path>,
) -> Result<impl Iterator<Item = Result<Answered<A>, RunError>>, RunError> {
    let path = path.as_ref().to_owned();
    let file = File::open(&path).map_err(RunError::journal(&path))?;
    let mut lines = Lines::of(BufReader::new(file));
    let answered =
        iter::from_fn(move || lines.next(|line| serde_json::from_slice(line)).transpose());
    Ok(answered.map(move |answered| answered.map_err(|unreadable| unreadable.of(&path))))
}
