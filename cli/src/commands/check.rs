//! `iem check`: judges the event.

use std::{mem, process::ExitCode};

use iem_core::{
    render, rules,
    scorecard::{self, Outcome},
    workbook,
};

use super::facts::{self, Facts};
use crate::{
    args::{CheckArgs, Format},
    error::Error,
    input,
    output::{self, Shell},
    problems,
};

pub(crate) fn run(args: &CheckArgs, shell: &Shell) -> Result<ExitCode, Error> {
    let text = input::workbook(&args.workbook)?;
    let workbook = workbook::parse(&text);
    let now = args.now.unwrap_or_else(super::now);
    let Facts { snapshot, interrupted } = if args.snapshots.is_empty() {
        facts::ask(&workbook.event, &args.aws, now, shell)?
    } else {
        facts::read(&args.snapshots)?
    };
    if let Some(file) = &args.save_snapshot {
        output::write(Some(file), &facts::to_json(&snapshot)?)?;
    }
    let scorecard = scorecard::evaluate(&rules::all(), &workbook, &snapshot, now);
    // The other formats hold the problems themselves.
    if matches!(args.output.format, Format::Terminal | Format::Junit | Format::Csv) {
        problems::show(&workbook.problems, &input::name(&args.workbook), &text, shell);
    }
    let file = args.output.output.as_deref();
    let options = render::Options { workbook: input::path(&args.workbook), ..shell.options(file) };
    output::write(file, &render::render(&scorecard, args.output.format.into(), &options))?;
    if interrupted {
        shell.message("interrupted: what was not asked could not be judged");
    }
    let code = exit_code(scorecard::outcome(&scorecard, args.fail_on.into()));
    // The process ends here: taking a hundred thousand facts apart again would be time lost.
    mem::forget((snapshot, scorecard));
    Ok(code)
}

fn exit_code(outcome: Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome::Ready => 0,
        Outcome::Open => 3,
        Outcome::Unjudged => 4,
    })
}
