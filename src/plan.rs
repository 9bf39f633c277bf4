//! What `iem plan` writes into the workbook, section by section.
//!
//! Each section has a file in `plan/` with one function that turns the plan's inputs into the
//! Markdown of one region that the tool owns.

mod checklist;
mod facts;
mod limits;
mod load_tests;
mod markdown;
mod prewarming;
mod recommendations;
mod scope;
mod sections;
mod timeline;
mod topology;
mod trusted_advisor;

use jiff::Timestamp;

use crate::{scorecard::Scorecard, snapshot::Snapshot, workbook::Workbook};

pub use sections::sections;

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
