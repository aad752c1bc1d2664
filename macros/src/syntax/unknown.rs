//! What to say about a word in the place of a key that is none.

use crate::words::keys::{key_names, main_keys};
use crate::words::nearest::{list, nearest};
use crate::words::{hints, kinds, steps};

pub(crate) fn unknown_key(word: &str) -> String {
    if let Some(hint) = hints::key(word) {
        return format!("unknown key `{word}`; {hint}");
    }
    if kinds::by_name(word).is_some() {
        return format!("`{word}` is a kind; write `on_{word} = …`, or `retry = \"{word} | …\"`");
    }
    if steps::by_name(word).is_some() {
        return format!(
            "`{word}` is a step; write it behind an `on_<kind> =`, several of them in brackets"
        );
    }
    let names = key_names();
    if let Some(name) = begun(word, &names) {
        return format!("unknown key `{word}`; did you mean `{name}`?");
    }
    match nearest(word, names.iter().map(String::as_str)) {
        Some(name) => format!("unknown key `{word}`; did you mean `{name}`?"),
        None => match hints::nearest_key(word) {
            Some(hint) => format!("unknown key `{word}`; {hint}"),
            None => {
                format!("unknown key `{word}`; write one of {}, `on_<kind>`", list(main_keys()))
            }
        },
    }
}

/// The only key that begins with `word`, if `word` is longer than `on_`.
fn begun<'a>(word: &str, names: &'a [String]) -> Option<&'a str> {
    let mut begun = names.iter().filter(|name| name.starts_with(word) && word.len() > 3);
    let only = begun.next()?;
    begun.next().is_none().then_some(only)
}
