//! [`Departures`]: the clients that hung up before their answer was complete.

use tokio::sync::watch;

/// How many there were.
#[derive(Clone, Debug, Default)]
pub(super) struct Departures(watch::Sender<usize>);

impl Departures {
    pub(super) fn count(&self) -> usize {
        *self.0.borrow()
    }

    /// Waits until there were as many as `count`.
    pub(super) async fn reach(&self, count: usize) {
        // It fails only where the sender is gone, which is `self`.
        let _ = self.0.subscribe().wait_for(|departed| *departed >= count).await;
    }

    /// Watches over one answer.
    pub(super) fn watch(&self) -> Watch {
        Watch { departures: self.clone(), answered: false }
    }
}

/// An answer under way. It is dropped when the client is gone, or when all of it was sent.
#[derive(Debug)]
pub(super) struct Watch {
    departures: Departures,
    answered: bool,
}

impl Watch {
    /// Whatever the client does now is no departure.
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
