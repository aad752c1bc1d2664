//! A Redis of its own, on a loopback port, for one test or one measurement.

use std::env;
use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Names the program, where it is not on the PATH.
const PROGRAM: &str = "REDIS_SERVER";

/// If it is set, it is a failure that there is no Redis. Else it is only said.
const REQUIRED: &str = "REDIS_REQUIRED";

/// How long it may take to start, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// Ends when it is dropped.
pub(crate) struct Server {
    port: u16,
    arguments: Vec<String>,
    running: Option<Child>,
}

impl Server {
    /// Starts a server; `None` if there is none on this machine.
    pub(crate) fn start(arguments: &[&str]) -> Option<Self> {
        let program = program();
        let is_there =
            Command::new(&program).arg("--version").stdout(Stdio::null()).status().is_ok();
        if !is_there {
            assert!(
                env::var_os(REQUIRED).is_none(),
                "{} is not there; install it (Debian: redis-server), or name it in {PROGRAM}",
                program.display()
            );
            return None;
        }
        // Another program may take the port before Redis does, but hardly ever the next free one.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let mut server = Self { port, arguments, running: None };
        server.restart();
        Some(server)
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Starts it again, with nothing of what it knew.
    pub(crate) fn restart(&mut self) {
        self.kill();
        let mut command = Command::new(program());
        command.args(["--bind", "127.0.0.1", "--port", &self.port.to_string()]);
        command.args(["--save", "", "--appendonly", "no", "--dir", "/tmp"]).args(&self.arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        self.running = Some(command.spawn().expect("it was there before"));
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "Redis does not listen on {}", self.port);
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.kill();
            let _ = running.wait();
        }
    }

    /// Stops it where it is, or lets it go on: its connections stay, and nothing is answered.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.running.as_ref().expect("it runs").id().to_string();
        let status = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(status.expect("`kill` is there").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn program() -> OsString {
    env::var_os(PROGRAM).unwrap_or_else(|| "redis-server".into())
}
