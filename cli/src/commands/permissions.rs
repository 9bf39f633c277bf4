//! `iem permissions`: the least IAM policy for everything that any command asks.

use std::collections::BTreeSet;

use iem_core::{
    access::Access,
    discovery,
    event::Event,
    partition::Partition,
    report, rules,
    source::{self, Source, Task},
    workbook,
};

use crate::{
    args::PermissionsArgs,
    error::Error,
    input,
    output::{self, Shell},
};

pub(crate) fn run(args: &PermissionsArgs, shell: &Shell) -> Result<(), Error> {
    let Some(path) = &args.workbook else {
        return print(Source::ALL.iter().copied(), [Partition::AWS]);
    };
    let workbook = workbook::parse(&input::workbook(path)?);
    let event = discovery::reach(&workbook.event);
    let mut tasks = rules::plan(&rules::all(), &event);
    tasks.extend(report::plan(&event));
    // A policy that allows nothing is no valid policy.
    if tasks.is_empty() {
        return Err(Error::NothingToAsk { path: path.clone() });
    }
    let roles = roles(&workbook.event, &tasks);
    let partitions = tasks.iter().map(|task| event.partition(&task.account));
    print(tasks.iter().map(|task| task.source), partitions)?;
    if !roles.is_empty() {
        let roles = roles.into_iter().collect::<Vec<_>>().join(", ");
        shell.message(&format!(
            "note: this policy is for the roles; the credentials that iem starts with need `sts:AssumeRole` on {roles}"
        ));
    }
    Ok(())
}

/// Roles that the workbook says to assume in the accounts that are asked.
fn roles(event: &Event, tasks: &BTreeSet<Task>) -> BTreeSet<String> {
    let role = |task: &Task| {
        let access = event.access_of(&task.account, &Access::default());
        access.role_arn(&task.account, event.partition(&task.account))
    };
    tasks.iter().filter_map(role).collect()
}

fn print(sources: impl Iterator<Item = Source>, partitions: impl IntoIterator<Item = Partition>) -> Result<(), Error> {
    output::write(None, &format!("{:#}\n", source::iam_policy(sources, partitions)))
}
