//! The rules for a function that cannot fail: one whose error type is `Infallible`.

use syn::ReturnType;

use crate::check::signature::error_type;
use crate::errors::Errors;
use crate::model::ladders::Last;
use crate::model::policy::Policy;
use crate::syntax::duration::shown;
use crate::syntax::text::last_name;

/// Refuses to wait in a `recover` beside a deadline: nothing cuts it off, because no other value is
/// left.
pub(crate) fn check_total(policy: &Policy, output: &ReturnType, errors: &mut Errors) {
    let ReturnType::Type(_, output) = output else { return };
    let is_total = error_type(output).and_then(last_name).is_some_and(|name| name == "Infallible");
    let Some(deadline) = policy.deadline.filter(|_| is_total) else { return };
    for ending in policy.endings() {
        let Last::Recover(code) = &ending.last else { continue };
        let Some(awaited) = code.awaits() else { continue };
        let deadline = shown(deadline);
        errors.push(
            awaited,
            format!(
                "nothing cuts off the only value that is left, so `deadline = {deadline}` could \
                 not hold; leave out the `.await`, or the deadline"
            ),
        );
    }
}
