//! Marks the early `return`s of a body, which leave the attempt and not the function.
//!
//! ```text
//! return Ok(request);                // Input
//! return early(Ok(request));         // Output
//! ```
//!
//! So rustc reports one that gives no request where it stands, and does not take its type for that of
//! the body's end.

use proc_macro2::Group;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Item, Path, Stmt, parse::Parser};

use crate::output::scaffold::{located_at, scaffold};
use crate::syntax::text::any_name;

/// The body with its early returns marked. What cannot be parsed stays as it is: then rustc says why.
pub(crate) fn mark_returns(block: &Group, runtime: &Path) -> Group {
    if !any_name(block.stream(), &|name| name == "return") {
        return block.clone();
    }
    let Ok(mut statements) = Block::parse_within.parse2(block.stream()) else {
        return block.clone();
    };
    let mut returns = Returns { runtime };
    for statement in &mut statements {
        returns.visit_stmt_mut(statement);
    }
    let body = statements.iter().map(Stmt::to_token_stream).collect();
    let mut marked = Group::new(block.delimiter(), body);
    marked.set_span(block.span());
    marked
}

struct Returns<'a> {
    runtime: &'a Path,
}

impl VisitMut for Returns<'_> {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        // What returns in these leaves them alone.
        if matches!(node, Expr::Async(_) | Expr::Closure(_)) {
            return;
        }
        visit_mut::visit_expr_mut(self, node);
        if let Expr::Return(it) = node
            && let Some(value) = it.expr.as_mut().filter(|value| !is_error(value))
        {
            let runtime = self.runtime;
            let early = scaffold!(#runtime::__private::early);
            let early = located_at(it.return_token.span, early);
            **value = Expr::Verbatim(scaffold!(#early(#value)));
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

/// Whether it is an `Err(…)`, which ends the call.
fn is_error(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    let Expr::Path(path) = &*call.func else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Err")
}
