//! What `iem report` writes: section 18 and Appendix B.

use crate::tracker::{ROUNDS, Written, sealed};
use crate::{
    event::Section,
    render,
    report::{self, Inputs, NoReport, Report},
    workbook::{
        self, Workbook,
        write_back::{Refusal, RegionText, WrittenBack, write_back},
    },
    workload::Workload,
};

/// Why a review was not written.
#[derive(Debug)]
pub enum Unwritten {
    /// There is nothing to report.
    NoReport(NoReport),
    /// The workbook cannot be written.
    Refused(Refusal),
}

/// Writes the review into the workbook's text, `inputs.text`. What is written moves the lines that
/// it may speak of, and settles in the second round. Returns the new text, and what the first
/// reading had to say.
///
/// # Errors
///
/// [`Unwritten`].
pub fn write_review(inputs: &Inputs<'_>, report: &Report) -> Result<(WrittenBack, Written), Unwritten> {
    let written = regions(report, inputs.workbook);
    let mut back = write_back(inputs.text, &written.regions).map_err(Unwritten::Refused)?;
    for _ in 1..ROUNDS {
        let workload = Workload::new(&workbook::parse(&back.text), inputs.snapshot);
        let again = Inputs { workbook: &workload.workbook, text: &back.text, ..*inputs };
        let again = regions(&report::evaluate(&again).map_err(Unwritten::NoReport)?, &workload.workbook);
        let again = write_back(&back.text, &again.regions).map_err(Unwritten::Refused)?.text;
        if again == back.text {
            break;
        }
        back.text = again;
    }
    Ok((back, written))
}

fn regions(report: &Report, workbook: &Workbook) -> Written {
    let regions = vec![
        RegionText { name: "review", section: Section::Number(18), markdown: render::section_18(report) },
        RegionText { name: "usage", section: Section::AppendixB, markdown: render::appendix_b(report) },
    ];
    sealed(Written { regions, notices: Vec::new(), by_hand: Vec::new() }, workbook)
}
