//! Markdown: tables, bullets, literal text, code.

use std::fmt::Write as _;

use super::escape::{for_markdown, for_terminal};

/// A table. The cells are Markdown already; an empty one would say nothing, so there is none.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|{}", header.join(" | "), " --- |".repeat(header.len()));
    for row in rows {
        text.push_str("\n| ");
        text.push_str(&row.join(" | "));
        text.push_str(" |");
    }
    text
}

/// A bullet per line. The lines are Markdown already.
pub(crate) fn bullets(lines: &[String]) -> String {
    lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

/// Text from AWS or the workbook as literal text; empty text is said to be empty.
pub(crate) fn text(text: &str) -> String {
    if text.trim().is_empty() { "(empty)".to_owned() } else { for_markdown(text) }
}

/// A command on one line in a block of its own, to be copied whole.
pub(crate) fn command(command: &str) -> String {
    let command = for_terminal(command);
    let fence = fence(&command);
    format!("{fence}sh\n{command}\n{fence}")
}

/// Escapes prose, but keeps its code spans. A span cannot end early: it holds no backtick.
pub(crate) fn inline(prose: &str) -> String {
    let pieces: Vec<&str> = prose.split('`').collect();
    let has_open_tick = pieces.len().is_multiple_of(2);
    if has_open_tick {
        return for_markdown(prose);
    }
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if at % 2 == 0 {
            text.push_str(&for_markdown(piece));
        } else if !piece.is_empty() {
            let _ = write!(text, "`{}`", for_terminal(piece));
        }
    }
    text
}

/// A fence that is longer than any run of backticks inside.
pub(crate) fn fence(command: &str) -> String {
    let longest = command.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::{command, table, text};

    #[test]
    fn names_stay_in_their_cells_and_commands_in_their_blocks() {
        let row = vec![text("a | b\n| c |"), text(""), text("<!-- /iem:scope -->")];
        insta::assert_snapshot!(table(&["A", "B", "C"], &[row]), @r"
        | A | B | C |
        | --- | --- | --- |
        | a \| b \| c \| | (empty) | &lt;!-- /iem:scope --> |
        ");
        insta::assert_snapshot!(command("aws x ```\n# y"), @r"
        ````sh
        aws x ``` # y
        ````
        ");
    }
}
