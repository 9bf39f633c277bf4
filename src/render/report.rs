//! Lays out the review of an event. No counting, sorting or judging happens here.

mod chart;
mod csv;
mod html;
mod junit;
mod markdown;
mod numbers;
mod place;
mod spark;
mod terminal;
#[cfg(test)]
mod tests;
mod words;
mod workbook;

pub use markdown::{appendix_b, section_18};
pub use workbook::{Unwritten, write_review};

use super::{Format, Options, json};
use crate::report::Report;

/// Lays out a review. The result ends with a newline.
///
/// SARIF tells of places in a file, and a review has none: the command line refuses it, and here it
/// gives the JSON report rather than a list of results that is empty for no good reason.
pub fn report(report: &Report, format: Format, options: &Options) -> String {
    match format {
        Format::Terminal => terminal::render(report, options),
        Format::Markdown => markdown::render(report),
        Format::Json | Format::Sarif => json(report),
        Format::Html => html::render(report),
        Format::Junit => junit::render(report),
        Format::Csv => csv::render(report),
    }
}
