//! What `iem report` writes: section 18 and Appendix B.

use crate::tracker::{ROUNDS, Written, sealed};
use crate::{
    event::Section,
    render,
    report::{self, Inputs, NoReport, Report},
    workbook::{
        self, Workbook,
        write_back::{Refusal, RegionText, WrittenBack, write_into},
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
    let read = workbook::parse(inputs.text);
    let (mut back, mut workbook) = write_into(inputs.text, read, &written.regions).map_err(Unwritten::Refused)?;
    for _ in 1..ROUNDS {
        let workload = Workload::new(&workbook, inputs.snapshot);
        let again = Inputs { workbook: &workload.workbook, text: &back.text, ..*inputs };
        let again = regions(&report::evaluate(&again).map_err(Unwritten::NoReport)?, &workload.workbook);
        let (again, after) = write_into(&back.text, workbook, &again.regions).map_err(Unwritten::Refused)?;
        if again.text == back.text {
            break;
        }
        (back.text, workbook) = (again.text, after);
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
