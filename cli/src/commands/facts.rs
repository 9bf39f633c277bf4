//! Where the facts come from: saved snapshots, or AWS.

use std::path::PathBuf;

use iem_core::{
    event::Event,
    rules,
    snapshot::{self, Snapshot},
    source,
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

/// Reads the facts or asks for them, and saves them where that is wanted.
pub(crate) fn get(event: &Event, args: &FactsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    let facts = if args.snapshots.is_empty() { ask(event, &args.aws, now, shell)? } else { read(&args.snapshots)? };
    if let Some(file) = &args.save_snapshot {
        output::write(Some(file), &to_json(&facts.snapshot)?)?;
    }
    Ok(facts)
}

/// Joins saved snapshots.
fn read(files: &[PathBuf]) -> Result<Facts, Error> {
    let mut joined: Option<Snapshot> = None;
    for file in files {
        let snapshot = input::snapshot(file)?;
        joined = Some(match joined {
            None => snapshot,
            Some(known) => snapshot::merge(known, snapshot).map_err(Error::Json)?,
        });
    }
    let snapshot = joined.unwrap_or_else(|| Snapshot::empty(Timestamp::UNIX_EPOCH));
    Ok(Facts { snapshot, interrupted: false })
}

/// Whether the workbook lists anything that AWS can be asked about.
pub(crate) fn asks_anything(event: &Event) -> bool {
    !source::plan(&rules::all(), event).is_empty()
}

/// Asks AWS about everything that the workbook lists, with metrics up to `now`. Where it lists
/// nothing, nobody is asked.
pub(crate) fn ask(event: &Event, aws: &AwsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    if !asks_anything(event) {
        return Ok(Facts { snapshot: Snapshot::empty(now), interrupted: false });
    }
    ask_aws(event, aws, now, shell)
}

/// A snapshot as it is saved.
pub(crate) fn to_json(snapshot: &Snapshot) -> Result<String, Error> {
    Ok(serde_json::to_string_pretty(snapshot).map_err(Error::Json)? + "\n")
}

#[cfg(not(feature = "aws"))]
fn ask_aws(_event: &Event, _aws: &AwsArgs, _now: Timestamp, _shell: &Shell) -> Result<Facts, Error> {
    Err(Error::NoAws)
}

#[cfg(feature = "aws")]
fn ask_aws(event: &Event, aws: &AwsArgs, now: Timestamp, shell: &Shell) -> Result<Facts, Error> {
    use crate::collect::{self, Collected};

    let options = collect::Options {
        profile: aws.profile.clone(),
        region: aws.region.clone(),
        concurrency: aws.concurrency,
        timeout: aws.timeout,
        progress: shell.shows_progress(),
        verbose: shell.verbose,
    };
    let tasks = source::plan(&rules::all(), event);
    let Collected { snapshot, calls, interrupted } =
        collect::collect(event, &tasks, &options, now).map_err(Error::Collect)?;
    if shell.verbose > 0 {
        for (service, number) in &calls {
            shell.message(&format!("{number:>6} requests to {service}"));
        }
    }
    Ok(Facts { snapshot, interrupted })
}
