//! `iem report`: reviews the event after it.

use iem_core::{
    render,
    report::{self, Inputs, Past},
    workbook,
};

use super::facts::{self, Facts, Question};
use crate::{
    args::ReportArgs,
    error::Error,
    input,
    output::{self, Shell},
};

pub(crate) fn run(args: &ReportArgs, shell: &Shell) -> Result<(), Error> {
    let text = input::workbook(&args.workbook)?;
    let workbook = workbook::parse(&text);
    let now = args.facts.now.unwrap_or_else(super::now);
    let no_report = |cause| Error::NoReport { path: args.workbook.clone(), cause };
    // Without spans of time there is nothing to ask AWS.
    let spans = report::spans(workbook.event.window.as_ref(), now).map_err(no_report)?;
    let before = args.before.as_deref().map(input::snapshot).transpose()?;
    let question = Question::report(&workbook.event, Past { spans, before: before.as_ref() });
    let Facts { snapshot, interrupted } = facts::get(&question, &args.facts, now, shell)?;
    let inputs = Inputs { workbook: &workbook, text: &text, snapshot: &snapshot, before: before.as_ref(), now };
    let report = report::evaluate(&inputs).map_err(no_report)?;
    let file = args.output.output.as_deref();
    let options = render::Options { workbook: input::path(&args.workbook), ..shell.options(file) };
    output::write(file, &render::report(&report, args.output.format.into(), &options))?;
    if interrupted {
        shell.message("interrupted: what was not asked is not in the report");
    }
    Ok(())
}
