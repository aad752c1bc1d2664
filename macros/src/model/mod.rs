//! What the settings mean: the ladder of each kind, with every default filled in, and the worst
//! case that follows. What cannot be declared cannot be represented here.

pub(crate) mod certificate;
pub(crate) mod defaults;
pub(crate) mod failing;
pub(crate) mod ladders;
pub(crate) mod policy;

use proc_macro2::Span;
use syn::Path;

use crate::model::certificate::Certificate;
use crate::model::policy::Policy;
use crate::syntax::args::Needs;

/// The meaning of a function's attribute, from which the output is made.
pub(crate) struct Model {
    /// The path of `openai_call`, as seen from the annotated function.
    pub(crate) runtime: Path,
    /// Where rustc points as "this loop" when an argument is moved in the first attempt.
    pub(crate) loop_span: Span,
    /// The path of the named policy that the function starts from.
    pub(crate) named: Option<String>,
    pub(crate) policy: Policy,
    pub(crate) worst: Certificate,
}

impl Model {
    pub(crate) fn new(runtime: Path, loop_span: Span, policy: Policy) -> Self {
        let worst = Certificate::of(&policy);
        Self { runtime, loop_span, named: None, policy, worst }
    }

    /// The model of a call that fails with its first error, for a policy with mistakes.
    pub(crate) fn without_steps(self) -> Self {
        let policy =
            Policy { ladders: Vec::new(), otherwise: None, needs: Needs::Nothing, ..self.policy };
        Self { named: self.named, ..Self::new(self.runtime, self.loop_span, policy) }
    }
}
