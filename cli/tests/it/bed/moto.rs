//! The emulator: one moto server per test process, filled once and then only read.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    sync::LazyLock,
    time::Duration,
};

use super::{fixture, venv};

/// A running moto server with the workload of `seed.py` in it.
pub(crate) struct Moto {
    pub(crate) address: SocketAddr,
    /// What the seed printed: names used in fixtures, and ids.
    pub(crate) ids: BTreeMap<String, String>,
    /// Holds the pipe that keeps the server alive. Statics are never dropped, so the server
    /// ends when the operating system closes the pipe of the ended test process.
    _process: Child,
}

impl Moto {
    /// The server of this process.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: LazyLock<Moto> = LazyLock::new(Moto::start);
        &SHARED
    }

    fn start() -> Self {
        let python = venv::python();
        let (process, address) = launch(&python);
        // The same random ids on every run keep snapshots of test output stable.
        post(address, "/moto-api/reset");
        post(address, "/moto-api/seed?a=42");
        let ids = fill(address, "seed.py", &[&fixture::at("+0d").as_second().to_string()]);
        let ids = serde_json::from_slice(&ids).expect("seed.py prints JSON");
        Self { address, ids, _process: process }
    }
}

/// Runs a script of the fixtures that creates something, and gives what it prints.
pub(crate) fn fill(address: SocketAddr, name: &str, args: &[&str]) -> Vec<u8> {
    let output = Command::new(venv::python())
        .arg(script(name))
        .arg(format!("http://{address}"))
        .args(args)
        // No proxy or profile of the developer gets in between.
        .env_remove("AWS_PROFILE")
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .expect("Python starts a second time");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} failed:\n{said}");
    output.stdout
}

/// Starts a server that lives as long as the standard input of its process stays open.
pub(crate) fn launch(python: &std::path::Path) -> (Child, SocketAddr) {
    let snapshots_taken = fixture::at("-1d").as_second().to_string();
    let restorable_until = fixture::at("-4m").as_second().to_string();
    let mut process = Command::new(python)
        .arg(script("moto_server.py"))
        .arg(snapshots_taken)
        .arg(restorable_until)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("Python of the test bed starts");
    let mut line = String::new();
    let stdout = process.stdout.take().expect("a pipe");
    BufReader::new(stdout).read_line(&mut line).expect("a line of text");
    let port = line.trim().strip_prefix("PORT=").and_then(|port| port.parse().ok());
    let port: u16 = port.unwrap_or_else(|| {
        let path = script("moto_server.py");
        panic!("moto did not start; to see why, run `{} {path} 0`", python.display())
    });
    (process, SocketAddr::from(([127, 0, 0, 1], port)))
}

fn script(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn post(address: SocketAddr, path: &str) {
    let mut stream = TcpStream::connect(address).expect("moto listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
    let request = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("moto reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("moto answers");
    assert!(answer.contains(" 200 "), "{path}: {answer}");
}
