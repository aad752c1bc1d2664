//! Many calls of one function: bounded, written down, and resumed where they were stopped (feature `bulk`).
//!
//! A loop over a few thousand requests is easy to write, and easy to lose: a crash at the last of them
//! has all of them paid for again. A [`Run`] writes each answer into a journal before it hands it out, and
//! makes no call that the journal has the answer to.
//!
//! ```
//! use openai_call::bulk::{self, Run};
//! use openai_call::{Client, Error, Text, openai_call};
//! # use openai_call::testing::FakeApi;
//! use serde::Serialize;
//! use serde_json::json;
//!
//! #[derive(Serialize)]
//! struct Ticket {
//!     custom_id: String,
//!     text: String,
//! }
//!
//! #[openai_call(on_rate_limit = wait(up_to = 10min))]
//! async fn triage(client: &Client, ticket: &Ticket) -> Result<Text, Error> {
//!     client.post("chat/completions").json(&json!({
//!         "model": "gpt-4o-mini",
//!         "messages": [{ "role": "user", "content": format!("How urgent is this? {}", ticket.text) }],
//!     }))
//! }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let api = FakeApi::in_memory();
//! # api.reply("Not at all.").times(2).status(401).reply("Very.");
//! # let client = api.client();
//! # let journal = std::env::temp_dir().join(format!("openai-call-bulk-{}.jsonl", std::process::id()));
//! # let _ = std::fs::remove_file(&journal);
//! # let ticket = |n| Ticket { custom_id: format!("ticket-{n}"), text: format!("{n}") };
//! let tickets: Vec<Ticket> = (1..=3).map(ticket).collect();
//! # /*
//! let journal = "triage.jsonl";
//! # */
//! let run = Run::new(&tickets, |ticket| triage(&client, ticket)).journal(&journal).in_flight(64);
//! let mut run = run.run();
//! while let Some(outcome) = run.next().await {
//!     let outcome = outcome?;
//!     match outcome.result() {
//!         Ok(text) => println!("{}: {text}", outcome.custom_id()),
//!         Err(error) => println!("{}: {error}", outcome.custom_id()),
//!     }
//! }
//!
//! // What was answered is in the journal, in this run or before.
//! for answered in bulk::answers::<String>(&journal)? {
//!     println!("{}", answered?.answer);
//! }
//! # assert_eq!(bulk::answers::<String>(&journal)?.count(), 2);
//! # // An error that is run again, and with it one request alone.
//! # let again = Run::new(&tickets, |ticket| triage(&client, ticket)).journal(&journal).again(|_| true);
//! # let mut run = again.run();
//! # assert_eq!(run.next().await.unwrap()?.result().unwrap(), &"Very.");
//! # assert!(run.next().await.is_none());
//! # assert_eq!(api.requests().len(), 4);
//! # for path in [journal.clone(), journal.with_extension("errors.jsonl")] { std::fs::remove_file(path)?; }
//! # Ok(())
//! # }
//! ```
//!
//! The calls are made by the policy of the function and paced by its client; `in_flight` bounds how many
//! are begun. The requests are taken out of their iterator one by one, and some 60 bytes of each are kept.
//!
//! # What is promised
//!
//! - **What is in the journal is not asked again.** An outcome is handed out when its line is on the disk
//!   (`fsync`), and not before. Lines are written together, so that the disk does not bound how many calls
//!   end in a second.
//! - **What was in flight at a crash is asked again**, and may be paid for twice: nobody can know what became
//!   of it. These are at most `in_flight` requests for each crash, with the attempts that the policy
//!   makes of each. [`stop`](Running::stop) ends a run without any: it makes no further calls, and waits for
//!   those in flight.
//! - **A run that is dropped** stops at once. What it was waiting for is asked again, as after a crash.
//! - **Each request has one line**, in the journal or in the error file, once a run has come to its end.
//!   The same request twice in the input is asked once: give each a `custom_id` to have both asked.
//! - **One run writes a journal and its error file.** Another one, of this process or not, ends with
//!   [`RunError::InUse`]. Both are locked as long as the run lives; a network file system has to know such
//!   locks.
//!
//! # The journal
//!
//! It has a JSON object on each line, in the order in which the answers came:
//!
//! ```text
//! {"custom_id":"ticket-1","key":"9c1185a5…","answer":"Not at all.","attempts":1,"usage":{…}}
//! ```
//!
//! `answer` is what [`Journalled`] makes of the function's value: the text of a [`Text`](crate::Text), the
//! JSON of all others. `key` is the SHA-256 of the request as JSON, its objects sorted by their names and
//! without spaces. A request is known again by its key. Without a `custom_id` the key is its id, too; with
//! one, a request that was changed since it was answered ends the run with [`RunError::Changed`], as
//! the journal would otherwise have the answer to another question.
//!
//! The error file has a line for each request that has failed:
//!
//! ```text
//! {"custom_id":"ticket-3","key":"ef2d127d…","kind":"authentication","message":"…","status":401,
//!  "request_id":"req_3","client_request_id":"…","attempts":1}
//! ```
//!
//! The next run leaves these as they are, or makes them [again](Run::again): by default those whose kinds
//! are transient, and those that were changed. When it ends, the lines of what has been answered are gone.
//!
//! The part of a line that a crash has left at the end of a file is cut off. Any other line that is none is
//! an error, and both files stay as they are: it may be an answer that was paid for. So is a first line of
//! which less than `{"custom_id":"` was written, as it may be a file of yours.

mod answers;
mod appended;
mod asking;
mod counts;
mod files;
mod identity;
mod input;
mod journal;
mod journalled;
mod known;
mod line;
mod lines;
mod outcome;
mod run;
mod run_error;
mod running;
mod same;
mod settle;
mod stopper;
#[cfg(test)]
mod tests;
mod writer;

pub use self::answers::{Answered, answers};
pub use self::counts::Counts;
pub use self::journalled::Journalled;
pub use self::outcome::Outcome;
pub use self::run::Run;
pub use self::run_error::RunError;
pub use self::running::Running;
pub use self::stopper::Stopper;
