//! [`Script`]: which answer each request gets, and whether every answer was used.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::answer::Answer;
use super::model::Place;
use super::recorded_request::RecordedRequest;
use super::route::Route;

/// The scripts of all paths, and the requests so far.
#[derive(Default)]
pub(super) struct Script {
    routes: Vec<Route>,
    requests: Vec<RecordedRequest>,
    /// How many requests were sent, of which some may still be on their way.
    sent: usize,
    /// The numbers of the requests that came after the last answer was used up.
    unanswered: Vec<usize>,
}

/// Locks the script, even after a test has panicked with the lock held.
pub(super) fn lock(mutex: &Mutex<Script>) -> MutexGuard<'_, Script> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Script {
    /// The script of exactly this path, which is made if there is none.
    pub(super) fn route(&mut self, path: &str) -> &mut Route {
        let found = self.routes.iter().position(|route| route.path() == path);
        let place = found.unwrap_or(self.routes.len());
        if found.is_none() {
            self.routes.push(Route::of(path));
        }
        &mut self.routes[place]
    }

    /// The script for a request with this path: that of the longest part of it.
    fn route_of(&mut self, path: &str) -> &mut Route {
        let covering = self.routes.iter().filter(|route| route.covers(path));
        let longest = covering.map(Route::path).max_by_key(|path| path.len());
        let own = longest.unwrap_or_default().to_owned();
        self.route(&own)
    }

    /// Sends a request on its way, and returns how long a server model lets it travel; `None` without one.
    pub(super) fn send(&mut self, request: RecordedRequest) -> (RecordedRequest, Option<Duration>) {
        self.sent += 1;
        let transit = self.route_of(request.path()).transit();
        (request.sent(self.sent), transit)
    }

    /// Records `request`, and returns its number, counted from 1, its answer, and the place that it
    /// takes at a server model.
    pub(super) fn record(&mut self, request: RecordedRequest) -> (usize, Answer, Option<Place>) {
        let (answer, place) = self.route_of(request.path()).answer(&request);
        self.requests.push(request);
        let number = self.requests.len();
        let answer = answer.unwrap_or_else(|| {
            self.unanswered.push(number);
            Answer::script_ended()
        });
        (number, answer, place)
    }

    pub(super) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.clone()
    }

    /// One line for each answer that was not used up, and for each request without an answer.
    pub(super) fn complaints(&self) -> Vec<String> {
        let answers = self.routes.iter().flat_map(Route::complaints);
        let requests = self.unanswered.iter().map(|&number| self.complaint_of_request(number));
        answers.chain(requests).collect()
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
