//! What `iem plan` writes into the workbook, section by section.
//!
//! Each section has a file in `plan/` with one function that turns the plan's inputs into the
//! Markdown of one region that the tool owns.

mod checklist;
mod facts;
mod limits;
mod load_tests;
mod prewarming;
mod readiness;
mod recommendations;
pub(crate) mod scope;
mod sections;
mod timeline;
mod topology;
mod trusted_advisor;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

pub use self::sections::sections;
pub(crate) use self::timeline::step_day;
pub use crate::tracker::Written;
use crate::{
    event::Section,
    rule::Rule,
    scorecard::{self, Changes, Scorecard},
    snapshot::Snapshot,
    tracker::{History, ROUNDS, Record, Tracker, keep, sealed},
    workbook::{
        self, Workbook,
        write_back::{Done, Refusal, RegionText, WrittenBack, write_into},
    },
    workload::Workload,
};

/// What every section is written from.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The workbook as people wrote it, what AWS answered, and what the one means in the other.
    pub workload: &'a Workload<'a>,
    /// The verdicts on both.
    pub scorecard: &'a Scorecard,
    /// The moment of planning.
    pub now: Timestamp,
}

impl<'a> Plan<'a> {
    /// The workbook, with what follows from what it lists.
    pub fn workbook(&self) -> &'a Workbook {
        &self.workload.workbook
    }

    /// What AWS answered.
    pub fn snapshot(&self) -> &'a Snapshot {
        self.workload.snapshot
    }
}

/// Writes into a workbook's text what `regions` makes of it: [`regions`] or [`verdict`]. `plan` is
/// made from that text, and `rules` judge what is written. Returns the new text, and what the first
/// reading had to say.
///
/// # Errors
///
/// A [`Refusal`], when the workbook cannot be written.
pub fn write(
    rules: &[&'static Rule],
    plan: &Plan<'_>,
    text: &str,
    regions: fn(&Plan<'_>) -> Written,
) -> Result<(WrittenBack, Written), Refusal> {
    let written = regions(plan);
    let (mut back, mut workbook) = write_into(text, workbook::parse(text), &written.regions)?;
    for _ in 1..ROUNDS {
        let workload = Workload::new(&workbook, plan.snapshot());
        let scorecard = judge(rules, &workload, plan.now);
        let again = regions(&Plan { workload: &workload, scorecard: &scorecard, now: plan.now });
        let (again, after) = write_into(&back.text, workbook, &again.regions)?;
        if again.text == back.text {
            break;
        }
        workbook = after;
        back.text = again.text;
        for (region, later) in back.regions.iter_mut().zip(again.regions) {
            if region.done == Done::Unchanged {
                region.done = later.done;
            }
        }
    }
    Ok((back, written))
}

/// Everything that `iem plan` writes, in the order of the sections.
pub fn regions(plan: &Plan<'_>) -> Written {
    let mut written = judgement(plan, true);
    let day = History::read(plan.workbook().region("history")).written();
    written.regions.extend(sections(plan).into_iter().map(|(name, section, markdown)| {
        let known = plan.workbook().region(name);
        let markdown = day.map_or_else(|| markdown.clone(), |day| keep(name, known, &markdown, day));
        RegionText { name, section, markdown }
    }));
    written.regions.sort_by_key(|region| region.section);
    sealed(written, plan.workbook())
}

/// Sections 15 and 16 alone: the verdict and what has to be done about it.
pub fn verdict(plan: &Plan<'_>) -> Written {
    sealed(judgement(plan, false), plan.workbook())
}

/// Judges an event, and says what changed since the workbook was last written.
pub fn judge(rules: &[&'static Rule], workload: &Workload<'_>, now: Timestamp) -> Scorecard {
    let mut scorecard = scorecard::evaluate(rules, workload, now);
    scorecard.changes = changes(&workload.workbook, &scorecard);
    scorecard
}

/// What became of the findings since the last day before today on which the workbook was written.
pub fn changes(workbook: &Workbook, scorecard: &Scorecard) -> Option<Changes> {
    if workbook.region("action-items").is_empty() {
        return None;
    }
    let past = History::read(workbook.region("history"));
    Tracker::new(scorecard, workbook.region("action-items"), &past).changes
}

/// Accounts that answered when the workbook was written, each with the last day on which it did.
pub fn answered_before(workbook: &Workbook) -> BTreeMap<String, Date> {
    Record::read(workbook.region("history")).accounts
}

/// `is_whole` says that the sections are written as well.
fn judgement(plan: &Plan<'_>, is_whole: bool) -> Written {
    let past = History::read(plan.workbook().region("history"));
    let tracker = Tracker::new(plan.scorecard, plan.workbook().region("action-items"), &past);
    let mut history = past.with_today(plan.scorecard, &tracker);
    history.record = history.record.with_today(plan.workload, plan.scorecard, is_whole);
    let mut notices = tracker.notices.clone();
    notices.extend(history.notices.iter().cloned());
    Written {
        regions: vec![
            region("readiness", 15, readiness::markdown(plan.scorecard, &history)),
            region("action-items", 16, tracker.markdown()),
            region("history", 16, history.markdown()),
        ],
        notices,
        by_hand: Vec::new(),
    }
}

fn region(name: &'static str, section: u8, markdown: String) -> RegionText {
    RegionText { name, section: Section::Number(section), markdown }
}
