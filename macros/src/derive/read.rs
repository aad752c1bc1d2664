//! Reads the item: its variants and their attributes. A mistake in one does not hide the next.

use syn::spanned::Spanned;
use syn::{Attribute, Field, Fields, Generics, Ident, Item, Member, Path, Type, Visibility};
use syn::{Variant as Written, parse_quote};

use crate::derive::Head;
use crate::derive::kinds::{Named, check_twins, is_rest, kinds, words};
use crate::derive::variant::{Holds, Value, Variant};
use crate::errors::Errors;
use crate::syntax::text::{last_name, written};

/// What the item has beside its variants; `None` for an item without a derive.
pub(super) fn head(item: &Item, errors: &mut Errors) -> Option<Head> {
    type Parts<'a> = (&'a [Attribute], &'a Visibility, &'a Ident, &'a Generics);
    let (attributes, visibility, name, generics): Parts<'_> = match item {
        Item::Enum(it) => (&it.attrs, &it.vis, &it.ident, &it.generics),
        Item::Struct(it) => (&it.attrs, &it.vis, &it.ident, &it.generics),
        Item::Union(it) => (&it.attrs, &it.vis, &it.ident, &it.generics),
        _ => return None,
    };
    if name == "Error" {
        errors.push(
            name.span(),
            "in a signature, `Error` is taken for `openai_call::Error`, which needs no check; name \
             the enum otherwise, as in `ChatError`",
        );
    }
    let runtime = runtime(attributes, errors);
    let (visibility, generics) = (visibility.clone(), generics.clone());
    Some(Head { runtime, visibility, name: name.clone(), generics })
}

/// The path in `#[call_error(crate = ::path)]`.
fn runtime(attributes: &[Attribute], errors: &mut Errors) -> Path {
    let mut runtime = parse_quote!(::openai_call);
    for attribute in attributes.iter().filter(|it| it.path().is_ident("call_error")) {
        let read = attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("crate") {
                return Err(
                    meta.error("`call_error` says where the crate is; write `crate = ::path`")
                );
            }
            runtime = meta.value()?.parse()?;
            Ok(())
        });
        errors.take(read);
    }
    runtime
}

/// The variants of the enum.
pub(super) fn read(item: &Item, head: &Head, errors: &mut Errors) -> Vec<Variant> {
    let Item::Enum(item) = item else {
        let message = "`CallError` is derived for an `enum`, whose variants tell the kinds apart";
        errors.push(head.name.span(), message);
        return Vec::new();
    };
    let named: Vec<Vec<Named>> =
        item.variants.iter().map(|variant| words(&variant.attrs, errors)).collect();
    check_twins(&named, errors);
    let variants = item.variants.iter().zip(&named);
    let variants: Vec<Variant> = variants
        .map(|(variant, own)| {
            let holds = if variant.attrs.iter().any(|it| it.path().is_ident("kinds")) {
                check_call(variant, errors);
                Holds::Call { kinds: kinds(own, &named), is_rest: is_rest(own) }
            } else {
                value(variant, errors)
            };
            Variant { name: variant.ident.clone(), holds }
        })
        .collect();
    if variants.iter().all(|variant| variant.kinds().is_none()) && errors.is_empty() {
        let message = "no variant takes the error of a call; write `#[kinds(rest)] \
                       Call(openai_call::Error)`";
        errors.push(head.name.span(), message);
    }
    variants
}

/// Refuses a variant with `#[kinds]` that cannot hold the error of a call.
fn check_call(variant: &Written, errors: &mut Errors) {
    let name = &variant.ident;
    let [field] = variant.fields.iter().collect::<Vec<_>>()[..] else {
        return errors.push(name.span(), alone(name));
    };
    if field.ident.is_some() {
        errors.push(name.span(), alone(name));
    } else if is_surely_no_call(&field.ty) {
        let held = written(quote::ToTokens::to_token_stream(&field.ty));
        let message = format!(
            "`#[kinds]` goes on a variant of an `openai_call::Error`, and `{held}` is none"
        );
        let here = last_name(&field.ty).map_or_else(|| field.ty.span(), Ident::span);
        errors.push(here, message);
    } else if let Some(from) = attribute("from", variant, field) {
        errors.push(from.span(), BY_KIND);
    }
}

fn alone(name: &Ident) -> String {
    format!(
        "a variant with `#[kinds]` holds the error of a call alone; write \
         `{name}(openai_call::Error)`"
    )
}

const BY_KIND: &str = "the error of a call finds its variant by its kind, and not by `From`; write \
                       `#[kinds(rest)]`";

/// What a variant without `#[kinds]` holds.
fn value(variant: &Written, errors: &mut Errors) -> Holds {
    let fields: Vec<&Field> = variant.fields.iter().collect();
    let [field] = fields[..] else {
        let marked = fields.iter().find_map(|field| attribute("from", variant, field));
        if let Some(from) = marked {
            let message = "`#[from]` makes the variant of one value; leave it one, or write the \
                           `From` yourself";
            errors.push(from.span(), message);
        }
        return Holds::Other;
    };
    if is_surely_a_call(&field.ty) {
        errors.push(variant.ident.span(), BY_KIND);
        return Holds::Other;
    }
    let is_from = attribute("from", variant, field).is_some();
    let is_error = is_from || attribute("source", variant, field).is_some();
    let member = match &variant.fields {
        Fields::Named(_) => field.ident.clone().map(Member::Named),
        _ => None,
    };
    let member = member.unwrap_or_else(|| Member::from(0));
    Holds::Value(Box::new(Value { field: member, of: field.ty.clone(), is_from, is_error }))
}

/// The name of an attribute that stands before the variant or its field.
fn attribute<'a>(name: &str, variant: &'a Written, field: &'a Field) -> Option<&'a Path> {
    let attributes = variant.attrs.iter().chain(&field.attrs);
    attributes.map(Attribute::path).find(|path| path.is_ident(name))
}

/// Whether the type is `openai_call::Error`, as it is written beside errors of others.
fn is_surely_a_call(held: &Type) -> bool {
    let Type::Path(path) = held else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|it| it == "Error")
        && names.next().is_some_and(|it| it == "openai_call")
}

/// Whether the type cannot be `openai_call::Error`, under whatever name. rustc checks the others.
fn is_surely_no_call(held: &Type) -> bool {
    const OTHERS: &[&str] = &["Box", "Infallible", "Option", "Result", "String", "Vec"];
    const OWNERS: &[&str] = &["alloc", "anyhow", "core", "fmt", "io", "serde_json", "std"];
    let (Type::Path(path), Some(last)) = (held, last_name(held)) else { return true };
    let owner = path.path.segments.first().filter(|_| path.path.segments.len() > 1);
    OTHERS.iter().any(|it| last == it)
        || last.to_string().starts_with(char::is_lowercase)
        || owner.is_some_and(|first| OWNERS.iter().any(|it| first.ident == it))
}
