//! `iem collect`: saves what AWS answers.

use iem_core::{snapshot, workbook};

use super::facts::{self, Facts, Question};
use crate::{
    args::CollectArgs,
    error::Error,
    input,
    output::{self, Shell},
};

pub(crate) fn run(args: &CollectArgs, shell: &Shell) -> Result<(), Error> {
    let workbook = workbook::parse(&input::workbook(&args.workbook)?);
    let question = Question::check(&workbook.event);
    if question.is_empty() {
        return Err(Error::NothingToAsk { path: args.workbook.clone() });
    }
    let facts = facts::ask(&question, &args.aws, super::now(), shell)?;
    // The snapshot of an earlier run holds more.
    facts.failure().map_or(Ok(()), Err)?;
    let Facts { mut snapshot, interrupted, .. } = facts;
    if args.redact {
        snapshot = snapshot::redact(&snapshot).map_err(Error::Json)?;
    }
    output::write_json(args.output.as_deref(), &snapshot)?;
    if interrupted {
        return Err(Error::Interrupted);
    }
    if let Some(file) = &args.output {
        let (workbook, file) = (input::name(&args.workbook), file.display());
        shell.message(&format!("next: `iem check {workbook} --snapshot {file}`"));
    }
    Ok(())
}
