//! The rules for the code of a step. Only its ends are looked at; the rest is left to rustc.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Signature;

use crate::errors::Errors;
use crate::syntax::code::Code;
use crate::syntax::step::Step;
use crate::syntax::text::{any_name, written};
use crate::words::steps::StepName;

/// Refuses code that does nothing, or that cannot be what the step needs.
pub(crate) fn check_code(step: &Step, function: Option<&Signature>, errors: &mut Errors) {
    let Some(code) = &step.code else { return };
    let trees: Vec<TokenTree> = code.body.clone().into_iter().collect();
    let mistake = match step.name {
        StepName::Repair => named_only(code, &trees).or_else(|| never_awaited(step, &trees)),
        StepName::Recover => never_awaited(step, &trees),
        _ => no_future(code, &trees),
    };
    if let Some(token) = unnamed_error(code, function) {
        let word = step.name.word();
        let message = format!("`error` has no name yet; write `{word}(|error| …)`");
        errors.push(token.span(), message);
    } else if let Some((token, message)) = mistake {
        errors.push(token.span(), message);
    }
}

/// A mistake, on the token that is wrong.
type Mistake = (TokenTree, String);

/// `repair(fix)`
fn named_only(code: &Code, trees: &[TokenTree]) -> Option<Mistake> {
    let path: syn::ExprPath = syn::parse2(code.body.clone()).ok()?;
    let path = written(path.into_token_stream());
    let message =
        format!("`{path}` is named and never called; write `repair(|error| {{ {path}(error); }})`");
    Some((trees.last()?.clone(), message))
}

/// `repair(|error| async move { … })`
fn never_awaited(step: &Step, trees: &[TokenTree]) -> Option<Mistake> {
    let (TokenTree::Ident(first), TokenTree::Group(block)) = (trees.first()?, trees.last()?) else {
        return None;
    };
    let is_block = match &trees[1..trees.len() - 1] {
        [] => true,
        [TokenTree::Ident(between)] => between == "move",
        _ => false,
    };
    if first != "async" || !is_block || block.delimiter() != Delimiter::Brace {
        return None;
    }
    let word = step.name.word();
    let message = format!(
        "an `async` block is never awaited here; write `{word}(|error| {{ … }})`, whose code may \
         `.await`"
    );
    Some((trees.first()?.clone(), message))
}

/// The code of a fallback that surely gives no future: it ends in `.await` or `?`, or is a literal
/// or a path.
fn no_future(code: &Code, trees: &[TokenTree]) -> Option<Mistake> {
    let last = trees.last()?.clone();
    let call = strip_awaits(trees);
    if call.len() < trees.len() {
        let end = written(trees[call.len()..].iter().cloned().collect());
        let call = written(call.iter().cloned().collect());
        let message =
            format!("a fallback awaits its call itself; leave out `{end}`: `fallback({call})`");
        return Some((last, message));
    }
    let path = syn::parse2::<syn::ExprPath>(code.body.clone()).ok();
    let name = path.as_ref().and_then(|path| path.path.segments.last());
    let is_value = name.is_some_and(|name| name.ident.to_string().starts_with(char::is_uppercase));
    if is_value || matches!(trees, [TokenTree::Literal(_)]) {
        let value = code.written();
        let message = format!(
            "a fallback is a call that gives a future; write `fallback(other_call(client))`, or \
             `recover({value})` for a value"
        );
        return Some((last, message));
    }
    let path = written(path?.into_token_stream());
    let message = format!("`{path}` is named and never called; write `fallback({path}(client))`");
    Some((last, message))
}

/// The code without the `.await` and `?` at its end.
fn strip_awaits(trees: &[TokenTree]) -> &[TokenTree] {
    match trees {
        [rest @ .., TokenTree::Punct(mark)] if mark.as_char() == '?' => strip_awaits(rest),
        [rest @ .., TokenTree::Punct(dot), TokenTree::Ident(word)]
            if dot.as_char() == '.' && word == "await" =>
        {
            strip_awaits(rest)
        }
        _ => trees,
    }
}

/// The `error` in `repair(println!("{error}"))`, which has no name until the bars give it one.
pub(crate) fn unnamed_error(code: &Code, function: Option<&Signature>) -> Option<TokenTree> {
    let is_argument =
        |signature: &Signature| any_name(signature.to_token_stream(), &|name| name == "error");
    if !code.pattern.is_empty() || binds(code.body.clone()) || function.is_some_and(is_argument) {
        return None;
    }
    use_of_error(code.body.clone())
}

/// Whether the code may give a name to something, so that `error` may be its own.
fn binds(code: TokenStream) -> bool {
    code.into_iter().any(|tree| match tree {
        TokenTree::Ident(word) => ["let", "match", "for", "fn", "use"].iter().any(|it| word == it),
        TokenTree::Punct(mark) => mark.as_char() == '|' || mark.as_char() == '=',
        TokenTree::Group(group) => binds(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// The macros whose first text names variables.
const FORMATS: &[&str] =
    &["print", "println", "eprint", "eprintln", "format", "panic", "info", "warn", "debug"];

/// The `error` in `f(error)`, `error.kind()` or `println!("{error}")`, but not in `x.error`,
/// `error::f()`, `error(…)`, `error!(…)` or `X { error: 1 }`.
fn use_of_error(code: TokenStream) -> Option<TokenTree> {
    let trees: Vec<TokenTree> = code.into_iter().collect();
    let is = |tree: Option<&TokenTree>, marks: &[char]| matches!(tree, Some(TokenTree::Punct(it)) if marks.contains(&it.as_char()));
    for (index, tree) in trees.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| trees.get(before));
        let behind = trees.get(index + 1);
        match tree {
            TokenTree::Ident(word) if word == "error" => {
                let is_call = matches!(behind, Some(TokenTree::Group(_)));
                if !is_call && !is(behind, &[':', '!']) && !is(before, &['.', ':']) {
                    return Some(tree.clone());
                }
            }
            TokenTree::Ident(word) if FORMATS.iter().any(|it| word == it) && is(behind, &['!']) => {
                let inside = trees.get(index + 2).and_then(text_with_error);
                if inside.is_some() {
                    return inside;
                }
            }
            TokenTree::Group(group) => {
                let inside = use_of_error(group.stream());
                if inside.is_some() {
                    return inside;
                }
            }
            _ => {}
        }
    }
    None
}

/// A text such as `"{error}"` in the brackets of a macro.
fn text_with_error(brackets: &TokenTree) -> Option<TokenTree> {
    let TokenTree::Group(brackets) = brackets else { return None };
    let mut texts = brackets.stream().into_iter().filter(|tree| {
        let text = tree.to_string();
        matches!(tree, TokenTree::Literal(_))
            && ["{error}", "{error:"].iter().any(|it| text.contains(it))
    });
    texts.next()
}
