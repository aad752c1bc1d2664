//! [`Script`]: which answer each request gets, and whether every answer was used.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::answer::Answer;
use super::recorded_request::RecordedRequest;

/// The answers in order, and the requests so far.
#[derive(Default)]
pub(super) struct Script {
    answers: Vec<Scripted>,
    requests: Vec<RecordedRequest>,
    /// The numbers of the requests that came after the last answer was used up.
    unanswered: Vec<usize>,
}

/// An answer, with the number of requests that get it.
pub(super) struct Scripted {
    pub(super) answer: Answer,
    pub(super) times: usize,
    given: usize,
}

/// Locks the script, even after a test has panicked with the lock held.
pub(super) fn lock(mutex: &Mutex<Script>) -> MutexGuard<'_, Script> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Script {
    pub(super) fn push(&mut self, answer: Answer) {
        self.answers.push(Scripted { answer, times: 1, given: 0 });
    }

    /// The last scripted answer, which `method` will change.
    #[track_caller]
    #[expect(clippy::panic, reason = "a script without an answer is a mistake in the test")]
    pub(super) fn last(&mut self, method: &str) -> &mut Scripted {
        let Some(last) = self.answers.last_mut() else {
            panic!(
                "`{method}` changes the answer scripted last, and there is none; \
                 write it after `.reply(…)` or `.status(…)`"
            );
        };
        assert!(
            last.given == 0,
            "`{method}` changes the answer scripted last, and that was given already: {}; \
             script the whole answer before the request comes",
            last.answer.as_written(),
        );
        last
    }

    /// Records `request`, and returns its number, counted from 1, and its answer.
    pub(super) fn record(&mut self, request: RecordedRequest) -> (usize, Answer) {
        self.requests.push(request);
        let number = self.requests.len();
        (number, self.answer(number))
    }

    fn answer(&mut self, number: usize) -> Answer {
        if self.answers.is_empty() {
            return Answer::greeting();
        }
        if let Some(next) = self.answers.iter_mut().find(|answer| answer.is_open()) {
            next.given += 1;
            return next.answer.clone();
        }
        self.unanswered.push(number);
        Answer::script_ended()
    }

    pub(super) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.clone()
    }

    /// One line for each answer that was not used up, and for each request without an answer.
    pub(super) fn complaints(&self) -> Vec<String> {
        let answers = self.answers.iter().zip(1..).filter(|(answer, _)| answer.is_open());
        let requests = self.unanswered.iter().map(|&number| self.complaint_of_request(number));
        answers.map(|(answer, number)| answer.complaint(number)).chain(requests).collect()
    }

    fn complaint_of_request(&self, number: usize) -> String {
        let request = &self.requests[number - 1];
        format!(
            "request {number} came after the script had ended: {} {}; script one more answer",
            request.method(),
            request.path(),
        )
    }
}

impl Scripted {
    fn is_open(&self) -> bool {
        self.given < self.times
    }

    fn complaint(&self, number: usize) -> String {
        let answer = self.answer.as_written();
        match self.given {
            0 => format!(
                "answer {number} was never asked for: {answer}; \
                 take it out, or make the request that it answers"
            ),
            given => format!(
                "answer {number} was asked for {given} of {} times: {answer}; \
                 write `.times({given})`, or make the other requests",
                self.times,
            ),
        }
    }
}
