//! `iem plan`: writes what is known into the workbook.

use std::{fmt::Write as _, path::Path, process::ExitCode};

use iem_core::{
    plan::{self, Plan, Written},
    render::for_terminal,
    rules,
    snapshot::Snapshot,
    workbook::{
        self, Region,
        write_back::{Done, WrittenBack, write_back},
    },
};
use jiff::Timestamp;
use similar::{ChangeTag, TextDiff};

use super::facts::{self, Facts, Question};
use crate::{args::PlanArgs, error::Error, input, output, output::Shell, problems, write};

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
    let Facts { snapshot, interrupted } = facts::get(&Question::check(&workbook.event), &args.facts, now, shell)?;
    problems::show(&workbook.problems, &input::name(&args.workbook), &text, shell);
    if interrupted {
        shell.message("interrupted: what was not asked could not be judged");
    }
    let (back, written) = splice(&args.workbook, &text, &snapshot, now, plan::regions, shell)?;
    if args.write {
        output::write(None, &save(&args.workbook, &text, &back, &written)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.check {
        output::write(None, &diff(&text, &back.text, &input::name(&args.workbook)))?;
        return Ok(ExitCode::from(if back.text == text { 0 } else { STALE }));
    }
    output::write(None, &shown(&back.text, &written))?;
    shell.message(&format!("what changed {}; `--write` writes it into the workbook", written.changes.summary()));
    Ok(ExitCode::SUCCESS)
}

/// Writes sections 15 and 16 into the workbook's file and says what became of each region.
pub(super) fn verdict(
    path: &Path,
    text: &str,
    snapshot: &Snapshot,
    now: Timestamp,
    shell: &Shell,
) -> Result<String, Error> {
    let (back, written) = splice(path, text, snapshot, now, plan::verdict, shell)?;
    save(path, text, &back, &written)
}

fn splice(
    path: &Path,
    text: &str,
    snapshot: &Snapshot,
    now: Timestamp,
    regions: fn(&Plan<'_>, &str) -> Written,
    shell: &Shell,
) -> Result<(WrittenBack, Written), Error> {
    let (back, written) = plan::write(&rules::all(), text, snapshot, now, regions)
        .map_err(|refusal| Error::Refused { path: path.to_owned(), refusal })?;
    for notice in &written.notices {
        shell.message(&format!("note: {}", for_terminal(notice)));
    }
    Ok((back, written))
}

/// Writes the file and says what became of each region.
fn save(path: &Path, text: &str, back: &WrittenBack, written: &Written) -> Result<String, Error> {
    write::update(path, text, &back.text)?;
    let mut report = String::new();
    for region in &back.regions {
        let done = match region.done {
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
    let _ = writeln!(report, "what changed {}", written.changes.summary());
    for (kind, ids) in written.changes.kinds() {
        for id in ids.iter().filter(|_| written.changes.since.is_some()) {
            let _ = writeln!(report, "  {kind:<8} {id}");
        }
    }
    Ok(report)
}

/// The regions as they would stand in the workbook.
fn shown(text: &str, written: &Written) -> String {
    let workbook = workbook::parse(text);
    let is_written = |region: &&Region| written.regions.iter().any(|known| known.name == region.name);
    let regions = workbook.regions.iter().filter(is_written).filter_map(|region| text.get(region.whole.clone()));
    regions.map(|region| format!("{region}\n")).collect::<Vec<_>>().join("\n")
}

fn diff(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().header(name, &format!("{name} (fresh)")).to_string()
}
