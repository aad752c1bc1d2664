//! What was meant: for each kind its ladder of steps, with every default filled in, and the worst
//! case that follows from the ladders. What cannot be declared cannot be represented here.

pub(crate) mod certificate;
pub(crate) mod defaults;
pub(crate) mod ladders;
pub(crate) mod policy;

use proc_macro2::Span;
use syn::Path;

use crate::model::certificate::Certificate;
use crate::model::policy::Policy;

/// What a function's attribute came to: all that the output is made of.
pub(crate) struct Model {
    /// Where `openai_call` is found from the annotated function.
    pub(crate) runtime: Path,
    /// What rustc calls "this loop" when an argument is moved in the first attempt.
    pub(crate) loop_span: Span,
    pub(crate) policy: Policy,
    pub(crate) worst: Certificate,
}

impl Model {
    pub(crate) fn new(runtime: Path, loop_span: Span, policy: Policy) -> Self {
        let worst = Certificate::of(&policy);
        Self { runtime, loop_span, policy, worst }
    }

    /// A call that fails with its first error: what is left of a policy with mistakes.
    pub(crate) fn without_steps(self) -> Self {
        let policy = Policy { ladders: Vec::new(), otherwise: None, ..self.policy };
        Self::new(self.runtime, self.loop_span, policy)
    }
}
