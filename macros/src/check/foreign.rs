//! Finds bodies that end in the result of another client, which may fail with any kind.

use syn::parse::Parser;
use syn::{Block, Expr, Stmt};

use crate::syntax::item::{Body, CallFn};

/// What is called on a `Result` and gives a `Result`.
const COMBINATORS: &[&str] = &["and_then", "inspect_err", "map", "map_err", "or_else"];

/// Whether the body ends in something that it has awaited. A request never is; of a `Result` that
/// was made without waiting nothing is known here.
pub(crate) fn ends_in_await(function: &CallFn) -> bool {
    let Body::Block { block, .. } = &function.body else { return false };
    Block::parse_within.parse2(block.stream()).is_ok_and(|body| statements(&body))
}

fn statements(body: &[Stmt]) -> bool {
    matches!(body.last(), Some(Stmt::Expr(last, None)) if is_awaited(last))
}

fn is_awaited(last: &Expr) -> bool {
    match last {
        Expr::Await(_) => true,
        Expr::MethodCall(it) => {
            COMBINATORS.iter().any(|name| it.method == name) && is_awaited(&it.receiver)
        }
        Expr::Paren(it) => is_awaited(&it.expr),
        Expr::Block(it) => statements(&it.block.stmts),
        Expr::Match(it) => it.arms.iter().any(|arm| is_awaited(&arm.body)),
        Expr::If(it) => {
            let otherwise = it.else_branch.as_ref().is_some_and(|(_, last)| is_awaited(last));
            otherwise || statements(&it.then_branch.stmts)
        }
        _ => false,
    }
}
