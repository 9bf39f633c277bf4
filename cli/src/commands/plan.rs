//! `iem plan`: writes what is known into the workbook.

use std::{fmt::Write as _, path::Path, process::ExitCode};

use iem_core::{
    plan::{self, Plan, Written},
    rules, scorecard,
    workbook::{
        self,
        write_back::{Done, WrittenBack, write_back},
    },
};
use similar::{ChangeTag, TextDiff};

use super::facts::{self, Facts};
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
    let Facts { snapshot, interrupted } = facts::get(&workbook.event, &args.facts, now, shell)?;
    let scorecard = scorecard::evaluate(&rules::all(), &workbook, &snapshot, now);
    problems::show(&workbook.problems, &input::name(&args.workbook), &text, shell);
    let inputs = Plan { workbook: &workbook, snapshot: &snapshot, scorecard: &scorecard, now };
    let written = plan::regions(&inputs, &text);
    if interrupted {
        shell.message("interrupted: what was not asked could not be judged");
    }
    if args.write {
        let report = update(&args.workbook, &text, &written, shell)?;
        output::write(None, &report)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.check {
        let new = splice(&args.workbook, &text, &written, shell)?;
        let name = input::name(&args.workbook);
        output::write(None, &diff(&text, &new.text, &name))?;
        return Ok(ExitCode::from(if new.text == text { 0 } else { STALE }));
    }
    output::write(None, &shown(&written))?;
    shell.message(&format!("what changed {}; `--write` writes it into the workbook", written.changes.summary()));
    Ok(ExitCode::SUCCESS)
}

/// Writes the regions into the workbook's file and says what became of each.
pub(super) fn update(path: &Path, text: &str, written: &Written, shell: &Shell) -> Result<String, Error> {
    if path == Path::new("-") {
        return Err(Error::WriteToStream);
    }
    let new = splice(path, text, written, shell)?;
    write::update(path, text, &new.text)?;
    let mut report = String::new();
    for region in &new.regions {
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
    for change in TextDiff::from_lines(text, &new.text).iter_all_changes() {
        added += usize::from(change.tag() == ChangeTag::Insert);
        removed += usize::from(change.tag() == ChangeTag::Delete);
    }
    let name = path.display();
    if new.text == text {
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

fn splice(path: &Path, text: &str, written: &Written, shell: &Shell) -> Result<WrittenBack, Error> {
    for notice in &written.notices {
        shell.message(&format!("note: {}", iem_core::render::for_terminal(notice)));
    }
    write_back(text, &written.regions).map_err(|refusal| Error::Refused { path: path.to_owned(), refusal })
}

fn shown(written: &Written) -> String {
    let region = |region: &workbook::write_back::RegionText| {
        format!("<!-- iem:{name} -->\n{}\n<!-- /iem:{name} -->\n", region.markdown, name = region.name)
    };
    written.regions.iter().map(region).collect::<Vec<_>>().join("\n")
}

fn diff(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().header(name, &format!("{name} (fresh)")).to_string()
}
