//! The bar that shows how far a run has come.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use openai_call::Usage;
use openai_call::bulk::Counts;

use crate::arguments::Price;
use crate::estimate::Dollars;

/// On a terminal; else it draws nothing.
pub(crate) struct Bar {
    drawn: ProgressBar,
    price: Option<Price>,
    has_begun: bool,
}

impl Bar {
    pub(crate) fn new(requests: u64, price: Option<Price>) -> Self {
        let template = "{bar:24} {pos}/{len}  {rate}  {msg}  eta {eta}";
        let style = ProgressStyle::with_template(template).expect("the template is valid");
        let style = style.with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
            // What it writes to is a text, which takes everything.
            let _ = write!(text, "{:.0}/s", state.per_sec());
        });
        let drawn = ProgressBar::new(requests).with_style(style);
        drawn.enable_steady_tick(Duration::from_millis(200));
        Self { drawn, price, has_begun: false }
    }

    pub(crate) fn show(&mut self, counts: &Counts) {
        self.drawn.set_position(counts.done() as u64);
        self.drawn.set_message(self.figures(counts));
        if !self.has_begun {
            // What was done before says nothing about the rate.
            self.drawn.reset_eta();
            self.has_begun = true;
        }
    }

    fn figures(&self, counts: &Counts) -> String {
        let (failed, refused) = (counts.failed(), counts.refused());
        let tokens = counts.usage().map_or(0, Usage::total_tokens);
        let cost = cost(counts, self.price).map(|cost| format!("  {cost}")).unwrap_or_default();
        format!("{failed} failed  {refused} × 429  {tokens} tokens{cost}")
    }

    /// Lets something be printed where the bar stands.
    pub(crate) fn handle(&self) -> ProgressBar {
        self.drawn.clone()
    }

    pub(crate) fn end(&self) {
        self.drawn.abandon();
    }
}

/// What the tokens of this run have cost, if that is known.
pub(crate) fn cost(counts: &Counts, price: Option<Price>) -> Option<Dollars> {
    let usage = counts.usage()?;
    Some(Dollars(price?.of(usage.input_tokens(), usage.output_tokens())))
}
