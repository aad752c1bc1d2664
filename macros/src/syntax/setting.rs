//! [`Setting`]: `key = value`, with the spans that messages point at.

use proc_macro2::Span;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Path, Token};

use crate::syntax::spanned::Spanned;
use crate::words::keys::Key;

pub(crate) struct Setting<T> {
    pub(crate) key: Ident,
    pub(crate) equals: Span,
    pub(crate) value: T,
}

impl<T: Parse> Setting<T> {
    /// Reads `= value` into `slot`, unless it is already filled.
    pub(crate) fn fill(slot: &mut Option<Self>, key: Ident, input: ParseStream) -> syn::Result<()> {
        let setting = Self::read(key, input)?;
        slot.get_or_insert(setting);
        Ok(())
    }

    /// Reads `= value` for a subject, unless it already has a setting in `list`.
    pub(crate) fn add<S: PartialEq>(
        list: &mut Vec<(S, Self)>,
        subject: S,
        key: Ident,
        input: ParseStream,
    ) -> syn::Result<()> {
        let setting = Self::read(key, input)?;
        if list.iter().all(|(other, _)| *other != subject) {
            list.push((subject, setting));
        }
        Ok(())
    }

    fn read(key: Ident, input: ParseStream) -> syn::Result<Self> {
        let equals: Option<Token![=]> = input.parse()?;
        let (Some(equals), false) = (equals, input.is_empty()) else {
            return Err(syn::Error::new(key.span(), no_value(&key)));
        };
        Ok(Self { key, equals: equals.span, value: input.parse()? })
    }
}

impl<T: Copy> Setting<Spanned<T>> {
    /// The value without its span.
    pub(crate) fn get(&self) -> T {
        self.value.value
    }
}

impl Setting<Path> {
    pub(crate) fn fill_path(
        slot: &mut Option<Self>,
        key: Ident,
        input: ParseStream,
    ) -> syn::Result<()> {
        let value = input.fork();
        value.parse::<Token![=]>()?;
        if !value.is_empty() && value.call(Path::parse_mod_style).is_err() {
            let written = input.fork();
            written.parse::<Token![=]>()?;
            let message = match written.fork().parse::<LitStr>() {
                Ok(path) => format!("write the path without quotes: `{key} = {}`", path.value()),
                Err(_) => no_value(&key).replace("needs a value", "takes a path"),
            };
            return Err(written.error(message));
        }
        Self::fill(slot, key, input)
    }
}

/// What is wrong with the name of a policy, if it looks like a constant.
pub(crate) fn no_policy(name: &Ident) -> Option<syn::Error> {
    let text = name.to_string();
    let is_constant = text.chars().any(char::is_alphabetic) && text == text.to_uppercase();
    let named = text.to_lowercase();
    is_constant.then(|| {
        let message = format!(
            "`{text}` looks like a constant, and a policy is none; make it with \
             `policy! {{ {named} => … }}` and write `policy = {named}`"
        );
        syn::Error::new(name.span(), message)
    })
}

/// Adds `key` to those that are written.
///
/// # Errors
///
/// If it is written twice.
pub(crate) fn note(key: Ident, written: &mut Vec<Ident>) -> syn::Result<()> {
    if written.contains(&key) {
        let message = format!("`{key}` is written twice; keep one of the two");
        return Err(syn::Error::new(key.span(), message));
    }
    written.push(key);
    Ok(())
}

pub(crate) fn no_value(key: &Ident) -> String {
    match Key::by_name(&key.to_string()) {
        Some(known) => format!("`{key}` needs a value; write `{}`", known.example()),
        None => format!("`{key}` needs a value"),
    }
}
