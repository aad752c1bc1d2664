//! Tokens as a person would write them, for messages and documentation.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use syn::Type;

/// The name at the end of a path, without what stands before it.
pub(crate) fn last_name(named: &Type) -> Option<&Ident> {
    match named {
        Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
        Type::Group(inner) => last_name(&inner.elem),
        _ => None,
    }
}

/// Whether one of the names in the tokens is meant.
pub(crate) fn any_name(tokens: TokenStream, is_meant: &impl Fn(&str) -> bool) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(name) => is_meant(&name.to_string()),
        TokenTree::Group(group) => any_name(group.stream(), is_meant),
        _ => false,
    })
}

/// The code in one line.
pub(crate) fn written(tokens: TokenStream) -> String {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut text = String::new();
    for (index, tree) in trees.iter().enumerate() {
        if needs_space(&trees[..index], tree) {
            text.push(' ');
        }
        text.push_str(&one(tree));
    }
    text
}

fn one(tree: &TokenTree) -> String {
    let TokenTree::Group(group) = tree else { return tree.to_string() };
    let inside = written(group.stream());
    match group.delimiter() {
        Delimiter::Parenthesis => format!("({inside})"),
        Delimiter::Bracket => format!("[{inside}]"),
        Delimiter::Brace if inside.is_empty() => "{}".to_owned(),
        Delimiter::Brace => format!("{{ {inside} }}"),
        Delimiter::None => inside,
    }
}

fn needs_space(before: &[TokenTree], next: &TokenTree) -> bool {
    let Some(last) = before.last() else { return false };
    match (last, next) {
        (TokenTree::Punct(last), _) if last.spacing() == Spacing::Joint => false,
        (TokenTree::Punct(last), TokenTree::Group(group)) if last.as_char() == '!' => {
            group.delimiter() == Delimiter::Brace
        }
        (TokenTree::Punct(last), _) => match last.as_char() {
            '.' | '\'' | '#' => false,
            '<' => !opens_generics(&before[..before.len() - 1]),
            ':' => !is_path(before),
            '&' | '*' | '-' | '!' => !is_prefix(before),
            '>' => !matches!(next, TokenTree::Group(_)) && !is_close(next),
            _ => !is_close(next),
        },
        (_, TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        (TokenTree::Ident(_), TokenTree::Punct(mark)) if mark.as_char() == '!' => {
            mark.spacing() == Spacing::Joint
        }
        (_, TokenTree::Punct(mark)) if mark.as_char() == '<' => !opens_generics(before),
        _ => !is_close(next),
    }
}

/// Whether a `<` behind these tokens stands before the arguments of a type, by its capital letter.
fn opens_generics(before: &[TokenTree]) -> bool {
    match before.last() {
        Some(TokenTree::Ident(name)) => name.to_string().starts_with(char::is_uppercase),
        Some(TokenTree::Punct(mark)) => mark.as_char() == ':',
        _ => false,
    }
}

/// Whether the colon is the second of two.
fn is_path(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Punct(first), _] if first.as_char() == ':')
}

/// Whether a token stands without a space behind what it follows.
fn is_close(next: &TokenTree) -> bool {
    matches!(next, TokenTree::Punct(it) if [',', ';', '.', ':', '?', '>'].contains(&it.as_char()))
}

/// Whether the last operator has nothing on its left.
fn is_prefix(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(it), _] => !['?', '>'].contains(&it.as_char()),
        [.., TokenTree::Ident(it), _] => it == "return" || it == "in",
        [.., _, _] => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[track_caller]
    fn assert_kept(text: &str) {
        assert_eq!(written(text.parse().unwrap()), text);
    }

    #[test]
    fn types_are_written_as_they_were() {
        assert_kept("Option<Vec<&'a str>>");
        assert_kept("impl Future<Output = Result<(), Error>> + Send");
    }

    #[test]
    fn code_is_written_as_it_was() {
        assert_kept("mini(client, &messages)");
        assert_kept("self.small::<T>(&mut x, \"a\", -1)?.await");
        assert_kept("async move { ask(a[0], *b).await }");
        assert_kept(
            "crate::small(json!({ \"a\": 1 }), a + b, c - 1, &'a x, x == y, x != z, !z, a < b)",
        );
    }
}
