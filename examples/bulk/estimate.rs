//! What a run would cost.

use std::fmt;

use crate::arguments::{Arguments, Price};
use crate::requests::Request;

#[derive(Default)]
pub(crate) struct Estimate {
    requests: u64,
    input: u64,
    output: u64,
}

impl Estimate {
    pub(crate) fn add(&mut self, request: &Request) {
        self.requests += 1;
        self.input += request.input_tokens();
        self.output += request.output_tokens();
    }

    /// The minutes at the given limits; `None` without any. The service counts an answer as long as it may be.
    fn minutes(&self, arguments: &Arguments) -> Option<f64> {
        let needs = [
            (self.requests, arguments.requests_per_minute),
            (self.input + self.output, arguments.tokens_per_minute),
        ];
        let minutes = needs.into_iter().filter_map(|(needed, limit)| Some(float(needed) / limit?));
        minutes.reduce(f64::max)
    }

    pub(crate) fn print(&self, arguments: &Arguments) {
        println!("{} requests are left", self.requests);
        println!("about {} tokens of input", self.input);
        println!("at most {} tokens of output, by the limits in the requests", self.output);
        match self.minutes(arguments) {
            Some(minutes) => println!("about {minutes:.1} minutes at these limits"),
            None => println!("(with `--rpm N` or `--tpm N`: how many minutes at a limit)"),
        }
        match arguments.price {
            Some(price) => println!("at most {}", Dollars(price.of(self.input, self.output))),
            None => println!("(with `--price IN/OUT`: how many dollars)"),
        }
    }
}

impl Price {
    /// What so many tokens cost, in dollars.
    pub(crate) fn of(self, input: u64, output: u64) -> f64 {
        (float(input) * self.input + float(output) * self.output) / 1e6
    }
}

pub(crate) struct Dollars(pub(crate) f64);

impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${:.4}", self.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate of fewer than 2⁵³ tokens")]
fn float(count: u64) -> f64 {
    count as f64
}
