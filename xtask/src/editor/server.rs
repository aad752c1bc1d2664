//! rust-analyzer as a child process, with one open file.

use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};

/// It builds the dependencies and the macro first.
const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) struct Server {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Message>,
    file: String,
    version: i32,
    last_id: i32,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// Starts it in the folder of a crate, and waits until it knows the crate.
    pub(crate) fn start(folder: &Path) -> Result<Self, String> {
        let mut child = Command::new("rust-analyzer")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                format!(
                    "rust-analyzer did not start ({error}): `rustup component add rust-analyzer`"
                )
            })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("rust-analyzer has no pipes".to_owned());
        };
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let file = format!("file://{}/src/lib.rs", folder.display());
        let mut server = Self { child, input, messages, file, version: 0, last_id: 0 };
        server.initialize(folder)?;
        Ok(server)
    }

    fn initialize(&mut self, folder: &Path) -> Result<(), String> {
        let root = format!("file://{}", folder.display());
        self.request(
            "initialize",
            json!({
                "processId": std::process::id(),
                "rootUri": root,
                "capabilities": {
                    "experimental": { "serverStatusNotification": true },
                    "textDocument": { "hover": { "contentFormat": ["markdown"] } },
                },
                "initializationOptions": {
                    "checkOnSave": false,
                    "cachePriming": { "enable": false },
                    "procMacro": { "enable": true },
                },
            }),
        )?;
        self.notify("initialized", json!({}))?;
        let path = folder.join("src/lib.rs");
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument": {
                "uri": self.file, "languageId": "rust", "version": self.version, "text": text,
            }}),
        )?;
        self.wait_until_quiet()
    }

    /// It says by itself when it has loaded everything.
    fn wait_until_quiet(&mut self) -> Result<(), String> {
        let limit = Instant::now() + PATIENCE;
        loop {
            let Message::Notification(it) = self.next(limit)? else { continue };
            let status = &it.params;
            if it.method == "experimental/serverStatus" && status["quiescent"] == true {
                return match status["health"].as_str() {
                    Some("error") => Err(format!("rust-analyzer: {}", status["message"])),
                    _ => Ok(()),
                };
            }
        }
    }

    /// The file now reads like this.
    pub(crate) fn open(&mut self, text: &str) -> Result<(), String> {
        self.version += 1;
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": self.file, "version": self.version },
                "contentChanges": [{ "text": text }],
            }),
        )
    }

    /// What `method` answers at a place in the file.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        line: usize,
        column: usize,
    ) -> Result<Value, String> {
        self.request(
            method,
            json!({
                "textDocument": { "uri": self.file },
                "position": { "line": line, "character": column },
            }),
        )
    }

    pub(crate) fn stop(mut self) -> Result<(), String> {
        self.request("shutdown", Value::Null)?;
        self.notify("exit", Value::Null)
    }

    fn request(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.last_id += 1;
        let id = self.last_id.into();
        self.send(&Request { id, method: method.to_owned(), params }.into())?;
        let limit = Instant::now() + PATIENCE;
        loop {
            match self.next(limit)? {
                Message::Response(Response { id, response_result })
                    if id == self.last_id.into() =>
                {
                    return response_result.map_err(|error| format!("{method}: {}", error.message));
                }
                // Whatever it wants to know of the editor has an answer, so that it goes on.
                Message::Request(request) => {
                    self.send(&Response::new_ok(request.id, Value::Null).into())?;
                }
                Message::Response(_) | Message::Notification(_) => {}
            }
        }
    }

    fn notify(&mut self, method: &str, params: Value) -> Result<(), String> {
        self.send(&Notification { method: method.to_owned(), params }.into())
    }

    fn send(&mut self, message: &Message) -> Result<(), String> {
        message.write(&mut self.input).map_err(|error| format!("rust-analyzer is gone: {error}"))
    }

    fn next(&self, limit: Instant) -> Result<Message, String> {
        let left = limit.saturating_duration_since(Instant::now());
        self.messages.recv_timeout(left).map_err(|error| match error {
            RecvTimeoutError::Timeout => format!("no answer within {PATIENCE:?}"),
            RecvTimeoutError::Disconnected => "rust-analyzer has ended".to_owned(),
        })
    }
}
