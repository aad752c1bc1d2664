//! The table of steps, which can follow `on_<kind> =`.

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum StepName {
    Fail,
    Retry,
    Wait,
    Restart,
    Reask,
    Enlarge,
    Repair,
    Fallback,
    Recover,
}

/// One row of the table.
pub(crate) struct StepRow {
    pub(crate) name: &'static str,
    pub(crate) step: StepName,
    pub(crate) parameters: &'static [&'static str],
    pub(crate) takes_code: bool,
    /// An example of the step with everything that it needs.
    pub(crate) example: &'static str,
}

const STEPS: &[StepRow] = &[
    StepRow {
        name: "fail",
        step: StepName::Fail,
        parameters: &[],
        takes_code: false,
        example: "fail",
    },
    StepRow {
        name: "retry",
        step: StepName::Retry,
        parameters: &["attempts", "backoff"],
        takes_code: false,
        example: "retry(attempts = 5, backoff = 1s..30s)",
    },
    StepRow {
        name: "wait",
        step: StepName::Wait,
        parameters: &["attempts", "up_to"],
        takes_code: false,
        example: "wait(up_to = 2min)",
    },
    StepRow {
        name: "restart",
        step: StepName::Restart,
        parameters: &["attempts", "backoff"],
        takes_code: false,
        example: "restart(attempts = 2)",
    },
    StepRow {
        name: "reask",
        step: StepName::Reask,
        parameters: &["attempts"],
        takes_code: false,
        example: "reask(attempts = 2)",
    },
    StepRow {
        name: "enlarge",
        step: StepName::Enlarge,
        parameters: &["attempts", "up_to"],
        takes_code: false,
        example: "enlarge(attempts = 3, up_to = 16_000)",
    },
    StepRow {
        name: "repair",
        step: StepName::Repair,
        parameters: &["attempts"],
        takes_code: true,
        example: "repair(|error| { … })",
    },
    StepRow {
        name: "fallback",
        step: StepName::Fallback,
        parameters: &[],
        takes_code: true,
        example: "fallback(other_call(client))",
    },
    StepRow {
        name: "recover",
        step: StepName::Recover,
        parameters: &[],
        takes_code: true,
        example: "recover(|error| value)",
    },
];

/// The parameters that steps have.
pub(crate) const PARAMETERS: &[&str] = &["attempts", "backoff", "up_to"];

/// The step with this name.
pub(crate) fn by_name(word: &str) -> Option<&'static StepRow> {
    STEPS.iter().find(|row| row.name == word)
}

/// Every step, for messages.
pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
    STEPS.iter().map(|row| row.name)
}

impl StepName {
    /// The position in a ladder: 0 for steps that try again, 1 for fallbacks, 2 for steps that end
    /// it.
    pub(crate) fn rung(self) -> u8 {
        match self {
            Self::Retry
            | Self::Wait
            | Self::Restart
            | Self::Reask
            | Self::Enlarge
            | Self::Repair => 0,
            Self::Fallback => 1,
            Self::Recover | Self::Fail => 2,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        STEPS.iter().find(|row| row.step == self).map_or("", |row| row.name)
    }

    /// Whether it sends the request again as it was.
    pub(crate) fn sends_the_same(self) -> bool {
        matches!(self, Self::Retry | Self::Wait | Self::Restart)
    }

    pub(crate) fn tries_again(self) -> bool {
        self.rung() == 0
    }
}
