//! `iem permissions`: the least IAM policy.

use std::collections::BTreeSet;

use iem_core::{rules, source, workbook};

use crate::{args::PermissionsArgs, error::Error, input, output};

pub(crate) fn run(args: &PermissionsArgs) -> Result<(), Error> {
    let rules = rules::all();
    let Some(path) = &args.workbook else {
        return print(source::needed(&rules));
    };
    let workbook = workbook::parse(&input::workbook(path)?);
    let tasks = source::plan(&rules, &workbook.event);
    // A policy that allows nothing is no valid policy.
    if tasks.is_empty() {
        return Err(Error::NothingToAsk { path: path.clone() });
    }
    print(tasks.into_iter().map(|task| task.source).collect())
}

fn print(sources: BTreeSet<source::Source>) -> Result<(), Error> {
    output::write(None, &format!("{:#}\n", source::iam_policy(sources)))
}
