//! `iem demo`: the built-in example, always with the same result.

use iem_core::{example, render, rules, scorecard, workbook};

use crate::{
    args::OutputArgs,
    error::Error,
    output::{self, Shell},
};

pub(crate) fn run(args: &OutputArgs, shell: &Shell) -> Result<(), Error> {
    let workbook = workbook::parse(example::WORKBOOK);
    let snapshot = serde_json::from_str(example::SNAPSHOT).map_err(Error::Json)?;
    let scorecard = scorecard::evaluate(&rules::all(), &workbook, &snapshot, example::NOW);
    let file = args.output.as_deref();
    output::write(file, &render::render(&scorecard, args.format.into(), &shell.options(file)))?;
    shell.message(
        "\nThis was an example. For your own event: `iem init event.md`, fill it in, and run \
         `iem check event.md`.",
    );
    Ok(())
}
