//! [`Route`]: the script of one path, or of all that have none of their own.

use std::time::Duration;

use super::answer::Answer;
use super::model::{Cost, Place, Playing, Ruling, ServerModel};
use super::recorded_request::RecordedRequest;
use super::traffic::{self, Traffic};

/// The answers to the requests of a path, in order.
#[derive(Default)]
pub(super) struct Route {
    /// Below the base URL, without slashes around it; empty for all paths.
    path: String,
    answers: Vec<Scripted>,
    /// What rules over the requests before they are answered.
    model: Option<Playing>,
    traffic: Traffic,
}

/// An answer, with the number of requests that get it.
pub(super) struct Scripted {
    pub(super) answer: Answer,
    pub(super) times: usize,
    given: usize,
}

impl Route {
    pub(super) fn of(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Whether it is that of a request with this path, which counts from the root.
    pub(super) fn covers(&self, path: &str) -> bool {
        let before = path.trim_end_matches('/').strip_suffix(self.path.as_str());
        self.path.is_empty() || before.is_some_and(|before| before.ends_with('/'))
    }

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

    pub(super) fn rule_by(&mut self, model: ServerModel) {
        self.model = Some(Playing::begin(model));
    }

    pub(super) fn model(&self) -> Option<&Playing> {
        self.model.as_ref()
    }

    pub(super) fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    pub(super) fn transit(&self) -> Option<Duration> {
        self.model.as_ref().map(Playing::transit)
    }

    /// The answer to a request, `None` once the script has ended, and its place at the model.
    pub(super) fn answer(&mut self, request: &RecordedRequest) -> (Option<Answer>, Option<Place>) {
        let Some(model) = &self.model else {
            let answer = self.next();
            self.traffic.note(request, Cost::default(), answer.as_ref());
            return (answer, None);
        };
        let charged = traffic::tokens(request);
        let (answer, place) = match model.rule(request.arrived_at(), charged) {
            Ruling::Refused(refusal) => (Some(refusal), None),
            Ruling::Admitted { headers, latency, place } => {
                let answer = self.next().map(|answer| answer.ruled(headers, latency));
                (answer, Some(place))
            }
        };
        let cost = traffic::cost(charged, request, answer.as_ref());
        self.traffic.note(request, cost, answer.as_ref());
        (answer, place.map(|place| place.costing(cost)))
    }

    /// The next answer; `None` once the script has ended.
    fn next(&mut self) -> Option<Answer> {
        if self.answers.is_empty() {
            return Some(Answer::greeting());
        }
        let next = self.answers.iter_mut().find(|answer| answer.is_open())?;
        next.given += 1;
        Some(next.answer.clone())
    }

    /// One line for each answer that was not used up.
    pub(super) fn complaints(&self) -> impl Iterator<Item = String> {
        let place = match self.path.as_str() {
            "" => String::new(),
            path => format!(" of `on({path:?})`"),
        };
        let answers = self.answers.iter().zip(1..).filter(|(answer, _)| answer.is_open());
        answers.map(move |(answer, number)| answer.complaint(&format!("answer {number}{place}")))
    }
}

impl Scripted {
    fn is_open(&self) -> bool {
        self.given < self.times
    }

    fn complaint(&self, name: &str) -> String {
        let answer = self.answer.as_written();
        match self.given {
            0 => format!(
                "{name} was never asked for: {answer}; \
                 take it out, or make the request that it answers"
            ),
            given => format!(
                "{name} was asked for {given} of {} times: {answer}; \
                 write `.times({given})`, or make the other requests",
                self.times,
            ),
        }
    }
}
