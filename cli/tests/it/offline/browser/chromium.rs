//! Headless Chromium: found on this machine or, where that can be done, installed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::Duration,
};

/// What the reader prefers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scheme {
    Light,
    Dark,
}

/// What came of opening a page.
#[derive(Debug)]
pub(super) struct Visit {
    /// The page's elements, as the browser understood them.
    pub(super) dom: String,
    /// What the page wrote to the console, errors of its policy included.
    pub(super) console: Vec<String>,
    /// Addresses that the page asked the network for, in the order of the alphabet.
    pub(super) requests: Vec<String>,
}

/// Opens a page.
pub(super) fn open(page: &Path, scheme: Scheme) -> Visit {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("network.json");
    let log_to = format!("--log-net-log={}", log.display());
    let (dom, said) = run(folder.path(), page, scheme, &["--dump-dom", "--enable-logging=stderr", "--v=0", &log_to]);
    let console = said.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    Visit { dom, console, requests: requests(&fs::read_to_string(log).unwrap()) }
}

/// The top of a page as it is drawn, as PNG.
pub(super) fn screenshot(page: &Path, scheme: Scheme) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("page.png");
    run(folder.path(), page, scheme, &[&format!("--screenshot={}", picture.display()), "--window-size=1100,1500"]);
    fs::read(picture).unwrap()
}

fn run(folder: &Path, page: &Path, scheme: Scheme, arguments: &[&str]) -> (String, String) {
    let scheme = match scheme {
        Scheme::Dark => 0,
        Scheme::Light => 1,
    };
    let mut command = assert_cmd::Command::new(path());
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic"])
        .args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
        // No name has an address, so that nothing that the browser asks on its own leaves the machine.
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .timeout(Duration::from_secs(120));
    let output = command.output().unwrap();
    let [out, said] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{}: {said}", output.status);
    (out, said)
}

/// The requests of the page itself. Those that the browser makes for its own ends have no origin.
fn requests(log: &str) -> Vec<String> {
    let log: serde_json::Value = serde_json::from_str(log).unwrap();
    let started = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"].as_u64().unwrap();
    let events = log["events"].as_array().unwrap().iter().filter(|event| event["type"].as_u64() == Some(started));
    let of_page = events.filter(|event| event["params"]["initiator"] != "not an origin");
    let mut requests: Vec<String> =
        of_page.filter_map(|event| event["params"]["url"].as_str()).map(str::to_owned).collect();
    requests.sort_unstable();
    requests.dedup();
    requests
}

/// Path of the browser: `$CHROMIUM`, or the first that is found, or the one that was installed.
fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| find().unwrap_or_else(install))
}

fn find() -> Option<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM") {
        return Some(path.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let on_path = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let applications = ["Chromium", "Google Chrome"]
        .map(|name| PathBuf::from(format!("/Applications/{name}.app/Contents/MacOS/{name}")));
    on_path.chain(applications).find(|path| path.is_file())
}

fn install() -> PathBuf {
    let help = "the pages are tested in Chromium: install it, for example with `apt install chromium` or \
                `brew install --cask chromium`, or point CHROMIUM to it";
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    assert!(is_root && Path::new("/etc/debian_version").exists(), "{help}");
    // Another test binary may be at the same point; the second one waits.
    let wait = ["-o", "DPkg::Lock::Timeout=300"];
    for arguments in [&["update"][..], &["install", "-y", "--no-install-recommends", "chromium"]] {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(wait).args(arguments);
        match command.output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => panic!("`{command:?}` failed: {}\n{help}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => panic!("`{command:?}` did not start: {error}\n{help}"),
        }
    }
    find().unwrap_or_else(|| panic!("chromium was installed and is not found\n{help}"))
}
