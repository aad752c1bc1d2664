//! The metrics, by the facade of the crate `metrics`.

use std::time::Duration;

use metrics::{Label, counter, describe_counter, describe_gauge, describe_histogram};
use metrics::{gauge, histogram};

use super::asked::Asked;
use super::event::{Event, What};
use super::heard::Heard;
use super::metric_table::{METRICS, Metric, Sort};
use super::names::{self, metric as is};
use crate::usage::Usage;

/// Describes all metrics to the recorder, with their units. Call it once, after the recorder is installed.
pub fn describe() {
    for row in METRICS {
        let Metric { name, unit, about, .. } = *row;
        match row.sort {
            Sort::Counter => describe_counter!(name, unit, about),
            Sort::Gauge => describe_gauge!(name, unit, about),
            Sort::Histogram => describe_histogram!(name, unit, about),
        }
    }
}

/// A request that has ended.
pub(super) struct Request<'a> {
    pub(super) asked: &'a Asked,
    pub(super) heard: &'a Heard,
    pub(super) usage: Option<Usage>,
    pub(super) error_type: Option<&'static str>,
    pub(super) elapsed: Duration,
    pub(super) first: Option<Duration>,
}

pub(super) fn request(request: &Request<'_>) {
    let common = request.labels();
    let mut labels = common.clone();
    labels.extend(request.error_type.map(|error| Label::new(names::ERROR_TYPE, error)));
    let is_inference = request.asked.is_inference();
    let duration = if is_inference { is::DURATION } else { is::OTHER_DURATION };
    histogram!(duration, labels).record(request.elapsed.as_secs_f64());
    if !is_inference {
        return;
    }
    if let Some(first) = request.first {
        histogram!(is::FIRST_CHUNK, common.clone()).record(first.as_secs_f64());
    }
    if let Some(usage) = request.usage {
        tokens(&common, usage, request.error_type.is_none());
    }
}

impl Request<'_> {
    fn labels(&self) -> Vec<Label> {
        let Self { asked, heard, .. } = self;
        let owned = |name, text: Option<&str>| text.map(|text| Label::new(name, text.to_owned()));
        let mut labels = vec![
            Label::new(names::OPERATION, asked.operation.to_string()),
            Label::new(names::PROVIDER, asked.provider),
            Label::new(names::SERVER_ADDRESS, asked.server.to_string()),
        ];
        labels.extend(asked.port.map(|port| Label::new(names::SERVER_PORT, port.to_string())));
        labels.extend(owned(names::REQUEST_MODEL, asked.model()));
        labels.extend(owned(names::RESPONSE_MODEL, heard.model.as_deref()));
        labels
    }
}

/// The tokens of a request; its histograms have no failures.
fn tokens(common: &[Label], usage: Usage, is_success: bool) {
    let count = |name: &'static str, modality, tokens: u64| {
        if tokens > 0 {
            let mut labels = common.to_vec();
            labels.push(Label::new(is::MODALITY, modality));
            counter!(name, labels).increment(tokens);
        }
    };
    let (audio, image) = (usage.input_audio_tokens(), usage.input_image_tokens());
    count(is::INPUT, "text", usage.input_tokens().saturating_sub(audio).saturating_sub(image));
    count(is::INPUT, "audio", audio);
    count(is::INPUT, "image", image);
    let audio = usage.output_audio_tokens();
    count(is::OUTPUT, "text", usage.output_tokens().saturating_sub(audio));
    count(is::OUTPUT, "audio", audio);
    count(is::CACHE_READ, "unknown", usage.cached_tokens());
    count(is::CACHE_WRITE, "unknown", usage.cache_write_tokens());
    count(is::REASONING, "text", usage.reasoning_tokens());
    if is_success {
        #[expect(clippy::cast_precision_loss, reason = "no request has 2^53 tokens")]
        let record = |name: &'static str, tokens: u64| {
            histogram!(name, common.to_vec()).record(tokens as f64);
        };
        record(is::INPUT_OF_ONE, usage.input_tokens());
        record(is::OUTPUT_OF_ONE, usage.output_tokens());
    }
}

pub(super) fn event(event: &Event<'_>) {
    let call = event.site.name();
    let error = event.error_kind().map_or("none", crate::kind::ErrorKind::name);
    match &event.what {
        What::Failed { .. } => {
            counter!(is::FAILURES, is::CALL => call, names::ERROR_TYPE => error).increment(1);
        }
        What::Refused { .. } => {
            counter!(is::REFUSALS, is::CALL => call, names::ERROR_TYPE => error).increment(1);
        }
        What::Again { delay, .. } => {
            counter!(is::RETRIES, is::CALL => call, names::ERROR_TYPE => error).increment(1);
            histogram!(is::SLEEP, is::CALL => call).record(delay.as_secs_f64());
        }
        What::FellBack { stopped, .. }
        | What::Recovered { stopped, .. }
        | What::GaveUp { stopped, .. } => {
            counter!(
                is::STOPS,
                is::CALL => call,
                names::ERROR_TYPE => error,
                names::STOPPED => stopped.name(),
            )
            .increment(1);
        }
        What::Exhausted => counter!(is::BUDGET, is::CALL => call).increment(1),
        What::Opened { lane, .. } => breaker(lane, "open"),
        What::Probed { lane } => breaker(lane, "half_open"),
        What::Closed { lane, .. } => breaker(lane, "closed"),
        What::StoreAway { lane, .. } => store_away(lane, 1.0),
        What::StoreBack { lane, .. } => store_away(lane, 0.0),
        What::Repaired { .. } | What::Queued { .. } | What::Succeeded(_) | What::Streamed(_) => {}
    }
}

fn breaker(lane: &str, state: &'static str) {
    let lane = lane.to_owned();
    let is_open = if state == "closed" { 0.0 } else { 1.0 };
    gauge!(is::BREAKER_OPEN, is::LANE => lane.clone()).set(is_open);
    counter!(is::BREAKER, is::LANE => lane, is::BREAKER_STATE => state).increment(1);
}

fn store_away(lane: &str, is_away: f64) {
    gauge!(is::STORE_AWAY, is::LANE => lane.to_owned()).set(is_away);
}

/// A request was sent after it had waited for its turn.
pub(super) fn queued(call: &'static str, time: Duration) {
    histogram!(is::PACER_WAIT, is::CALL => call).record(time.as_secs_f64());
}

/// A call and its stream are over.
pub(super) fn call(call: &'static str, outcome: &'static str) {
    counter!(is::CALLS, is::CALL => call, names::OUTCOME => outcome).increment(1);
}

/// An attempt has cost this.
pub(crate) fn cost(model: &str, dollars: f64) {
    // A counter has whole numbers.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a price is small")]
    let nanodollars = (dollars * 1e9).round() as u64;
    counter!(is::COST, names::REQUEST_MODEL => model.to_owned()).increment(nanodollars);
}
