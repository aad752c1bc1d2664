//! Ends the code of a `repair` at the deadline, where it awaits.
//!
//! The code stays inline, and is not handed over as a future: it may move the arguments and put others
//! in their place, and its `?` and `return` leave the function.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Item, Stmt, parse::Parser};

use crate::output::scaffold::scaffold;
use crate::syntax::code::Code;

/// The code with each `.await` bounded by the deadline; where that has passed, the block `'repair`
/// ends with the error of it. `None` if the code awaits nothing, or cannot be parsed: then rustc says
/// why.
pub(crate) fn bounded(code: &Code) -> Option<Code> {
    let mut statements = Block::parse_within.parse2(code.body.clone()).ok()?;
    let mut awaits = Awaits { found: false };
    for statement in &mut statements {
        awaits.visit_stmt_mut(statement);
    }
    let body = statements.iter().map(Stmt::to_token_stream).collect::<TokenStream>();
    awaits.found.then(|| Code { body, ..code.clone() })
}

struct Awaits {
    found: bool,
}

impl VisitMut for Awaits {
    fn visit_expr_mut(&mut self, node: &mut Expr) {
        // What awaits in these does so elsewhere, or is no part of the code itself.
        if matches!(node, Expr::Async(_) | Expr::Closure(_)) {
            return;
        }
        visit_mut::visit_expr_mut(self, node);
        if let Expr::Await(it) = node {
            let (awaited, wait) = (&it.base, &it.await_token);
            self.found = true;
            *node = Expr::Verbatim(scaffold! {
                (match call.until_late(#awaited).#wait {
                    ::core::option::Option::Some(value) => value,
                    ::core::option::Option::None => break 'repair
                        call.repair_cut_off(&error),
                })
            });
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}
