//! The event workbook: Markdown in, [`Event`] and problems out.

use crate::{event::Event, problem::Problem};

/// A workbook that has been read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Workbook {
    /// What it says.
    pub event: Event,
    /// What a person has to look at, in the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads a workbook. Never fails: what cannot be read becomes a [`Problem`].
pub fn parse(_text: &str) -> Workbook {
    Workbook::default()
}

/// A new workbook.
pub const TEMPLATE: &str = "# Event workbook\n";
