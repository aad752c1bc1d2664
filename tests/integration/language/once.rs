//! Functions whose body runs once: they may consume what they like, and their code steps work.

use openai_call::{Error, ErrorKind, Stopped, openai_call};

use crate::support::{Script, error, server_error};

/// What can be neither borrowed by two attempts nor cloned.
struct Ticket(usize);

impl Ticket {
    fn redeem(self, script: &Script) -> Result<usize, Error> {
        script.next().map(|_| self.0)
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_stands_in_for_an_argument_that_was_consumed() {
    #[openai_call(retry = "none", on_server_error = recover(|error| error.attempts().len()))]
    async fn recovered(script: &Script, ticket: Ticket) -> Result<usize, Error> {
        ticket.redeem(script)
    }

    assert_eq!(recovered(&Script::of([]), Ticket(7)).await.unwrap(), 7);
    assert_eq!(recovered(&Script::of([server_error()]), Ticket(7)).await.unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fallback_may_consume_another_argument() {
    async fn spare(ticket: Ticket, script: &Script) -> Result<usize, Error> {
        ticket.redeem(script)
    }

    #[openai_call(retry = "none", on_server_error = fallback(spare(second, script)))]
    async fn two_tickets(script: &Script, first: Ticket, second: Ticket) -> Result<usize, Error> {
        first.redeem(script)
    }

    let script = Script::of([server_error()]);
    assert_eq!(two_tickets(&script, Ticket(1), Ticket(2)).await.unwrap(), 2);
    let script = Script::of([server_error(), server_error()]);
    let failed = two_tickets(&script, Ticket(1), Ticket(2)).await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::ServerError);
}

#[tokio::test(start_paused = true)]
async fn otherwise_takes_every_kind_at_once() {
    #[openai_call(retry = "none", on_quota = fail, otherwise = recover(0))]
    async fn forgiving(script: &Script, ticket: Ticket) -> Result<usize, Error> {
        ticket.redeem(script)
    }

    for kind in ErrorKind::ALL.iter().filter(|kind| **kind != ErrorKind::Quota) {
        let script = Script::always(error(*kind));
        assert_eq!(forgiving(&script, Ticket(7)).await.unwrap(), 0);
        assert_eq!(script.asked(), 1, "{kind}");
    }
    let failed = forgiving(&Script::always(error(ErrorKind::Quota)), Ticket(7)).await.unwrap_err();
    assert_eq!(failed.stopped(), Some(Stopped::Permanent));
}

#[tokio::test(start_paused = true)]
async fn attempts_of_one_are_enough_to_consume_an_argument() {
    #[openai_call(attempts = 1, on_any = [fallback(next(script)), recover(9)])]
    async fn single(script: &Script, ticket: Ticket) -> Result<usize, Error> {
        ticket.redeem(script)
    }

    async fn next(script: &Script) -> Result<usize, Error> {
        script.next()
    }

    assert_eq!(single(&Script::of([server_error()]), Ticket(7)).await.unwrap(), 2);
    assert_eq!(single(&Script::always(server_error()), Ticket(7)).await.unwrap(), 9);
}

#[tokio::test(start_paused = true)]
async fn kinds_without_steps_fail() {
    #[openai_call(retry = "none", on_timeout = recover(0))]
    async fn declared(script: &Script, ticket: Ticket) -> Result<usize, Error> {
        ticket.redeem(script)
    }

    let failed = declared(&Script::of([server_error()]), Ticket(7)).await.unwrap_err();
    assert_eq!((failed.stopped(), failed.attempts().len()), (Some(Stopped::Declared), 1));
}
