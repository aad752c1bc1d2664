//! [`Variant`]: what one variant of the enum holds.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::{Member, Type};

use crate::output::scaffold::scaffold;
use crate::words::kinds::Kind;

pub(super) struct Variant {
    pub(super) name: Ident,
    pub(super) holds: Holds,
}

pub(super) enum Holds {
    /// The error of a call, of one of these kinds.
    Call {
        kinds: Vec<&'static Kind>,
        /// Whether all other kinds are among them.
        is_rest: bool,
    },
    /// One value of another type.
    Value(Box<Value>),
    /// Nothing, or several values.
    Other,
}

pub(super) struct Value {
    pub(super) field: Member,
    /// Its type.
    pub(super) of: Type,
    /// Whether the enum is made of it by `From`.
    pub(super) is_from: bool,
    /// Whether it is an error, whose source is that of the enum.
    pub(super) is_error: bool,
}

impl Variant {
    /// The kinds of a variant that holds the error of a call.
    pub(super) fn kinds(&self) -> Option<&[&'static Kind]> {
        match &self.holds {
            Holds::Call { kinds, .. } => Some(kinds),
            _ => None,
        }
    }

    pub(super) fn is_rest(&self) -> bool {
        matches!(self.holds, Holds::Call { is_rest: true, .. })
    }

    /// The variant with its value in `it`, as a pattern and as an expression.
    pub(super) fn with(&self, it: &Ident) -> TokenStream {
        let name = &self.name;
        match (&self.holds, self.value().map(|value| &value.field)) {
            (Holds::Other, _) => scaffold!(Self::#name { .. }),
            (_, Some(Member::Named(field))) => scaffold!(Self::#name { #field: #it }),
            _ => scaffold!(Self::#name(#it)),
        }
    }

    /// The value of a variant that holds one of another type.
    pub(super) fn value(&self) -> Option<&Value> {
        match &self.holds {
            Holds::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The name as a phrase: `EmptyPrompt` is "empty prompt".
    pub(super) fn phrase(&self) -> String {
        let mut phrase = String::new();
        for letter in self.name.unraw().to_string().chars() {
            if letter.is_uppercase() && !phrase.is_empty() {
                phrase.push(' ');
            }
            phrase.extend(letter.to_lowercase());
        }
        phrase
    }
}
