//! The words in `#[kinds(…)]`: kinds, groups of kinds, and `rest`.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Token};

use crate::errors::Errors;
use crate::words::keys::Group;
use crate::words::kinds::{KINDS, Kind, by_name};
use crate::words::nearest::instead;

/// A word, and where it stands.
pub(super) struct Named {
    word: Word,
    text: String,
    span: Span,
}

#[derive(Clone, Copy, PartialEq)]
enum Word {
    Kind(&'static Kind),
    Group(Group),
    Rest,
}

const GROUPS: [(&str, Word); 4] = [
    ("transient", Word::Group(Group::Transient)),
    ("answer", Word::Group(Group::Answer)),
    ("permanent", Word::Group(Group::Permanent)),
    ("rest", Word::Rest),
];

/// The words of a variant's `#[kinds(…)]`.
pub(super) fn words(attributes: &[Attribute], errors: &mut Errors) -> Vec<Named> {
    let mut named = Vec::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("kinds")) {
        let words = attribute
            .parse_args_with(|input: syn::parse::ParseStream| {
                Punctuated::<Ident, Token![,]>::parse_terminated_with(input, Ident::parse_any)
            })
            .unwrap_or_default();
        if words.is_empty() {
            let message = "kinds stand in brackets, separated by commas; write \
                           `#[kinds(rate_limit, timeout)]`, or `#[kinds(rest)]`";
            errors.push(attribute.path().segments[0].ident.span(), message);
        }
        named.extend(words.iter().filter_map(|word| known(word, errors)));
    }
    named
}

fn known(word: &Ident, errors: &mut Errors) -> Option<Named> {
    let (text, span) = (word.to_string(), word.span());
    let group = GROUPS.iter().find(|(name, _)| *name == text).map(|(_, word)| *word);
    let found = by_name(&text).map(Word::Kind).or(group);
    if found.is_none() {
        let groups = GROUPS.iter().map(|(name, _)| *name);
        let known = KINDS.iter().map(|kind| kind.name).chain(groups);
        errors.push(span, format!("unknown kind `{text}`; {}", instead(&text, known)));
    }
    Some(Named { word: found?, text, span })
}

/// Refuses words that are written twice, in one variant or in two.
pub(super) fn check_twins(variants: &[Vec<Named>], errors: &mut Errors) {
    let all: Vec<&Named> = variants.iter().flatten().collect();
    for (index, named) in all.iter().enumerate() {
        if all[..index].iter().any(|earlier| earlier.word == named.word) {
            let text = &named.text;
            errors.push(named.span, format!("`{text}` is named twice; it goes to one variant"));
        }
    }
}

/// The kinds that `own` stands for, one of `all`: as with keys, the narrower word wins.
pub(super) fn kinds(own: &[Named], all: &[Vec<Named>]) -> Vec<&'static Kind> {
    let is_named = |word: Word| all.iter().flatten().any(|named| named.word == word);
    let narrowest = |kind: &'static Kind| {
        let group = Word::Group(Group::of(kind));
        let words = [Word::Kind(kind), group, Word::Rest];
        words.into_iter().find(|word| is_named(*word))
    };
    let is_own = |word: Option<Word>| own.iter().any(|named| Some(named.word) == word);
    KINDS.iter().filter(|kind| is_own(narrowest(kind))).collect()
}

/// Whether `rest` is among the words.
pub(super) fn is_rest(own: &[Named]) -> bool {
    own.iter().any(|named| named.word == Word::Rest)
}
