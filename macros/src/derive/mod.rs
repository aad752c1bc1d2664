//! `#[derive(CallError)]`: an error type whose variants tell the kinds of failure apart.

mod by_kind;
mod kinds;
mod read;
mod shown;
mod variant;
mod write;

use proc_macro2::{Ident, TokenStream};
use syn::{Generics, Item, Path, Visibility};

use crate::derive::read::{head, read};
use crate::derive::variant::Variant;
use crate::derive::write::{write, write_mistaken};
use crate::errors::{Errors, beside};

/// What the derive says about an enum.
struct CallError {
    head: Head,
    is_enum: bool,
    variants: Vec<Variant>,
}

/// What every item has that a derive can be written on.
struct Head {
    /// The path of `openai_call`, as seen from the enum.
    runtime: Path,
    visibility: Visibility,
    name: Ident,
    generics: Generics,
}

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return syn::Error::to_compile_error(&error),
    };
    let mut errors = Errors::default();
    let Some(head) = head(&item, &mut errors) else { return mistakes(errors) };
    let variants = read(&item, &head, &mut errors);
    let derived = CallError { head, is_enum: matches!(item, Item::Enum(_)), variants };
    match errors.finish() {
        Ok(()) => write(&derived),
        Err(error) => beside(&error, write_mistaken(&derived)),
    }
}

fn mistakes(errors: Errors) -> TokenStream {
    errors.finish().map_or_else(|error| error.to_compile_error(), |()| TokenStream::new())
}
