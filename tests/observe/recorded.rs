//! Everything that is shown while a test runs: spans, events and metrics of its thread.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use metrics_util::{CompositeKey, MetricKind};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

type Fields = BTreeMap<String, String>;

/// A span that is over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Span {
    pub(crate) name: String,
    pub(crate) parent: Option<String>,
    pub(crate) fields: Fields,
}

impl Span {
    pub(crate) fn has(&self, field: &str, value: &str) -> bool {
        self.fields.get(field).is_some_and(|own| own == value)
    }

    pub(crate) fn seconds(&self, field: &str) -> f64 {
        self.fields.get(field).map_or(0.0, |time| time.parse().expect("a number"))
    }
}

/// A metric with one set of labels.
#[derive(Clone, Debug)]
pub(crate) struct Metric {
    pub(crate) name: String,
    pub(crate) kind: MetricKind,
    pub(crate) unit: Option<&'static str>,
    pub(crate) labels: Fields,
    /// The sum of all that was recorded.
    pub(crate) value: f64,
}

#[derive(Clone, Default)]
struct Shown {
    spans: Arc<Mutex<Vec<Span>>>,
    events: Arc<Mutex<Vec<Fields>>>,
}

pub(crate) struct Recorded {
    shown: Shown,
    metrics: Snapshotter,
    _recorder: metrics::LocalRecorderGuard<'static>,
    _subscriber: (Dispatch, DefaultGuard),
}

impl Recorded {
    pub(crate) fn begin() -> Self {
        let shown = Shown::default();
        let subscriber = tracing_subscriber::registry().with(shown.clone());
        // A recorder lives as long as the program, and a test makes one.
        let recorder = Box::leak(Box::new(DebuggingRecorder::new()));
        let metrics = recorder.snapshotter();
        let guard = metrics::set_default_local_recorder(&*recorder);
        openai_call::observe::describe_metrics();
        // Beside a single subscriber, tracing takes a thread that has none for all threads.
        let another = Dispatch::new(NoSubscriber::new());
        let subscriber = (another, tracing::subscriber::set_default(subscriber));
        Self { shown, metrics, _recorder: guard, _subscriber: subscriber }
    }

    /// The spans that are over, in the order in which they ended.
    pub(crate) fn spans(&self) -> Vec<Span> {
        self.shown.spans.lock().expect("nobody panicked").clone()
    }

    /// The first span of this name.
    pub(crate) fn span(&self, name: &str) -> Span {
        let spans = self.spans();
        let found = spans.iter().find(|span| span.has("otel.name", name));
        found.cloned().expect("a span of this name")
    }

    pub(crate) fn events(&self) -> Vec<Fields> {
        self.shown.events.lock().expect("nobody panicked").clone()
    }

    /// The metrics since the last time that this was asked.
    pub(crate) fn metrics(&self) -> Vec<Metric> {
        self.metrics.snapshot().into_vec().into_iter().map(metric).collect()
    }
}

fn metric(
    (key, unit, _, value): (
        CompositeKey,
        Option<metrics::Unit>,
        Option<metrics::SharedString>,
        DebugValue,
    ),
) -> Metric {
    let labels = key.key().labels().map(|it| (it.key().to_owned(), it.value().to_owned()));
    let value = match value {
        #[expect(clippy::cast_precision_loss, reason = "tests count little")]
        DebugValue::Counter(count) => count as f64,
        DebugValue::Gauge(value) => value.into_inner(),
        DebugValue::Histogram(values) => values.iter().map(|value| value.into_inner()).sum(),
    };
    Metric {
        name: key.key().name().to_owned(),
        kind: key.kind(),
        unit: unit.map(|unit| unit.as_str()),
        labels: labels.collect(),
        value,
    }
}

struct Take<'a>(&'a mut Fields);

impl Visit for Take<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Shown {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let span = context.span(id).expect("a span that begins");
        let parent = span.parent().and_then(|parent| {
            let parent = parent.extensions().get::<Span>()?.fields.get("otel.name").cloned();
            parent.or(Some(String::new()))
        });
        let name = attributes.metadata().name().to_owned();
        let mut own = Span { name, parent, fields: Fields::new() };
        attributes.record(&mut Take(&mut own.fields));
        span.extensions_mut().insert(own);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).expect("a span that lives");
        if let Some(own) = span.extensions_mut().get_mut::<Span>() {
            values.record(&mut Take(&mut own.fields));
        }
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Take(&mut fields));
        fields.insert("target".to_owned(), event.metadata().target().to_owned());
        self.events.lock().expect("nobody panicked").push(fields);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).expect("a span that ends");
        let own = span.extensions_mut().remove::<Span>();
        self.spans.lock().expect("nobody panicked").extend(own);
    }
}
