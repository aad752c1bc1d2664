//! [`Peer`]: who asks. Each is set up as its own documentation does it, but for a timeout of a second.

mod async_openai;
mod ours;
mod rstructor;

use std::error::Error;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use openai_call::testing::FakeApi;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout};

use crate::outcome::{Outcome, What};
use crate::python::Python;
use crate::scripts::{How, Script};
use crate::verdict::Column;

/// In the place of ten minutes.
const TIMEOUT: Duration = Duration::from_secs(1);

/// For all attempts, where a script is asked in time.
const IN_TIME: Duration = Duration::from_secs(2);

/// When we leave. Python leaves by itself.
pub(crate) const LONGEST: Duration = Duration::from_secs(25);

/// Module, name, setup.
const PYTHON: [(&str, &str, &str); 3] = [
    ("official", "openai-python", "its defaults, 2 retries"),
    ("lite", "LiteLLM", "its defaults, the 2 retries of the SDK inside"),
    ("agent", "PydanticAI", "its defaults, with `NativeOutput` for values"),
];

pub(crate) enum Peer {
    Ours,
    Python(Box<Python>),
    AsyncOpenai,
    AsyncOpenaiBackon,
    Rstructor,
}

/// What the scripts of values are asked for.
#[derive(Deserialize, Serialize, ::rstructor::Instructor)]
struct Invoice {
    total: f64,
}

/// Reads a stream to its end, or to its first error, which `failed` names with the place where it came.
async fn read<T, E>(
    mut stream: impl Stream<Item = Result<T, E>> + Unpin,
    failed: impl FnOnce(&E, &str) -> Outcome,
) -> Outcome {
    let mut items = 0;
    while let Some(item) = stream.next().await {
        match item {
            Ok(_) => items += 1,
            Err(error) => return failed(&error, &format!(" after {items} items")),
        }
    }
    Outcome::ended(items)
}

impl Peer {
    /// All of them, ours first.
    pub(crate) async fn all() -> Result<Vec<Self>, Box<dyn Error>> {
        let mut peers = vec![Self::Ours];
        for (module, name, setup) in PYTHON {
            peers.push(Self::Python(Python::start(module, name, setup).await?.into()));
        }
        peers.extend([Self::AsyncOpenai, Self::AsyncOpenaiBackon, Self::Rstructor]);
        Ok(peers)
    }

    /// A heading of the table.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Ours => "openai-call",
            Self::Python(python) => python.name,
            Self::AsyncOpenai => "async-openai",
            Self::AsyncOpenaiBackon => "async-openai, backon",
            Self::Rstructor => "rstructor",
        }
    }

    /// How it is set up, beside the timeout.
    pub(crate) fn setup(&self) -> String {
        let setup = match self {
            Self::AsyncOpenaiBackon => {
                "its own retries off, 3 tries on 429, 5xx, timeouts and lost connections"
            }
            Self::Rstructor => "its defaults, asked for the value in a text that has one",
            Self::Python(python) => python.setup,
            Self::Ours | Self::AsyncOpenai => "its defaults",
        };
        format!("{}: {setup}", self.name())
    }

    /// `name 1.2.3` of a peer in Python.
    pub(crate) fn python_version(&self) -> Option<&str> {
        match self {
            Self::Python(python) => Some(python.version()),
            _ => None,
        }
    }

    /// Plays a script on a server of its own.
    pub(crate) async fn column(&mut self, script: &Script) -> Result<Column, Box<dyn Error>> {
        let (api, other) = (FakeApi::start().await, FakeApi::start().await);
        let begun = Instant::now();
        script.play.begin(&api, &other);
        let outcome = self.ask(&api, script.how).await?;
        Ok(Column::of(script, [&api, &other], outcome, begun))
    }

    async fn ask(&mut self, api: &FakeApi, how: How) -> Result<Outcome, Box<dyn Error>> {
        let url = api.url();
        let outcome = match self {
            Self::Python(python) => return python.ask(&url, TIMEOUT, how).await,
            Self::Ours => timeout(LONGEST, ours::ask(&api.client(), how)).await,
            Self::AsyncOpenai => timeout(LONGEST, async_openai::ask(&url, how)).await,
            Self::AsyncOpenaiBackon => timeout(LONGEST, async_openai::backon::ask(&url, how)).await,
            Self::Rstructor => timeout(LONGEST, rstructor::ask(&url, how)).await,
        };
        Ok(outcome.unwrap_or_else(|_| Outcome::of(What::Waiting, "")))
    }
}
