use proptest::prelude::*;

use crate::limits::budget::{Budget, RetryBudget};

#[test]
fn a_success_gives_a_tenth_back() {
    let budget = Budget::of(RetryBudget::default());
    assert_eq!((0..100).filter(|_| budget.take()).count(), 30);
    (0..9).for_each(|_| budget.succeeded());
    assert!(!budget.take());
    budget.succeeded();
    assert!(budget.take() && !budget.take());
    (0..1_000).for_each(|_| budget.succeeded());
    assert_eq!(budget.left(), Some(30.0), "and no more than there was");
}

#[test]
fn that_it_is_used_up_is_news_once_until_it_is_half_full() {
    let budget = Budget::of(RetryBudget::new(4).per_success(1.0));
    (0..4).for_each(|_| assert!(budget.take()));
    assert!(budget.is_news() && !budget.is_news());
    budget.succeeded();
    assert!(!budget.is_news());
    budget.succeeded();
    assert!(budget.is_news());
}

#[test]
fn without_a_limit_there_is_always_one() {
    let budget = Budget::of(RetryBudget::unlimited());
    assert!((0..1_000).all(|_| budget.take()));
    assert_eq!((budget.left(), budget.most()), (None, None));
}

#[test]
fn no_setting_breaks_it() {
    for part in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, f64::MIN_POSITIVE, 1e300] {
        for retries in [0, 1, u32::MAX] {
            let budget = Budget::of(RetryBudget::new(retries).per_success(part));
            budget.take();
            budget.succeeded();
            let left = budget.left().expect("a limit");
            assert!((0.0..=f64::from(retries)).contains(&left), "{left} of {retries}");
        }
    }
}

proptest! {
    /// As long as a service fails, there are no more retries than were there, and a tenth of what
    /// succeeds.
    #[test]
    fn it_is_never_overdrawn(succeed in proptest::collection::vec(any::<bool>(), 0..2_000)) {
        let budget = Budget::of(RetryBudget::default());
        let (mut successes, mut retries) = (0_u32, 0_u32);
        for succeeds in succeed {
            if succeeds {
                budget.succeeded();
                successes += 1;
            } else {
                retries += u32::from(budget.take());
            }
            prop_assert!(retries <= 30 + successes / 10);
            prop_assert!(budget.left().is_some_and(|left| (0.0..=30.0).contains(&left)));
        }
    }
}
