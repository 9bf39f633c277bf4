//! A Python environment with moto, made once per workspace and kept until the pinned versions
//! change.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::fixture;

/// Path of its interpreter. Makes the environment if there is none, which takes half a minute.
pub(crate) fn python() -> PathBuf {
    // CARGO_TARGET_TMPDIR is <target>/tmp, also when the target directory was moved.
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let root = tmp.parent().unwrap_or(tmp).join("test-bed");
    fs::create_dir_all(&root).expect("a writable target directory");

    // Other test binaries may be at the same point. The lock ends with this function.
    let lock = fs::File::create(root.join("lock")).expect("a writable target directory");
    lock.lock().expect("a file system with locks");

    let venv = root.join("venv");
    let stamp = root.join("installed.txt");
    let interpreter = match cfg!(windows) {
        true => venv.join("Scripts").join("python.exe"),
        false => venv.join("bin").join("python"),
    };
    let wanted = fixture::read("requirements.txt");
    let up_to_date = fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted);
    if up_to_date && interpreter.exists() {
        return interpreter;
    }
    let _ = fs::remove_file(&stamp);
    make(&venv, &interpreter);
    fs::write(&stamp, wanted).expect("a writable target directory");
    interpreter
}

fn make(venv: &Path, interpreter: &Path) {
    let name = if cfg!(windows) { "python" } else { "python3" };
    let version = "import sys; sys.exit(sys.version_info < (3, 10))";
    run(
        Command::new(name).args(["-c", version]),
        "the end-to-end tests emulate AWS with moto, which needs Python 3.10 or later: install it \
         as `python3`, for example with `apt install python3` or `brew install python`",
    );
    run(
        Command::new(name).args(["-m", "venv", "--clear"]).arg(venv),
        "Python's `venv` module is missing or incomplete: on Debian and Ubuntu, \
         `apt install python3-venv`",
    );
    let requirements = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/requirements.txt");
    run(
        Command::new(interpreter).args(["-m", "pip", "install", "--quiet"]).args([
            "--disable-pip-version-check",
            "--requirement",
            requirements,
        ]),
        "moto could not be installed from PyPI: check the network, or point PIP_INDEX_URL to a \
         mirror (a proxy is read from HTTPS_PROXY)",
    );
}

fn run(command: &mut Command, help: &str) {
    match command.output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            panic!("`{command:?}` failed ({})\n{said}\nhelp: {help}", output.status);
        }
        Err(error) => panic!("`{command:?}` did not start: {error}\nhelp: {help}"),
    }
}
