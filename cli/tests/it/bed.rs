//! The test bed: an AWS account of our own for the unmodified binary.
//!
//! ```text
//! iem ──AWS_ENDPOINT_URL──> server (one per test) ──> moto (one per test process)
//!                             │ logs every call
//!                             │ breaks what the test wants broken       (fault.rs)
//!                             │ answers what moto does not have         (fixture.rs, history.rs)
//!                             └ speaks CBOR for CloudWatch, splits pages (cbor.rs, pages.rs)
//! ```
//!
//! ```ignore
//! let bed = Bed::start().deny("autoscaling:DescribePolicies");
//! let output = bed.iem(["check", &bed.workbook(), "--now", NOW]).output().unwrap();
//! assert_eq!(bed.count("ec2:DescribeInstances"), 1);
//! ```
//!
//! Operations are written as IAM writes them, `service:Operation`; `service:*` and `*` match
//! more, and `…@eu-west-1` only in one region.

mod call;
mod cbor;
mod fault;
mod fixture;
mod forward;
pub(crate) mod history;
pub(crate) mod moto;
mod pages;
mod rest;
mod server;
pub(crate) mod venv;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    path::PathBuf,
    time::Duration,
};

pub(crate) use call::Call;
use fault::{Answer, Fault, Kind};
use moto::Moto;
use server::Server;

/// The present of every test. The event of the workbook starts four days later, at 12:00 UTC.
pub(crate) const NOW: &str = "2026-11-23T00:00:00Z";

/// Access key that commands and SDK clients sign with.
pub(crate) const ACCESS_KEY: &str = "AKIATESTBED000000000";

/// An emulated AWS for one test.
pub(crate) struct Bed {
    server: Server,
    home: tempfile::TempDir,
}

impl Bed {
    /// Starts a healthy one. The first call in a process also starts moto and fills it.
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        Self { server: Server::start(Moto::shared()), home }
    }

    /// Address for `AWS_ENDPOINT_URL`.
    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// What the seed created, by the names that fixtures use: `instance.0`, `lb.web`, `tg.api`, …
    pub(crate) fn id(&self, name: &str) -> &'static str {
        self.ids().get(name).unwrap_or_else(|| panic!("the seed creates no `{name}`"))
    }

    /// The text with the ids of the seed replaced by their names, the longest first.
    pub(crate) fn named(&self, text: &str) -> String {
        let mut ids: Vec<_> = self.ids().iter().filter(|(name, _)| name.as_str() != "region").collect();
        ids.sort_by_key(|(name, id)| (std::cmp::Reverse(id.len()), name.as_str()));
        ids.into_iter().fold(text.to_owned(), |text, (name, id)| text.replace(id, &format!("<{name}>")))
    }

    /// Everything that the seed created.
    pub(crate) fn ids(&self) -> &'static BTreeMap<String, String> {
        &Moto::shared().ids
    }

    /// The binary with this AWS, and with nothing else of the environment that tests run in.
    pub(crate) fn iem<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> assert_cmd::Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_iem"));
        command.args(args);
        command
    }

    /// Saves what AWS answers about a workbook at [`NOW`], and returns the file.
    pub(crate) fn save(&self, workbook: &str) -> String {
        let file = self.path("saved.json").display().to_string();
        let arguments = ["check", workbook, "--now", NOW, "--save-snapshot", &file];
        let output = self.iem(arguments).output().expect("iem runs");
        assert!(self.path("saved.json").is_file(), "{}", String::from_utf8_lossy(&output.stderr));
        file
    }

    /// Runs a script of the fixtures that creates more in the emulator, and gives what it prints.
    pub(crate) fn fill(&self, script: &str, args: &[&str]) -> Vec<u8> {
        moto::fill(Moto::shared().address, script, args)
    }

    /// Any program in the environment that [`Bed::iem`] gives the binary.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> assert_cmd::Command {
        let mut command = assert_cmd::Command::new(program);
        // What the system and `cargo llvm-cov` need; nothing of AWS, CI, colors or proxies.
        let kept = ["PATH", "SystemRoot", "LLVM_PROFILE_FILE"].into_iter();
        let kept = kept.filter_map(|name| Some((name, std::env::var_os(name)?)));
        command
            .env_clear()
            .envs(kept)
            .env("HOME", self.home.path())
            .env("USERPROFILE", self.home.path())
            .env("AWS_ENDPOINT_URL", self.url())
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", "testing")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_MAX_ATTEMPTS", "1")
            .env("IEM_NO_REQUEST_LIMITS", "true")
            .current_dir(self.home.path())
            .timeout(Duration::from_secs(60));
        command
    }

    /// Path of a file in the test's own directory, which is also `HOME` and the current directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The filled-in workbook of the seeded workload, as text.
    pub(crate) fn workbook_text(&self) -> String {
        fixture::substitute(&fixture::read("workbook.md"), self.ids())
    }

    /// Writes that workbook to the test's own directory and returns its path.
    pub(crate) fn workbook(&self) -> String {
        self.write("workbook.md", &self.workbook_text())
    }

    /// Writes a file to the test's own directory and returns its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("a writable temporary directory");
        path.to_str().expect("temporary paths are UTF-8").to_owned()
    }

    /// Every call so far, in the order of arrival.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.server.shared.calls()
    }

    /// How many calls match `pattern`.
    pub(crate) fn count(&self, pattern: &str) -> usize {
        self.calls().iter().filter(|call| call.matches(pattern)).count()
    }

    /// The different operations called, as IAM writes them.
    pub(crate) fn actions(&self) -> BTreeSet<String> {
        self.calls().iter().map(Call::action).collect()
    }

    /// The credentials lack the permission.
    pub(crate) fn deny(self, pattern: &str) -> Self {
        self.fault(pattern, None, Fault::Kind(Kind::Denied))
    }

    /// The same for calls whose parameters hold `text`.
    pub(crate) fn deny_naming(self, pattern: &str, text: &str) -> Self {
        self.server.shared.break_calls(pattern, text, None, Fault::Kind(Kind::Denied));
        self
    }

    /// The first `times` calls are throttled.
    pub(crate) fn throttle(self, pattern: &str, times: usize) -> Self {
        self.fault(pattern, Some(times), Fault::Kind(Kind::Throttled))
    }

    /// Every call is throttled.
    pub(crate) fn throttle_forever(self, pattern: &str) -> Self {
        self.fault(pattern, None, Fault::Kind(Kind::Throttled))
    }

    /// The session of the credentials has ended.
    pub(crate) fn expire_credentials(self) -> Self {
        self.fault("*", None, Fault::Kind(Kind::Expired))
    }

    /// The account has not opted in to the region.
    pub(crate) fn disable_region(self, region: &str) -> Self {
        self.fault(&format!("*@{region}"), None, Fault::Kind(Kind::RegionDisabled))
    }

    /// The account has no support plan that includes the Support API and the Health API.
    pub(crate) fn without_support_plan(self) -> Self {
        let message = "Amazon Web Services Premium Support Subscription is required to use this service.";
        let code = "SubscriptionRequiredException";
        self.fail("support:*", 400, code, message).fail("health:*", 400, code, message)
    }

    /// An error of the service, in the form of its protocol.
    pub(crate) fn fail(self, pattern: &str, status: u16, code: &str, message: &str) -> Self {
        let (code, message) = (code.to_owned(), message.to_owned());
        self.fault(pattern, None, Fault::Error { status, code, message })
    }

    /// CloudWatch finds fault with one query, and refuses every request that has it.
    pub(crate) fn refuse_metric(self, name: &str) -> Self {
        let (code, message) = ("ValidationError".to_owned(), format!("The metric {name} is not valid"));
        let fault = Fault::Error { status: 400, code, message };
        self.server.shared.break_calls("cloudwatch:GetMetricData", name, None, fault);
        self
    }

    /// An answer byte for byte, after placeholders are filled in. JSON becomes CBOR where that is
    /// the content type.
    pub(crate) fn answer(self, pattern: &str, status: u16, content_type: &str, body: &str) -> Self {
        let body = fixture::substitute(body, self.ids());
        let answer = match content_type {
            "application/cbor" => Answer::cbor(status, &serde_json::from_str(&body).expect("JSON")),
            _ => Answer::new(status, content_type, body.into_bytes()),
        };
        self.fault(pattern, None, Fault::Answer(answer))
    }

    /// Such an answer to the calls that have `naming` in their parameters, a page token for example.
    pub(crate) fn answer_when(self, pattern: &str, naming: &str, content_type: &str, body: &str) -> Self {
        let body = fixture::substitute(body, self.ids());
        let answer = match content_type {
            "application/cbor" => Answer::cbor(200, &serde_json::from_str(&body).expect("JSON")),
            _ => Answer::new(200, content_type, body.into_bytes()),
        };
        self.server.shared.break_calls(pattern, naming, None, Fault::Answer(answer));
        self
    }

    /// HTTP 500 with an HTML page, as proxies and emulators give.
    pub(crate) fn html(self, pattern: &str) -> Self {
        let page = "<!doctype html><title>500</title><h1>Internal Server Error</h1>";
        self.answer(pattern, 500, "text/html", page)
    }

    /// HTTP 200 without a body.
    pub(crate) fn empty(self, pattern: &str) -> Self {
        self.answer(pattern, 200, "text/xml", "")
    }

    /// No answer ever comes; the connection ends with the bed.
    pub(crate) fn hang(self, pattern: &str) -> Self {
        self.fault(pattern, None, Fault::Hang)
    }

    /// The connection is reset instead of answered.
    pub(crate) fn reset_connection(self, pattern: &str) -> Self {
        self.fault(pattern, None, Fault::Reset)
    }

    /// Every answer comes later by this much.
    pub(crate) fn delay(self, delay: Duration) -> Self {
        self.set_delay(delay);
        self
    }

    /// From now on every answer takes so long.
    pub(crate) fn set_delay(&self, delay: Duration) {
        self.server.shared.delay(delay);
    }

    /// Metrics are the thirty days of `history.rs` instead of the few datapoints of the seed.
    pub(crate) fn thirty_days(self) -> Self {
        self.server.shared.keep_history();
        self
    }

    /// What was asked once is answered from memory from then on: benchmarks measure `iem`, not the
    /// emulator.
    pub(crate) fn remember(self) -> Self {
        self.server.shared.remember();
        self
    }

    /// The list comes in pages of one element, whatever page size was asked for. For operations
    /// of EC2, Elastic Load Balancing, Auto Scaling, RDS and ElastiCache whose lists moto never splits.
    pub(crate) fn one_per_page(self, pattern: &str) -> Self {
        self.fault(pattern, None, Fault::OnePerPage)
    }

    fn fault(self, pattern: &str, times: Option<usize>, fault: Fault) -> Self {
        self.server.shared.break_calls(pattern, "", times, fault);
        self
    }
}
