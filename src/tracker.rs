//! What the workbook remembers of earlier runs: the action items of section 16, its history, what stays of a section
//! that cannot be read any more, and the seals that tell a person's change from ours.

mod action_items;
mod digest;
mod history;
mod kept;
mod record;

pub(crate) use self::{
    action_items::{INTRO, Tracker, WrittenItem, open_ids, rule_of, written_items},
    digest::is_line as is_seal,
    history::History,
    kept::{NOT_DESCRIBED, keep},
    record::Record,
};
use crate::workbook::{self, Workbook, write_back::RegionText};

/// Rounds in which the workbook is written and read again. What is written moves the lines that it
/// may speak of, and settles in the second.
pub(crate) const ROUNDS: usize = 4;

/// What is written, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The regions, in the order of their sections.
    pub regions: Vec<RegionText>,
    /// What people wrote into a region that could not be kept as it was: whole sentences.
    pub notices: Vec<String>,
    /// Regions in which somebody changed by hand what the tool wrote.
    pub by_hand: Vec<&'static str>,
}

/// Each region with its digest, and a notice of what a person changed in it and is replaced.
pub(crate) fn sealed(mut written: Written, workbook: &Workbook) -> Written {
    for region in &mut written.regions {
        let known = workbook.region(region.name);
        let notices = digest::changed_by_hand(region.name, known, &region.markdown);
        if !notices.is_empty() {
            written.by_hand.push(region.name);
        }
        written.notices.extend(notices);
        region.markdown = format!("{}\n{}", digest::line(region.name, &region.markdown), region.markdown);
    }
    // A notice repeats what people wrote into a region.
    for notice in &mut written.notices {
        *notice = workbook::without_secrets(notice);
    }
    written
}
