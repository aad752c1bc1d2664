//! [`Departures`]: counts the clients that hung up before their answer was complete.

use tokio::sync::watch;

use super::model::Place;

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
        Watch { departures: self.clone(), answered: false, place: None }
    }
}

/// An answer under way. It is dropped when the client hangs up, or after all of it was sent.
pub(super) struct Watch {
    departures: Departures,
    answered: bool,
    /// The place that it has at a server model.
    place: Option<Place>,
}

impl Watch {
    /// Keeps a place at a server model until the answer is complete, or the client has hung up.
    pub(super) fn keep(&mut self, place: Option<Place>) {
        self.place = place;
    }

    /// The answer is complete: the client may now hang up without being counted.
    pub(super) fn answered(&mut self) {
        self.answered = true;
        if let Some(place) = self.place.take() {
            place.complete();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.answered {
            self.departures.0.send_modify(|departed| *departed += 1);
        }
    }
}
