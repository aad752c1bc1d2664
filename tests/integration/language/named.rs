//! Named policies: where they may stand, and what a function makes of them.

use openai_call::{Bounds, Error, ErrorKind, Stopped, openai_call, policy};
use openai_call_tests_policies::never_empty;

use crate::support::{Script, error, ms, server_error};

policy! { brisk => attempts = 4, backoff = fixed(100ms), timeout = 1s }

mod elsewhere {
    use super::policy;

    policy! {
        pub(crate) lenient => policy = super::brisk, on_quota = recover(0), otherwise = recover(usize::MAX)
    }

    pub(crate) mod deeper {
        use super::policy;

        policy! { pub(in crate::language::named) strict => retry = "none", timeout = 2s }
    }
}

/// How many attempts a function makes of a server that never recovers.
async fn asked<T>(call: impl AsyncFn(&Script) -> Result<T, Error>) -> usize {
    let script = Script::always(server_error());
    assert!(call(&script).await.is_err());
    script.asked()
}

/// The worst case of a function.
async fn bounds<T>(call: impl AsyncFn(&Script) -> Result<T, Error>) -> Bounds {
    let script = Script::of([error(ErrorKind::Decode)]);
    let failed = call(&script).await.err().expect("it fails on what it does not handle");
    *failed.site().expect("it is annotated").bounds()
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_the_same_module() {
    #[openai_call(policy = brisk)]
    async fn brisk_call(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert_eq!(asked(brisk_call).await, 4);
    assert_eq!(bounds(brisk_call).await.requests(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_another_module() {
    #[openai_call(policy = elsewhere::deeper::strict)]
    async fn relative(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(policy = crate::language::named::elsewhere::deeper::strict)]
    async fn absolute(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert_eq!((asked(relative).await, asked(absolute).await), (1, 1));
    assert_eq!(bounds(absolute).await.time(), Some(ms(2_000)));
}

#[tokio::test(start_paused = true)]
async fn a_policy_without_a_second_try_lets_the_body_consume() {
    #[openai_call(policy = elsewhere::deeper::strict)]
    async fn consuming(words: Vec<String>) -> Result<usize, Error> {
        Ok::<_, Error>(words.into_iter().map(|word| word.len()).sum())
    }

    assert_eq!(consuming(vec!["one".to_owned(), "two".to_owned()]).await.unwrap(), 6);
}

#[tokio::test(start_paused = true)]
async fn keys_of_the_function_win() {
    #[openai_call(attempts = 2, policy = brisk, on_server_error = retry(backoff = fixed(7s)))]
    async fn own(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert_eq!(asked(own).await, 2);
    let failed = own(&Script::always(server_error())).await.unwrap_err();
    let site = failed.site().unwrap();
    assert!((ms(5_250)..=ms(7_000)).contains(&failed.attempts().waited()), "its own backoff");
    assert_eq!(site.policy().timeout(), ms(1_000), "that of the policy");
    assert_eq!(site.name(), "own");
}

#[tokio::test(start_paused = true)]
async fn one_policy_extends_another() {
    #[openai_call(policy = elsewhere::lenient)]
    async fn extended(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    #[openai_call(policy = elsewhere::lenient, otherwise = recover(1), attempts = 3)]
    async fn narrower(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let script = Script::always(server_error());
    assert_eq!((extended(&script).await.unwrap(), script.asked()), (usize::MAX, 4));
    let script = Script::always(error(ErrorKind::Quota));
    assert_eq!((extended(&script).await.unwrap(), script.asked()), (0, 1));

    let script = Script::always(server_error());
    assert_eq!((narrower(&script).await.unwrap(), script.asked()), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn a_policy_inside_of_a_function() {
    policy! { local => attempts = 2, backoff = 1ms..2ms }

    #[openai_call(policy = local)]
    async fn inside(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert_eq!(asked(inside).await, 2);
}

struct Assistant {
    script: Script,
}

impl Assistant {
    #[openai_call(policy = brisk)]
    async fn ask(&self) -> Result<usize, Error> {
        self.script.next()
    }
}

trait Ask {
    async fn ask_through_the_trait(&self) -> Result<usize, Error>;

    #[openai_call(policy = brisk, attempts = 3)]
    async fn ask_by_default(&self, script: &Script) -> Result<usize, Error> {
        script.next()
    }
}

impl Ask for Assistant {
    #[openai_call(policy = brisk, attempts = 2)]
    async fn ask_through_the_trait(&self) -> Result<usize, Error> {
        self.script.next()
    }
}

#[tokio::test(start_paused = true)]
async fn methods_and_trait_methods() {
    let assistant = Assistant { script: Script::always(server_error()) };
    assert_eq!(assistant.ask().await.unwrap_err().attempts().len(), 4);
    assert_eq!(assistant.ask_through_the_trait().await.unwrap_err().attempts().len(), 2);
    assert_eq!(asked(async |script: &Script| assistant.ask_by_default(script).await).await, 3);
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_another_crate() {
    #[openai_call(policy = openai_call_tests_policies::unhurried, attempts = 3)]
    async fn unhurried(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    let failed = unhurried(&Script::always(server_error())).await.unwrap_err();
    assert_eq!((failed.stopped(), failed.attempts().len()), (Some(Stopped::Attempts), 3));
    assert!((ms(90_000)..=ms(120_000)).contains(&failed.attempts().waited()));
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_another_crate_brings_its_code() {
    #[openai_call(policy = never_empty)]
    async fn polite(script: &Script) -> Result<String, Error> {
        script.next().map(|attempt| format!("fine after {attempt}"))
    }

    assert_eq!(polite(&Script::of([server_error()])).await.unwrap(), "fine after 2");
    let sorry = polite(&Script::always(server_error())).await.unwrap();
    assert_eq!(sorry, "sorry: server_error after 2");
}
