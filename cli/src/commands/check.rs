//! `iem check`: judges the event.

use std::{mem, process::ExitCode};

use iem_core::{
    event::{Event, Resource},
    plan::{self as core_plan, Plan},
    render, rules,
    scorecard::{self, Outcome},
    text::for_terminal,
    workbook,
    workload::Workload,
};

use super::{
    facts::{self, Facts, Question, Run, Write},
    plan,
};
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
    let now = args.facts.now.unwrap_or_else(super::now);
    let facts = facts::get(&Question::check(&workbook.event), &args.facts, now, shell)?;
    let write = Write::new(args.write, args.write_anyway);
    let run = facts.weigh(&args.workbook, &workbook, write, shell);
    let Facts { snapshot, interrupted, .. } = facts;
    let workload = Workload::new(&workbook, &snapshot);
    if shell.verbose > 0 {
        shell.message(&in_scope(workload.event()));
    }
    let scorecard = core_plan::judge(&rules::all(), &workload, now);
    let format = output::format(&args.output, shell);
    // The other formats hold the problems themselves.
    if matches!(format, Format::Terminal | Format::Junit | Format::Csv) {
        problems::show(&workbook.problems, &input::name(&args.workbook), &text, shell);
    }
    let file = args.output.file();
    let options = render::Options { workbook: input::path(&args.workbook), ..shell.options(file) };
    run.output(file, &render::render(&scorecard, format.into(), &options), shell)?;
    if run.writes {
        let plan = Plan { workload: &workload, scorecard: &scorecard, now };
        let report = plan::verdict(&args.workbook, &text, &plan, shell)?;
        shell.message(report.trim_end());
    }
    if interrupted {
        shell.message("interrupted: what was not asked could not be judged");
    }
    let code = if run.is_failed {
        ExitCode::from(Run::FAILED)
    } else {
        exit_code(scorecard::outcome(&scorecard, args.fail_on.into()))
    };
    // The process ends here: taking a hundred thousand facts apart again would be time lost.
    mem::forget((snapshot, scorecard));
    Ok(code)
}

/// Every resource, and why it is in scope.
fn in_scope(event: &Event) -> String {
    let line = |resource: &Resource, mark: &str| {
        let listed = || format!("listed on line {}", resource.line);
        let why = resource.found.clone().unwrap_or_else(listed);
        let account = resource.account.as_deref().unwrap_or("no account");
        let region = match resource.region.as_deref() {
            None if resource.kind.is_regional() => "no region",
            None => "global",
            Some(region) => region,
        };
        for_terminal(&format!("in scope: {} {} ({account} {region}): {why}{mark}", resource.kind.id(), resource.name))
    };
    let seen = event.resources.iter().map(|resource| line(resource, ""));
    let unseen = event.unseen.iter().map(|resource| line(resource, ", not described by AWS"));
    seen.chain(unseen).collect::<Vec<_>>().join("\n")
}

fn exit_code(outcome: Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome::Ready => 0,
        Outcome::Open => 3,
        Outcome::Unjudged => 4,
    })
}
