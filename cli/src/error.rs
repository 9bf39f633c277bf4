//! What can go wrong with a run, and what the user can do about it.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use iem_core::{
    report::NoReport,
    rule::fix::{silence_cause, silence_fix},
    snapshot,
    source::Silence,
    workbook::write_back::Refusal,
};
use jiff::{Timestamp, civil::Date};

/// An expected error.
#[derive(Debug)]
pub(crate) enum Error {
    /// The workbook cannot be read.
    Workbook { path: PathBuf, cause: io::Error },
    /// The workbook holds bytes that are no UTF-8 text.
    NotText { path: PathBuf, line: usize },
    /// A snapshot cannot be read.
    Snapshot { path: PathBuf, cause: io::Error },
    /// A snapshot is not the JSON that `iem` writes.
    SnapshotSyntax { path: PathBuf, cause: serde_json::Error },
    /// A snapshot is of another format.
    SnapshotSchema { path: PathBuf, found: Option<String> },
    /// A snapshot was taken after the moment of judgement.
    TakenLater { path: PathBuf, taken_at: Timestamp, now: Timestamp },
    /// A snapshot cannot be turned into JSON and back.
    Json(serde_json::Error),
    /// AWS would have to be asked, and this build cannot.
    #[cfg(not(feature = "aws"))]
    NoAws,
    /// The collection could not even start.
    #[cfg(feature = "aws")]
    Collect(io::Error),
    /// The workbook lists nothing that AWS can be asked about.
    NothingToAsk { path: PathBuf },
    /// Accounts were to be asked, and none answered.
    NoAnswer(BTreeMap<String, Silence>),
    /// Accounts that answered when the workbook was written, on the day given, do not answer now.
    Silent { path: PathBuf, accounts: Vec<(String, Date, Silence)> },
    /// There is nothing to report.
    NoReport { path: PathBuf, cause: NoReport },
    /// The user stopped the collection.
    Interrupted,
    /// There is no rule of that name.
    UnknownRule { id: String, nearest: Option<&'static str> },
    /// `iem init` would overwrite a file.
    Exists { path: PathBuf },
    /// The workbook's regions cannot be written.
    Refused { path: PathBuf, refusal: Refusal },
    /// Standard input cannot be updated in place.
    WriteToStream,
    /// A review has no places in a file.
    NoSarif,
    /// The workbook is not the one that was read.
    Changed { path: PathBuf },
    /// Another run writes the workbook.
    Busy { path: PathBuf },
    /// The workbook cannot be updated; it is as it was.
    Update { path: PathBuf, cause: io::Error },
    /// `iem handout` would overwrite a file that a person wrote.
    NotOurs { path: PathBuf },
    /// A result cannot be written.
    Write { path: PathBuf, cause: io::Error },
}

impl Error {
    /// What and where, as a lowercase fragment.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Workbook { path, cause } | Self::Snapshot { path, cause } => {
                format!("cannot read {}: {}", name(path, "standard input"), plain(cause))
            }
            Self::NotText { path, line } => {
                format!("cannot read {}: line {line} is not UTF-8 text", name(path, "standard input"))
            }
            Self::SnapshotSyntax { path, cause } => {
                let (line, column) = (cause.line(), cause.column());
                let text = cause.to_string();
                let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
                format!("{}:{line}:{column}: {text}", path.display())
            }
            Self::SnapshotSchema { path, found } => match found {
                Some(found) => {
                    let wanted = snapshot::SCHEMA;
                    format!("{} has the format `{found}`, not `{wanted}`", path.display())
                }
                None => format!("{} is no snapshot: it names no schema", path.display()),
            },
            Self::TakenLater { path, taken_at, now } => {
                format!("{} was taken at {taken_at}, after the moment to judge, {now}", path.display())
            }
            Self::Json(cause) => format!("cannot convert the snapshot: {cause}"),
            #[cfg(not(feature = "aws"))]
            Self::NoAws => "this build of iem cannot ask AWS".to_owned(),
            #[cfg(feature = "aws")]
            Self::Collect(cause) => format!("cannot ask AWS: {}", plain(cause)),
            Self::NothingToAsk { path } => {
                format!("{} lists no resource that iem asks AWS about", name(path, "standard input"))
            }
            Self::NoAnswer(silent) => format!("no account answered: {}", causes(silent)),
            Self::Silent { path, accounts } => {
                let account = |(account, day, silence): &(String, Date, Silence)| {
                    format!("account {account} answered on {day} and does not now: {}", silence_cause(silence))
                };
                let accounts: Vec<String> = accounts.iter().map(account).collect();
                format!("{} was not written: {}", path.display(), accounts.join("; "))
            }
            Self::NoReport { path, cause } => format!("{}: {cause}", name(path, "standard input")),
            Self::Interrupted => "interrupted; the snapshot holds what was collected until then".to_owned(),
            Self::UnknownRule { id, .. } => format!("there is no rule `{id}`"),
            Self::Exists { path } => format!("{} exists already", path.display()),
            Self::Refused { path, refusal } => {
                format!("{} was not written: {}", path.display(), refusal.reasons().join("; "))
            }
            Self::WriteToStream => "standard input cannot be written to".to_owned(),
            Self::NoSarif => "a review of an event cannot be written as SARIF".to_owned(),
            Self::Changed { path } => format!("{} was changed while iem was running", path.display()),
            Self::Busy { path } => format!("another iem is writing {}", path.display()),
            Self::Update { path, cause } => format!("cannot update {}: {}", path.display(), plain(cause)),
            Self::NotOurs { path } => format!("{} was not written by `iem handout`", path.display()),
            Self::Write { path, cause } => {
                format!("cannot write {}: {}", name(path, "standard output"), plain(cause))
            }
        }
    }

    /// What the user can do about it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Workbook { path, cause } if cause.kind() == io::ErrorKind::NotFound => {
                format!("`iem init {}` creates it", path.display())
            }
            Self::Workbook { .. } => "give the workbook's Markdown file, or `-`".to_owned(),
            Self::NotText { .. } => "save the workbook as UTF-8 in your editor".to_owned(),
            Self::Snapshot { .. } => "`iem collect WORKBOOK -o FILE` writes a snapshot".to_owned(),
            Self::SnapshotSyntax { .. } => {
                "collect it again with `iem collect WORKBOOK -o FILE`, or mend the JSON by hand".to_owned()
            }
            Self::SnapshotSchema { found: Some(_), .. } => {
                "collect it again with this version of iem: `iem collect WORKBOOK -o FILE`".to_owned()
            }
            Self::SnapshotSchema { found: None, .. } => {
                "give a file that `iem collect` or `--save-snapshot` wrote".to_owned()
            }
            Self::TakenLater { taken_at, .. } => format!(
                "judge that moment or a later one, as with `--now {taken_at}`, or give an earlier snapshot; \
                 without `--now` the clock of this machine counts, which `date -u` shows"
            ),
            Self::Json(_) => "please report it, with the snapshot after `--redact`".to_owned(),
            #[cfg(not(feature = "aws"))]
            Self::NoAws => "judge a saved snapshot: `iem check WORKBOOK --snapshot FILE`; or build with AWS support: \
                            `cargo install --path cli` (the feature `aws` is on by default)"
                .to_owned(),
            #[cfg(feature = "aws")]
            Self::Collect(_) => "try `aws sts get-caller-identity` with the same profile".to_owned(),
            Self::NothingToAsk { .. } => "list resources with their account and region in section 6".to_owned(),
            Self::NoAnswer(silent) => silent.values().next().map(mend).unwrap_or_default(),
            Self::Silent { accounts, .. } => {
                let mend = accounts.first().map(|(_, _, silence)| mend(silence)).unwrap_or_default();
                format!("{mend}; `--write-anyway` writes what is known now and keeps the rest as of its day")
            }
            Self::NoReport { cause: NoReport::NoWindow, .. } => {
                "fill in Start and End of section 2, as `Dec 12, 2026 11:00 PM GMT +8`; `iem check` names the line"
                    .to_owned()
            }
            Self::NoReport { cause: NoReport::NotBegun { .. }, .. } => {
                "run it after that, and with `--snapshot` on what AWS answered after that".to_owned()
            }
            Self::Interrupted => "run it again to collect the rest".to_owned(),
            Self::UnknownRule { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`? `iem explain` lists every rule")
            }
            Self::UnknownRule { nearest: None, .. } => "`iem explain` lists every rule".to_owned(),
            Self::Exists { .. } => "give another name: `iem init FILE`".to_owned(),
            Self::Refused { refusal: Refusal::Broken(problems), .. } => {
                let help = problems.first().map(|problem| problem.help.as_str()).unwrap_or_default();
                format!("{help}; `iem check` draws the lines")
            }
            Self::Refused { refusal: Refusal::Harm { .. }, .. } => {
                "put the region's markers on lines of their own, outside of lists and code".to_owned()
            }
            Self::WriteToStream => "give the workbook's file, or leave out `--write`".to_owned(),
            Self::NoSarif => "use `--format json`, or junit for the success criteria".to_owned(),
            Self::Changed { .. } => "nothing was written; run it again".to_owned(),
            Self::Busy { .. } => "nothing was written; wait for it to end and run it again".to_owned(),
            Self::Update { .. } => {
                "the workbook is as it was; make room, or make the file and its folder writable".to_owned()
            }
            Self::NotOurs { .. } => {
                "nothing was written: move it away, choose another folder with `--out-dir DIR`, or use `--force`"
                    .to_owned()
            }
            Self::Write { path, cause } => match cause.kind() {
                io::ErrorKind::NotFound => "make its folder first, or give another file".to_owned(),
                io::ErrorKind::IsADirectory => format!("name a file in it, as {}", path.join("FILE").display()),
                io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "give another folder".to_owned(),
                io::ErrorKind::PermissionDenied => "make its folder writable, or give another place".to_owned(),
                _ => "make room there, or give another place".to_owned(),
            },
        }
    }

    /// 2 for what the user typed or wrote, 1 for everything else.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Workbook { .. }
            | Self::NotText { .. }
            | Self::NoReport { cause: NoReport::NoWindow, .. }
            | Self::TakenLater { .. }
            | Self::UnknownRule { .. }
            | Self::Refused { .. }
            | Self::NoSarif
            | Self::WriteToStream => 2,
            _ => 1,
        }
    }
}

/// Why accounts did not answer, each cause once.
fn causes(silent: &BTreeMap<String, Silence>) -> String {
    let mut accounts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (account, silence) in silent {
        accounts.entry(silence_cause(silence)).or_default().push(account);
    }
    if accounts.len() == 1 {
        return accounts.into_keys().collect();
    }
    let causes: Vec<String> =
        accounts.iter().map(|(cause, accounts)| format!("{}: {cause}", accounts.join(", "))).collect();
    causes.join("; ")
}

/// What makes an account answer, as a lowercase fragment.
fn mend(silence: &Silence) -> String {
    let fix = silence_fix(silence);
    let fix = fix.trim_end_matches('.');
    let mut letters = fix.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The path, or which stream a dash stands for.
fn name(path: &Path, stream: &str) -> String {
    if path == Path::new("-") { stream.to_owned() } else { path.display().to_string() }
}

/// The operating system's words, where ours are not clearer.
fn plain(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "there is no such file or directory".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "there is a file in its way".to_owned(),
        io::ErrorKind::StorageFull => "no space is left there".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => cause.to_string(),
    }
}
