//! Allows `#[tracing::instrument]` above the attribute as well as below it.
//!
//! Above, it expands first and wraps the body in its own `async` block, whose value has the type
//! that the function returns, and so cannot be a request. So the loop replaces the user's block
//! inside, and there is one span for the whole call in both cases. The block is found by the
//! statement that tracing puts before it (<https://github.com/tokio-rs/tracing/pull/2270>).

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

const MARK: &str = "__tracing_attr_fake_return";

/// Replaces the user's block in `tokens` with `content`; `None` if tracing has not wrapped it.
pub(crate) fn replace_body(
    tokens: TokenStream,
    content: &impl Fn(&Group) -> TokenStream,
) -> Option<TokenStream> {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    if let [.., TokenTree::Group(before), TokenTree::Group(body)] = trees.as_slice()
        && is_marked(before)
        && body.delimiter() == Delimiter::Brace
    {
        let replaced = with_content(body, content(body));
        trees.pop();
        trees.push(replaced);
        return Some(trees.into_iter().collect());
    }
    let replaced = trees.iter().enumerate().find_map(|(index, tree)| match tree {
        TokenTree::Group(group) => {
            replace_body(group.stream(), content).map(|inner| (index, with_content(group, inner)))
        }
        _ => None,
    });
    let (index, group) = replaced?;
    trees[index] = group;
    Some(trees.into_iter().collect())
}

/// Whether one of the tokens directly in the group is the mark.
fn is_marked(group: &Group) -> bool {
    group.stream().into_iter().any(|tree| matches!(tree, TokenTree::Ident(name) if name == MARK))
}

fn with_content(group: &Group, content: TokenStream) -> TokenTree {
    let mut replaced = Group::new(group.delimiter(), content);
    replaced.set_span(group.span());
    replaced.into()
}
