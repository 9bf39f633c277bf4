//! Where the facts come from: saved snapshots, or AWS.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use iem_core::{
    event::Event,
    plan,
    report::{self, Past},
    rules,
    snapshot::{self, Snapshot},
    source::{Answers, Task},
    text::for_terminal,
    workbook::Workbook,
};
use jiff::Timestamp;

use crate::{
    args::{AwsArgs, FactsArgs},
    error::Error,
    input,
    output::{self, Shell},
};

/// What is known.
pub(crate) struct Facts {
    pub(crate) snapshot: Snapshot,
    /// Whether the user stopped the collection.
    pub(crate) interrupted: bool,
    /// Which of the accounts that were to be asked answered.
    pub(crate) answers: Answers,
}

impl Facts {
    fn new(question: &Question<'_>, snapshot: Snapshot, interrupted: bool) -> Self {
        let accounts: BTreeSet<String> = question.tasks().into_iter().map(|task| task.account).collect();
        let answers = snapshot.answers(accounts.iter().map(String::as_str));
        Self { snapshot, interrupted, answers }
    }

    /// Why the run failed, where accounts were to be asked and none answered.
    pub(crate) fn failure(&self) -> Option<Error> {
        self.answers.are_missing().then(|| Error::NoAnswer(self.answers.silent.clone()))
    }

    /// Says why the run failed, before anything else is said, and what is left for it to do. `write` says how the
    /// workbook at `path` was to be written, if at all.
    pub(crate) fn weigh(&self, path: &Path, workbook: &Workbook, write: Write, shell: &Shell) -> Run {
        let failure = self.failure();
        let is_unanswered = failure.is_some();
        let refusal = if write == Write::Careful { self.refusal(path, workbook) } else { None };
        let error = failure.or(refusal);
        if let Some(error) = &error {
            shell.error(error);
        }
        let writes = match write {
            Write::Not => false,
            Write::Careful => error.is_none(),
            Write::Anyway => true,
        };
        Run { is_failed: error.is_some(), is_unanswered, writes }
    }

    /// Why the workbook may not be written: an account answered when it was written before, and does not now.
    fn refusal(&self, path: &Path, workbook: &Workbook) -> Option<Error> {
        let mut known = plan::answered_before(workbook);
        let silent = self.answers.silent.iter();
        let accounts: Vec<_> = silent
            .filter_map(|(account, silence)| Some((account.clone(), known.remove(account)?, silence.clone())))
            .collect();
        (!accounts.is_empty()).then(|| Error::Silent { path: path.to_owned(), accounts })
    }
}

/// How the workbook is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    /// Not at all.
    Not,
    /// Unless that loses what was known.
    Careful,
    /// Even so.
    Anyway,
}

impl Write {
    pub(crate) fn new(write: bool, anyway: bool) -> Self {
        match (write, anyway) {
            (false, _) => Self::Not,
            (true, false) => Self::Careful,
            (true, true) => Self::Anyway,
        }
    }
}

/// What is left for a run to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// Whether it ends with the exit code of a run that failed.
    pub(crate) is_failed: bool,
    /// Whether accounts were to be asked and none answered.
    pub(crate) is_unanswered: bool,
    /// Whether it writes the workbook.
    pub(crate) writes: bool,
}

impl Run {
    /// Exit code of a run that failed.
    pub(crate) const FAILED: u8 = 1;

    /// Writes a result. What an earlier run wrote into the file stays where this one got no answer.
    pub(crate) fn output(&self, file: Option<&Path>, text: &str, shell: &Shell) -> Result<(), Error> {
        match file {
            Some(file) if self.is_unanswered => {
                shell.message(&for_terminal(&format!("nothing was written to {}", file.display())));
                Ok(())
            }
            file => output::write(file, text),
        }
    }
}

/// What to ask AWS about an event.
#[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "this build asks nobody"))]
pub(crate) struct Question<'a> {
    event: &'a Event,
    plan: fn(&Event) -> BTreeSet<Task>,
    /// For tasks that ask about spans of time.
    past: Option<Past<'a>>,
}

impl<'a> Question<'a> {
    /// What the rules judge.
    pub(crate) fn check(event: &'a Event) -> Self {
        Self { event, plan: |event| rules::plan(&rules::all(), event), past: None }
    }

    /// What the review after the event is made from.
    pub(crate) fn report(event: &'a Event, past: Past<'a>) -> Self {
        Self { event, plan: report::plan, past: Some(past) }
    }

    /// Whether the workbook lists nothing that AWS can be asked about.
    pub(crate) fn is_empty(&self) -> bool {
        self.tasks().is_empty()
    }

    fn tasks(&self) -> BTreeSet<Task> {
        (self.plan)(self.event)
    }
}

/// Reads the facts or asks for them, and saves them where that is wanted and somebody answered.
pub(crate) fn get(question: &Question<'_>, args: &FactsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    let facts = if args.snapshots.is_empty() {
        ask(question, &args.aws, now, shell)?
    } else {
        Facts::new(question, read(&args.snapshots, now)?, false)
    };
    if let Some(file) = &args.save_snapshot
        && facts.failure().is_none()
    {
        output::write_json(Some(file), &facts.snapshot)?;
    }
    Ok(facts)
}

/// Joins saved snapshots.
fn read(files: &[PathBuf], now: Timestamp) -> Result<Snapshot, Error> {
    let mut joined: Option<Snapshot> = None;
    for file in files {
        let snapshot = input::snapshot(file, now)?;
        joined = Some(match joined {
            None => snapshot,
            Some(known) => snapshot::merge(known, snapshot).map_err(Error::Json)?,
        });
    }
    Ok(joined.unwrap_or_else(|| Snapshot::empty(Timestamp::UNIX_EPOCH)))
}

/// Asks AWS, with metrics up to `now`. Where the workbook lists nothing, nobody is asked.
pub(crate) fn ask(question: &Question<'_>, aws: &AwsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    if question.is_empty() {
        return Ok(Facts::new(question, Snapshot::empty(now), false));
    }
    ask_aws(question, aws, now, shell)
}

#[cfg(not(feature = "aws"))]
fn ask_aws(_question: &Question<'_>, _aws: &AwsArgs, _now: Timestamp, _shell: &Shell) -> Result<Facts, Error> {
    Err(Error::NoAws)
}

#[cfg(feature = "aws")]
fn ask_aws(question: &Question<'_>, aws: &AwsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    use iem_core::access::Access;

    use crate::collect::{self, Collected};

    let options = collect::Options {
        access: Access {
            profile: aws.profile.clone(),
            role: aws.role.clone(),
            external_id: aws.external_id.clone(),
            session: None,
        },
        region: aws.region.clone(),
        concurrency: aws.concurrency,
        limited: !aws.no_request_limits,
        timeout: aws.timeout,
        progress: shell.shows_progress(),
        verbose: shell.verbose,
    };
    let Question { event, plan, past } = question;
    let Collected { snapshot, calls, interrupted } =
        collect::collect(event, *plan, *past, &options, now).map_err(Error::Collect)?;
    if shell.verbose > 0 {
        for (service, number) in &calls {
            shell.message(&format!("{number:>6} requests to {service}"));
        }
    }
    Ok(Facts::new(&Question { event, plan: *plan, past: *past }, snapshot, interrupted))
}
