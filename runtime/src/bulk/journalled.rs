//! [`Journalled`]: what a journal keeps of an answer.

use serde::Serialize;

#[cfg(feature = "schema")]
use crate::answer::Structured;
use crate::answer::{Parsed, Text};
use crate::call::Reply;
use crate::error::Attempts;
use crate::usage::Usage;

/// The value of a function whose calls a run makes: any type that implements [`Serialize`], [`Text`],
/// and [`Parsed`], `Structured` and [`Reply`] of such a type.
#[diagnostic::on_unimplemented(
    message = "a run cannot write `{Self}` into a journal",
    label = "this answer is no json",
    note = "derive `serde::Serialize` for it, or return `Text`, `Parsed<T>`, `Structured<T>` or `Reply<T>`"
)]
pub trait Journalled {
    /// The answer as it stands in the journal.
    fn answer(&self) -> impl Serialize;

    /// All attempts of the call, if the answer knows of them.
    fn attempts(&self) -> Option<&Attempts> {
        None
    }

    /// The tokens of all attempts of the call, if the answer knows of them.
    fn usage(&self) -> Option<Usage> {
        None
    }
}

impl<T: Serialize> Journalled for T {
    fn answer(&self) -> impl Serialize {
        self
    }
}

/// Of a type that knows of its call.
macro_rules! of_call {
    ($type:ident $(<$value:ident>)?) => {
        impl $(<$value: Serialize>)? Journalled for $type $(<$value>)? {
            fn answer(&self) -> impl Serialize {
                &**self
            }

            fn attempts(&self) -> Option<&Attempts> {
                Some(self.attempts())
            }

            fn usage(&self) -> Option<Usage> {
                self.usage()
            }
        }
    };
}

of_call!(Text);
of_call!(Reply<T>);
of_call!(Parsed<T>);

#[cfg(feature = "schema")]
impl<T: Serialize> Journalled for Structured<T> {
    fn answer(&self) -> impl Serialize {
        &***self
    }

    fn attempts(&self) -> Option<&Attempts> {
        Some(Parsed::attempts(self))
    }

    fn usage(&self) -> Option<Usage> {
        Parsed::usage(self)
    }
}
