//! Tables, numbers and commands as the plan's sections write them.

use crate::{
    fix::shell_word,
    render::{fence, for_markdown, for_terminal},
};

/// A table. The cells are Markdown already; an empty one would say nothing, so there is none.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|{}", header.join(" | "), " --- |".repeat(header.len()));
    for row in rows {
        text.push_str("\n| ");
        text.push_str(&row.join(" | "));
        text.push_str(" |");
    }
    text
}

/// A bullet per line. The lines are Markdown already.
pub(super) fn bullets(lines: &[String]) -> String {
    lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

/// Text from AWS or the workbook as literal text; empty text is said to be empty.
pub(super) fn text(text: &str) -> String {
    if text.trim().is_empty() { "(empty)".to_owned() } else { for_markdown(text) }
}

/// A command on one line in a block of its own, to be copied whole.
pub(super) fn command(command: &str) -> String {
    let command = for_terminal(command);
    let fence = fence(&command);
    format!("{fence}sh\n{command}\n{fence}")
}

/// A name as one word of a command. One that would be altered on its way, or that looks like a
/// marker or an end of the block, is left for a person to fill in, as `<label>`.
pub(crate) fn word(label: &str, name: &str) -> String {
    if name.contains(['`', '<']) || for_terminal(name) != name {
        return format!("<{label}>");
    }
    shell_word(name)
}

/// A number with at most one decimal, and commas between thousands.
pub(crate) fn number(value: f64) -> String {
    number_to(value, 1)
}

/// A number with at most so many decimals, and commas between thousands.
pub(crate) fn number_to(value: f64, most: usize) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    let written = format!("{value:.most$}");
    let (whole, decimals) = written.split_once('.').unwrap_or((&written, ""));
    let decimals = decimals.trim_end_matches('0');
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if decimals.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::{command, number, number_to, table, text, word};

    #[test]
    fn numbers_are_read_at_a_glance() {
        let cases =
            [(0.0, "0"), (999.96, "1,000"), (1234.56, "1,234.6"), (-1e6, "-1,000,000"), (f64::NAN, "not a number")];
        for (value, written) in cases {
            assert_eq!(number(value), written);
        }
        assert_eq!([0, 2, 4].map(|most| number_to(1099.9512, most)), ["1,100", "1,099.95", "1,099.9512"]);
    }

    #[test]
    fn names_stay_in_their_cells_and_commands_in_their_blocks() {
        let row = vec![text("a | b\n| c |"), text(""), text("<!-- /iem:scope -->")];
        insta::assert_snapshot!(table(&["A", "B", "C"], &[row]), @r"
        | A | B | C |
        | --- | --- | --- |
        | a \| b \| c \| | (empty) | &lt;!-- /iem:scope --> |
        ");
        let words = ["web", "my group", "a` b", "<!-- /iem:scope -->", "two\nlines"].map(|name| word("name", name));
        assert_eq!(words, ["web", "'my group'", "<name>", "<name>", "<name>"]);
        insta::assert_snapshot!(command("aws x ```\n# y"), @r"
        ````sh
        aws x ``` # y
        ````
        ");
    }
}
