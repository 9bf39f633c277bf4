//! Collects problems and, at the end, counts their lines and columns in one pass.

use std::{fmt::Write, ops::Range};

use super::text::Value;
use crate::{
    event::{Entry, Section},
    problem::Problem,
};

/// Longest piece of the workbook that a message repeats, in characters.
const LONGEST_QUOTE: usize = 80;

/// Problems found so far, and the line starts of the workbook.
pub(super) struct Problems {
    line_starts: Vec<usize>,
    found: Vec<(Range<usize>, &'static str, String, String)>,
}

impl Problems {
    pub(super) fn new(text: &str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { line_starts: std::iter::once(0).chain(after_breaks).collect(), found: Vec::new() }
    }

    pub(super) fn add(
        &mut self,
        span: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push((span, code, message.into(), help.into()));
    }

    /// Says that nobody has written `what` yet.
    pub(super) fn not_filled_in(&mut self, span: Range<usize>, section: Section, what: &str, help: impl Into<String>) {
        let message = format!("{}: {} is not filled in", name(section), quote(what));
        self.add(span, Problem::NOT_FILLED_IN, message, help);
    }

    /// How many problems there are, to tell whether a section added one.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Line of a byte offset, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// A value and the line that it stands on.
    pub(super) fn entry(&self, value: Value<'_>) -> Entry {
        Entry { text: value.words(), line: self.line(value.span().start) }
    }

    /// Byte offset of the first character of a line counted from 1.
    pub(super) fn line_start(&self, line: usize) -> usize {
        let index = line.saturating_sub(1).min(self.line_starts.len() - 1);
        self.line_starts[index]
    }

    /// Every problem in the order of the text. Columns are counted forwards from the problem
    /// before, so that a long line with many problems costs no more than a long line.
    pub(super) fn finish(mut self, text: &str) -> Vec<Problem> {
        self.found.sort_by_key(|(span, ..)| (span.start, span.end));
        let (mut at, mut column, mut last_line) = (0, 1, 1);
        let mut problems = Vec::with_capacity(self.found.len());
        let line_starts = std::mem::take(&mut self.line_starts);
        for (span, code, message, help) in self.found {
            let start = text.floor_char_boundary(span.start);
            let end = text.ceil_char_boundary(span.end).max(start);
            let line = line_starts.partition_point(|&line_start| line_start <= start);
            if line != last_line {
                (at, column, last_line) = (line_starts[line - 1], 1, line);
            }
            column += text[at..start].chars().filter(|&char| char != '\u{feff}').count();
            at = start;
            problems.push(Problem { code, span: start..end, line, column, message, help });
        }
        problems
    }
}

/// `section 2`, `appendix A`.
pub(super) fn name(section: Section) -> String {
    match section {
        Section::Number(number) => format!("section {number}"),
        Section::AppendixA => "appendix A".to_owned(),
        Section::AppendixB => "appendix B".to_owned(),
    }
}

/// A piece of the workbook, short and on one line.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::new();
    for (count, char) in text.trim().chars().enumerate() {
        if count == LONGEST_QUOTE {
            let _ = write!(quoted, "…");
            break;
        }
        quoted.push(if char.is_whitespace() { ' ' } else { char });
    }
    quoted
}
