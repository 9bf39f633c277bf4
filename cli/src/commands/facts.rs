//! Where the facts come from: saved snapshots, or AWS.

use std::{collections::BTreeSet, path::PathBuf};

use iem_core::{
    event::Event,
    report::{self, Past},
    rules,
    snapshot::{self, Snapshot},
    source::{self, Task},
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
        Self { event, plan: |event| source::plan(&rules::all(), event), past: None }
    }

    /// What the review after the event is made from.
    pub(crate) fn report(event: &'a Event, past: Past<'a>) -> Self {
        Self { event, plan: report::plan, past: Some(past) }
    }

    /// Whether the workbook lists nothing that AWS can be asked about.
    pub(crate) fn is_empty(&self) -> bool {
        (self.plan)(self.event).is_empty()
    }
}

/// Reads the facts or asks for them, and saves them where that is wanted.
pub(crate) fn get(question: &Question<'_>, args: &FactsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    let facts =
        if args.snapshots.is_empty() { ask(question, &args.aws, now, shell)? } else { read(&args.snapshots, now)? };
    if let Some(file) = &args.save_snapshot {
        output::write_json(Some(file), &facts.snapshot)?;
    }
    Ok(facts)
}

/// Joins saved snapshots.
fn read(files: &[PathBuf], now: Timestamp) -> Result<Facts, Error> {
    let mut joined: Option<Snapshot> = None;
    for file in files {
        let snapshot = input::snapshot(file, now)?;
        joined = Some(match joined {
            None => snapshot,
            Some(known) => snapshot::merge(known, snapshot).map_err(Error::Json)?,
        });
    }
    let snapshot = joined.unwrap_or_else(|| Snapshot::empty(Timestamp::UNIX_EPOCH));
    Ok(Facts { snapshot, interrupted: false })
}

/// Asks AWS, with metrics up to `now`. Where the workbook lists nothing, nobody is asked.
pub(crate) fn ask(question: &Question<'_>, aws: &AwsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    if question.is_empty() {
        return Ok(Facts { snapshot: Snapshot::empty(now), interrupted: false });
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
    Ok(Facts { snapshot, interrupted })
}
