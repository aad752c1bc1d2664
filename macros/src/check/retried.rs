//! The rules for `retry`: which kinds it may name.

use crate::errors::Errors;
use crate::syntax::args::Args;
use crate::syntax::spanned::Spanned;
use crate::words::kinds::{self, KINDS, Kind};
use crate::words::nearest::instead;

/// The kinds that `retry` names; all transient kinds if it is left out.
pub(crate) fn retried_kinds(args: &Args, errors: &mut Errors) -> Vec<&'static Kind> {
    let transient = || KINDS.iter().filter(|kind| kind.is_transient());
    let Some(setting) = &args.retry else {
        return transient().collect();
    };
    let words = &setting.value.0;
    let mut kinds = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if words[..index].iter().any(|earlier| earlier.value == word.value) {
            errors.push(word.span, format!("`{}` is named twice; keep one of the two", word.value));
            continue;
        }
        match word.value.as_str() {
            "transient" | "none" if words.iter().any(|other| is_beside(word, other)) => {
                let message =
                    format!("`{}` stands alone; remove it or the other kinds", word.value);
                errors.push(word.span, message);
            }
            "transient" => kinds.extend(transient()),
            "none" => {}
            _ => kinds.extend(retried_kind(word, errors)),
        }
    }
    kinds
}

/// Whether `other` is a kind that could stand here instead of `word`.
fn is_beside(word: &Spanned<String>, other: &Spanned<String>) -> bool {
    let stays_out =
        kinds::by_name(&other.value).is_some_and(|kind| kind.varies || kind.is_answer());
    other.value != word.value && !stays_out
}

fn retried_kind(word: &Spanned<String>, errors: &mut Errors) -> Option<&'static Kind> {
    let text = word.value.as_str();
    match kinds::by_name(text) {
        Some(kind) if kind.is_transient() => return Some(kind),
        Some(kind) if kind.varies => errors.push(
            word.span,
            format!(
                "`{text}` is tried again only by its own key; write `on_{text} = retry` for it"
            ),
        ),
        Some(kind) if kind.is_answer() => errors.push(
            word.span,
            format!("the same request would come out as `{text}` again; remove it"),
        ),
        Some(_) => errors.push(
            word.span,
            format!("`{text}` is permanent: the same request will fail again; remove it"),
        ),
        None if text.is_empty() => {
            errors
                .push(word.span, "a kind is missing; write kinds as in `\"timeout | connection\"`");
        }
        None if text.contains([',', ' ']) => {
            let names: Vec<_> = text.split([',', ' ']).filter(|name| !name.is_empty()).collect();
            let list = names.join(" | ");
            errors.push(word.span, format!("kinds are separated by `|`; write `\"{list}\"`"));
        }
        None => {
            let known = ["transient", "none"].into_iter().chain(kinds::transient_names());
            errors.push(word.span, format!("unknown kind `{text}`; {}", instead(text, known)));
        }
    }
    None
}
