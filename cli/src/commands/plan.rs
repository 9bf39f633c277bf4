//! `iem plan`: writes what is known into the workbook.

use std::{fmt::Write as _, path::Path, process::ExitCode};

use iem_core::{
    plan::{self, Plan, Written},
    render,
    render::plan::Document,
    rules,
    scorecard::Scorecard,
    text::for_terminal,
    workbook::{
        self,
        write_back::{Done, WrittenBack, write_back},
    },
    workload::Workload,
};
use similar::{ChangeTag, TextDiff};

use super::facts::{self, Facts, Question, Run, Write};
use crate::{
    args::PlanArgs,
    error::Error,
    input,
    output::{self, Shell},
    problems, write,
};

/// Exit code of a stale workbook.
const STALE: u8 = 3;

pub(crate) fn run(args: &PlanArgs, shell: &Shell) -> Result<ExitCode, Error> {
    if args.write && args.workbook == Path::new("-") {
        return Err(Error::WriteToStream);
    }
    let text = input::workbook(&args.workbook)?;
    let workbook = workbook::parse(&text);
    let now = args.facts.now.unwrap_or_else(super::now);
    // A workbook that cannot be written is found out before AWS is asked.
    write_back(&text, &[]).map_err(|refusal| Error::Refused { path: args.workbook.clone(), refusal })?;
    let facts = facts::get(&Question::check(&workbook.event), &args.facts, now, shell)?;
    let run = facts.weigh(&args.workbook, &workbook, Write::new(args.write || args.check, args.write_anyway), shell);
    // Who asked for nothing but the workbook hears why it stays as it is.
    if run.is_failed && !run.writes && (args.check || args.write && args.output.is_plain()) {
        return Ok(ExitCode::from(Run::FAILED));
    }
    let Facts { snapshot, interrupted, .. } = facts;
    let workload = Workload::new(&workbook, &snapshot);
    problems::show(&workbook.problems, &input::name(&args.workbook), &text, shell);
    if interrupted {
        shell.message("interrupted: what was not asked could not be judged");
    }
    let scorecard = plan::judge(&rules::all(), &workload, now);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now };
    let (back, written) = splice(&args.workbook, &text, &plan, plan::regions, shell)?;
    if args.check {
        output::write(None, &diff(&text, &back.text, &input::name(&args.workbook)))?;
        return Ok(ExitCode::from(if back.text == text { 0 } else { STALE }));
    }
    let report = match run.writes {
        true => Some(save(&args.workbook, &text, &back, &written)? + &changed(&scorecard)),
        false => None,
    };
    let file = args.output.file();
    match &report {
        Some(report) if args.output.is_plain() => output::write(None, report)?,
        _ => {
            let options = render::Options { workbook: input::path(&args.workbook), ..shell.options(file) };
            let format = output::format(&args.output, shell).into();
            run.output(file, &Document::new(&plan, &back.text, &written).render(format, &options), shell)?;
            match &report {
                Some(report) => shell.message(report.trim_end()),
                None if run.is_failed => {}
                None => shell.message("`--write` writes it into the workbook"),
            }
        }
    }
    Ok(ExitCode::from(if run.is_failed { Run::FAILED } else { 0 }))
}

/// Writes sections 15 and 16 into the workbook's file and says what became of each region.
pub(super) fn verdict(path: &Path, text: &str, plan: &Plan<'_>, shell: &Shell) -> Result<String, Error> {
    let (back, written) = splice(path, text, plan, plan::verdict, shell)?;
    Ok(save(path, text, &back, &written)? + &changed(plan.scorecard))
}

fn splice(
    path: &Path,
    text: &str,
    plan: &Plan<'_>,
    regions: fn(&Plan<'_>) -> Written,
    shell: &Shell,
) -> Result<(WrittenBack, Written), Error> {
    let (back, written) = plan::write(&rules::all(), plan, text, regions)
        .map_err(|refusal| Error::Refused { path: path.to_owned(), refusal })?;
    tell(&written, shell);
    Ok((back, written))
}

/// Says what people wrote that could not be kept.
pub(super) fn tell(written: &Written, shell: &Shell) {
    for notice in &written.notices {
        shell.message(&format!("note: {}", for_terminal(notice)));
    }
}

/// Writes the file and says what became of each region.
pub(super) fn save(path: &Path, text: &str, back: &WrittenBack, written: &Written) -> Result<String, Error> {
    write::update(path, text, &back.text)?;
    let mut report = String::new();
    for region in &back.regions {
        let done = match region.done {
            _ if written.by_hand.contains(&region.name) => "updated, had been changed by hand",
            Done::Unchanged => "unchanged",
            Done::Updated => "updated",
            Done::Created => "created",
            Done::NoSection => "not written: the workbook has no such section",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(report, "{:<16} {:<11} {done}", region.name, region.section_name());
    }
    let (mut added, mut removed) = (0, 0);
    for change in TextDiff::from_lines(text, &back.text).iter_all_changes() {
        added += usize::from(change.tag() == ChangeTag::Insert);
        removed += usize::from(change.tag() == ChangeTag::Delete);
    }
    let name = for_terminal(&path.display().to_string());
    if back.text == text {
        let _ = writeln!(report, "{name} is up to date");
    } else {
        let _ = writeln!(report, "{name} was written: {added} lines added, {removed} removed");
    }
    Ok(report)
}

/// What became of the action items since the last day.
fn changed(scorecard: &Scorecard) -> String {
    let mut text = format!("what changed {}\n", scorecard.what_changed());
    let changed = scorecard.changed();
    let width = changed.iter().map(|change| change.kind.len()).max().unwrap_or_default().max(8);
    for change in changed {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {:<width$} {}", change.kind, change.item_id());
    }
    text
}

fn diff(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().header(name, &format!("{name} (fresh)")).to_string()
}
