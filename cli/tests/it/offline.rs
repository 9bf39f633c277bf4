//! The binary without AWS.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod check;
mod commands;
mod failed_run;
mod formats;
mod handout;
mod help;
mod plan;
mod report;
mod wrong;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use assert_cmd::Command;
use tempfile::TempDir;

/// `iem` in an empty folder, where nothing of the developer's own settings counts.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// `iem` with arguments that are separated by spaces.
    fn iem(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iem"));
        for (name, _) in std::env::vars_os() {
            let name_text = name.to_string_lossy();
            let steers = ["AWS_", "CLICOLOR", "NO_COLOR", "COLUMNS", "TERM"];
            if steers.iter().any(|prefix| name_text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        command.current_dir(self.folder.path()).timeout(Duration::from_secs(60)).args(arguments.split_whitespace());
        command
    }

    /// Exit code, standard output and standard error.
    fn run(&self, arguments: &str) -> (i32, String, String) {
        outcome(&mut self.iem(arguments))
    }
}

fn outcome(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// A file of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
