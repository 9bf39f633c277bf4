//! `iem permissions`: the least IAM policy for everything that any command asks.

use iem_core::{
    discovery, report, rules,
    source::{self, Source},
    workbook,
};

use crate::{args::PermissionsArgs, error::Error, input, output};

pub(crate) fn run(args: &PermissionsArgs) -> Result<(), Error> {
    let Some(path) = &args.workbook else {
        return print(Source::ALL.iter().copied());
    };
    let workbook = workbook::parse(&input::workbook(path)?);
    let event = discovery::reach(&workbook.event);
    let mut tasks = source::plan(&rules::all(), &event);
    tasks.extend(report::plan(&event));
    // A policy that allows nothing is no valid policy.
    if tasks.is_empty() {
        return Err(Error::NothingToAsk { path: path.clone() });
    }
    print(tasks.into_iter().map(|task| task.source))
}

fn print(sources: impl Iterator<Item = Source>) -> Result<(), Error> {
    output::write(None, &format!("{:#}\n", source::iam_policy(sources)))
}
