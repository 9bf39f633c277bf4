//! What `iem plan` writes into the workbook, section by section.
//!
//! Each section has a file in `plan/` with one function that turns the plan's inputs into the
//! Markdown of one region that the tool owns.

mod action_items;
mod changes;
mod checklist;
mod facts;
mod history;
mod limits;
mod load_tests;
mod markdown;
mod prewarming;
mod readiness;
mod recommendations;
mod scope;
mod sections;
mod timeline;
mod topology;
mod trusted_advisor;

use jiff::Timestamp;

use self::{action_items::Tracker, history::History};
pub(crate) use self::{
    action_items::{WrittenItem, open_ids, rule_of, written_items},
    markdown::{number, number_to, word},
    timeline::step_day,
};
pub use self::{changes::Changes, sections::sections};
use crate::{
    event::Section,
    rule::Rule,
    scorecard::{self, Scorecard},
    snapshot::Snapshot,
    workbook::{
        self, Workbook,
        write_back::{Done, Refusal, RegionText, WrittenBack, write_back},
    },
};

/// Rounds in which the workbook is written and read again. What is written moves the lines that it
/// may speak of, and settles in the second.
const ROUNDS: usize = 4;

/// What every section is written from.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The workbook as people wrote it.
    pub workbook: &'a Workbook,
    /// What AWS answered.
    pub snapshot: &'a Snapshot,
    /// The verdicts on both.
    pub scorecard: &'a Scorecard,
    /// The moment of planning.
    pub now: Timestamp,
}

/// What is written, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The regions, in the order of their sections.
    pub regions: Vec<RegionText>,
    /// What became of the action items since the last day on which the workbook was written.
    pub changes: Changes,
    /// What people wrote into a region that could not be kept as it was: whole sentences.
    pub notices: Vec<String>,
}

/// Writes into a workbook's text what `regions` makes of it: [`regions`] or [`verdict`]. Returns the
/// new text, and what the first reading had to say.
///
/// # Errors
///
/// A [`Refusal`], when the workbook cannot be written.
pub fn write(
    rules: &[&'static Rule],
    text: &str,
    snapshot: &Snapshot,
    now: Timestamp,
    regions: fn(&Plan<'_>, &str) -> Written,
) -> Result<(WrittenBack, Written), Refusal> {
    let round = |text: &str| {
        let workbook = workbook::parse(text);
        let scorecard = scorecard::evaluate(rules, &workbook, snapshot, now);
        let plan = Plan { workbook: &workbook, snapshot, scorecard: &scorecard, now };
        let written = regions(&plan, text);
        write_back(text, &written.regions).map(|back| (back, written))
    };
    let (mut back, written) = round(text)?;
    for _ in 1..ROUNDS {
        let (again, _) = round(&back.text)?;
        if again.text == back.text {
            break;
        }
        back.text = again.text;
        for (region, later) in back.regions.iter_mut().zip(again.regions) {
            if region.done == Done::Unchanged {
                region.done = later.done;
            }
        }
    }
    Ok((back, written))
}

/// Everything that `iem plan` writes, in the order of the sections. `text` is the workbook's, for
/// what people wrote into the regions.
pub fn regions(plan: &Plan<'_>, text: &str) -> Written {
    let mut written = verdict(plan, text);
    let sections = sections(plan).into_iter();
    written.regions.extend(sections.map(|(name, section, markdown)| RegionText { name, section, markdown }));
    written.regions.sort_by_key(|region| region.section);
    written
}

/// Sections 15 and 16 alone: the verdict and what has to be done about it.
pub fn verdict(plan: &Plan<'_>, text: &str) -> Written {
    let inside = |name: &str| {
        let region = plan.workbook.regions.iter().find(|region| region.name == name)?;
        text.get(region.inside.clone())
    };
    let known_items = inside("action-items").unwrap_or_default();
    let known_history = inside("history").unwrap_or_default();
    let past = History::read(known_history);
    let tracker = Tracker::new(plan.scorecard, known_items, &past);
    let history = past.with_today(plan.scorecard, tracker.closed());
    let mut notices = tracker.notices.clone();
    notices.extend(history.notices.iter().cloned());
    Written {
        regions: vec![
            region("readiness", 15, readiness::markdown(plan, &tracker.changes, &history)),
            region("action-items", 16, tracker.markdown()),
            region("history", 16, history.markdown()),
        ],
        changes: tracker.changes,
        notices,
    }
}

fn region(name: &'static str, section: u8, markdown: String) -> RegionText {
    RegionText { name, section: Section::Number(section), markdown }
}
