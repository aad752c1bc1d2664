//! [`Departures`]: counts the clients that hung up before their answer was complete.

use tokio::sync::watch;

/// How many clients have hung up.
#[derive(Clone, Debug, Default)]
pub(super) struct Departures(watch::Sender<usize>);

impl Departures {
    pub(super) fn count(&self) -> usize {
        *self.0.borrow()
    }

    /// Waits until `count` clients have hung up.
    pub(super) async fn reach(&self, count: usize) {
        // It fails only if the sender is dropped, and `self` holds one.
        let _ = self.0.subscribe().wait_for(|departed| *departed >= count).await;
    }

    /// Watches one answer.
    pub(super) fn watch(&self) -> Watch {
        Watch { departures: self.clone(), answered: false }
    }
}

/// An answer under way. It is dropped when the client hangs up, or after all of it was sent.
#[derive(Debug)]
pub(super) struct Watch {
    departures: Departures,
    answered: bool,
}

impl Watch {
    /// The answer is complete: the client may now hang up without being counted.
    pub(super) fn answered(&mut self) {
        self.answered = true;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.answered {
            self.departures.0.send_modify(|departed| *departed += 1);
        }
    }
}
