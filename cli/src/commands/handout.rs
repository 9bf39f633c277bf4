//! `iem handout`: documents for AWS Support, the on-call team, calendars and a shell.

use std::{
    fs,
    path::{Path, PathBuf},
};

use iem_core::{
    handout::{self, Handout},
    plan::Plan,
    rules, scorecard, workbook,
    workload::Workload,
};

use super::facts::{self, Facts, Question};
use crate::{
    args::HandoutArgs,
    error::Error,
    input,
    output::{self, Shell},
    problems,
};

pub(crate) fn run(args: &HandoutArgs, shell: &Shell) -> Result<(), Error> {
    let text = input::workbook(&args.workbook)?;
    let workbook = workbook::parse(&text);
    let now = args.facts.now.unwrap_or_else(super::now);
    let facts = facts::get(&Question::check(&workbook.event), &args.facts, now, shell)?;
    // The documents of an earlier run say more.
    facts.failure().map_or(Ok(()), Err)?;
    let Facts { snapshot, interrupted, .. } = facts;
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = scorecard::evaluate(&rules::all(), &workload, now);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now };
    let wanted = |handout: &Handout| args.only.is_empty() || args.only.iter().any(|kind| kind.names(handout));
    let files: Vec<(PathBuf, Handout)> = handout::all(&plan)
        .into_iter()
        .filter(wanted)
        .map(|handout| (target(&args.workbook, args.out_dir.as_deref(), handout.file_name), handout))
        .collect();
    // Nothing is written when one of them must not be.
    if let Some((path, _)) = files.iter().find(|(path, _)| !args.force && belongs_to_a_person(path)) {
        return Err(Error::NotOurs { path: path.clone() });
    }
    problems::show(&workbook.problems, &input::name(&args.workbook), &text, shell);
    if interrupted {
        shell.message("interrupted: what was not asked is not known in the hand-outs");
    }
    if let Some(folder) = &args.out_dir {
        fs::create_dir_all(folder).map_err(|cause| Error::Write { path: folder.clone(), cause })?;
    }
    for (path, handout) in files {
        output::write(Some(&path), &handout.text)?;
        let path = iem_core::text::for_terminal(&path.display().to_string());
        shell.message(&format!("wrote {path}: {}", handout.title));
    }
    Ok(())
}

/// `event.md` gets `event.case.md` beside it, or in the folder given.
fn target(workbook: &Path, folder: Option<&Path>, name: &str) -> PathBuf {
    let is_file = workbook != Path::new("-");
    let stem = workbook.file_stem().filter(|_| is_file).map_or_else(|| "event".into(), |stem| stem.to_os_string());
    let mut file = stem;
    file.push(format!(".{name}"));
    let beside = if is_file { workbook.parent().unwrap_or(Path::new("")) } else { Path::new("") };
    folder.unwrap_or(beside).join(file)
}

/// Whether something stands there that `iem handout` did not write. What cannot be read counts.
fn belongs_to_a_person(path: &Path) -> bool {
    path.symlink_metadata().is_ok() && !fs::read_to_string(path).is_ok_and(|text| handout::is_ours(&text))
}
