//! A place in the workbook that needs a person.

use std::ops::Range;

/// Something that could not be read, contradicts itself, or is not filled in.
///
/// A problem costs the value it stands on, never the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Permanent kebab-case code.
    pub code: &'static str,
    /// Byte range in the workbook.
    pub span: Range<usize>,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Problem {
    /// Code of a value or section that nobody has filled in yet.
    pub const NOT_FILLED_IN: &'static str = "not-filled-in";

    /// Code of a credential in the workbook. Its span covers the secret: whoever draws the line
    /// must blot out every such span, whichever problem the line is drawn for.
    pub const SECRET: &'static str = "secret-in-workbook";

    /// Makes a problem at a byte range of `text`, whose line and column it counts.
    pub fn at(
        text: &str,
        span: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let start = text.floor_char_boundary(span.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            code,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span,
            message: message.into(),
            help: help.into(),
        }
    }

    /// Whether the value is merely missing, as in a fresh template.
    pub fn is_not_filled_in(&self) -> bool {
        self.code == Self::NOT_FILLED_IN
    }
}
