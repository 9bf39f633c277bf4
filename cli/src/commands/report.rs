//! `iem report`: reviews the event after it.

use std::{path::Path, process::ExitCode};

use iem_core::{
    render::{self, Unwritten},
    report::{self, Inputs, Past},
    workbook::{self, write_back::write_back},
    workload::Workload,
};

use super::{
    facts::{self, Facts, Question, Run, Write},
    plan::{save, tell},
};
use crate::{
    args::{Format, ReportArgs},
    error::Error,
    input,
    output::{self, Shell},
    problems,
};

pub(crate) fn run(args: &ReportArgs, shell: &Shell) -> Result<ExitCode, Error> {
    if args.write && args.workbook == Path::new("-") {
        return Err(Error::WriteToStream);
    }
    if args.output.format() == Format::Sarif {
        return Err(Error::NoSarif);
    }
    let text = input::workbook(&args.workbook)?;
    let workbook = workbook::parse(&text);
    let now = args.facts.now.unwrap_or_else(super::now);
    let no_report = |cause| Error::NoReport { path: args.workbook.clone(), cause };
    let refused = |refusal| Error::Refused { path: args.workbook.clone(), refusal };
    // A workbook that cannot be written is found out before AWS is asked.
    if args.write {
        write_back(&text, &[]).map_err(refused)?;
    }
    // Without spans of time there is nothing to ask AWS.
    let spans = report::spans(workbook.event.window.as_ref(), now).map_err(no_report)?;
    let before = args.before.as_deref().map(|file| input::snapshot(file, now)).transpose()?;
    let question = Question::report(&workbook.event, Past { spans, before: before.as_ref() });
    let facts = facts::get(&question, &args.facts, now, shell)?;
    let run = facts.weigh(&args.workbook, &workbook, Write::new(args.write, args.write_anyway), shell);
    let format = output::format(&args.output, shell);
    let Facts { snapshot, interrupted, .. } = facts;
    let workload = Workload::new(&workbook, &snapshot);
    problems::show(&workbook.problems, &input::name(&args.workbook), &text, shell);
    let inputs =
        Inputs { workbook: &workload.workbook, text: &text, snapshot: &snapshot, before: before.as_ref(), now };
    let report = report::evaluate(&inputs).map_err(no_report)?;
    let file = args.output.file();
    let options = render::Options { workbook: input::path(&args.workbook), ..shell.options(file) };
    run.output(file, &render::report(&report, format.into(), &options), shell)?;
    if run.writes {
        let (back, written) = render::write_review(&inputs, &report).map_err(|unwritten| match unwritten {
            Unwritten::NoReport(cause) => no_report(cause),
            Unwritten::Refused(refusal) => refused(refusal),
        })?;
        tell(&written, shell);
        shell.message(save(&args.workbook, &text, &back, &written)?.trim_end());
    }
    if interrupted {
        shell.message("interrupted: what was not asked is not in the report");
    }
    Ok(ExitCode::from(if run.is_failed { Run::FAILED } else { 0 }))
}
