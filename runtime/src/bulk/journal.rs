//! [`Journal`]: what a run knows of its requests, and what keeps that for the next one.
//!
//! All that waits for the disk is done on threads for that, so that it holds up no call.

use std::path::{Path, PathBuf};
use std::task::{Context, Poll, ready};
use std::{io, mem};

use futures_util::FutureExt;
use tokio::task::{JoinHandle, spawn_blocking};

use super::files::{Files, Paths};
use super::known::Known;
use super::line::Line;
use super::run_error::RunError;
use super::settle::settle;
use super::writer::Writer;

pub(super) struct Journal {
    pub(super) known: Known,
    place: Place,
}

enum Place {
    /// The run keeps nothing, or nothing any more.
    Nowhere,
    Closed(Paths),
    Opening(PathBuf, JoinHandle<Result<(Files, Known), RunError>>),
    Open(PathBuf, Writer),
    Settling {
        errors: PathBuf,
        settling: JoinHandle<io::Result<()>>,
        /// Holds the locks.
        _writer: Writer,
    },
}

impl Journal {
    pub(super) fn at(paths: Option<Paths>) -> Self {
        let place = paths.map_or(Place::Nowhere, Place::Closed);
        Self { known: Known::default(), place }
    }

    /// Opens the files, the first time.
    pub(super) fn poll_open(&mut self, task: &mut Context<'_>) -> Poll<Result<(), RunError>> {
        if let Place::Closed(paths) = &self.place {
            let (errors, paths) = (paths.errors.clone(), paths.clone());
            self.place = Place::Opening(errors, spawn_blocking(move || Files::open(&paths)));
        }
        let Place::Opening(errors, opening) = &mut self.place else { return Poll::Ready(Ok(())) };
        let opened = ready!(opening.poll_unpin(task));
        let errors = mem::take(errors);
        let (files, known) = opened.map_err(|error| stopped(&errors, error.into()))??;
        self.known = known;
        self.place = Place::Open(errors, Writer::of(files));
        Poll::Ready(Ok(()))
    }

    /// Whether what comes of requests is written down.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.place, Place::Open(..))
    }

    pub(super) fn write(&self, line: Line) {
        if let Place::Open(_, writer) = &self.place {
            writer.push(line);
        }
    }

    /// How many lines are on the disk since the last time.
    pub(super) fn poll_written(&self, task: &mut Context<'_>) -> Poll<Result<usize, RunError>> {
        match &self.place {
            Place::Open(_, writer) => writer.poll_written(task),
            _ => Poll::Pending,
        }
    }

    /// Takes out of the error file what has been answered, and closes both files.
    pub(super) fn poll_close(&mut self, task: &mut Context<'_>) -> Poll<Result<(), RunError>> {
        self.place = match mem::replace(&mut self.place, Place::Nowhere) {
            Place::Open(errors, writer) => {
                let (path, known) = (errors.clone(), mem::take(&mut self.known));
                let settling = spawn_blocking(move || settle(&path, &known));
                Place::Settling { errors, settling, _writer: writer }
            }
            place => place,
        };
        let Place::Settling { errors, settling, .. } = &mut self.place else {
            return Poll::Ready(Ok(()));
        };
        let settled = ready!(settling.poll_unpin(task)).unwrap_or_else(|error| Err(error.into()));
        let settled = settled.map_err(|error| stopped(errors, error));
        self.abandon();
        Poll::Ready(settled)
    }

    /// Writes nothing any more.
    pub(super) fn abandon(&mut self) {
        self.place = Place::Nowhere;
    }
}

fn stopped(path: &Path, error: io::Error) -> RunError {
    RunError::journal(path)(error)
}
