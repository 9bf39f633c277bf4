//! Tables inside of a region, with their cells as people wrote them, byte for byte.

use pulldown_cmark::{Event, Parser};

/// A table as it is written.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    /// Every row has as many cells as the header.
    pub(crate) rows: Vec<Vec<String>>,
}

/// What stands in a region.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) tables: Vec<Table>,
    /// Lines that are in no table.
    pub(crate) lines: Vec<String>,
}

impl Table {
    /// The first column of a name, however it is capitalized or emphasized.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| is(cell, name))
    }
}

/// Whether a header cell has a name.
pub(crate) fn is(cell: &str, name: &str) -> bool {
    let words = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).eq(name.split(' ').map(str::to_lowercase))
}

/// Reads tables and what is around them. A header needs the line of dashes below it, or a cell
/// that says `Id`.
pub(crate) fn read(text: &str) -> Content {
    let mut content = Content::default();
    let mut open: Option<Table> = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let cells = cells(line);
        if line.trim().is_empty() {
            content.tables.extend(open.take());
            content.lines.push(String::new());
        } else if let Some(table) = &mut open {
            table.rows.push(fitted(cells, table.header.len()));
        } else if line.contains('|')
            && (cells.iter().any(|cell| is(cell, "id")) || lines.peek().is_some_and(|next| is_dashes(next)))
        {
            lines.next_if(|next| is_dashes(next));
            open = Some(Table { header: cells, rows: Vec::new() });
        } else {
            content.lines.push(line.trim_end().to_owned());
        }
    }
    content.tables.extend(open);
    content
}

/// A table in GitHub's form; the cells must be Markdown already.
pub(crate) fn markdown(header: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    // Space around a cell would be gone when the table is read again.
    let row = |cells: &[String]| {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        format!("| {} |", cells.join(" | "))
    };
    let dashes = vec!["---".to_owned(); header.len()];
    let lines: Vec<String> = [row(header), row(&dashes)].into_iter().chain(rows.map(|cells| row(&cells))).collect();
    lines.join("\n")
}

/// The words of a cell, without emphasis, links and escapes.
pub(crate) fn plain(cell: &str) -> String {
    let mut words = String::new();
    for event in Parser::new(cell) {
        if let Event::Text(text) | Event::Code(text) = event {
            words.push_str(&text);
        }
    }
    // What keeps `@` from calling people in Markdown is none of the words.
    words.replace('\u{200b}', "").trim().to_owned()
}

fn is_dashes(line: &str) -> bool {
    let is_rule = |cell: &String| {
        let dashes = cell.trim_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    line.contains('-') && cells(line).iter().all(is_rule)
}

/// The cells of a row. A pipe behind a backslash is text.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut is_escaped = false;
    for c in line.chars() {
        if c == '|' && !is_escaped {
            cells.push(std::mem::take(&mut cell).trim().to_owned());
        } else {
            cell.push(c);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    if !cell.trim().is_empty() || cells.is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}

/// As many cells as the header has. What is written beyond goes to the last: whoever writes a
/// pipe into a remark means a character.
fn fitted(mut cells: Vec<String>, columns: usize) -> Vec<String> {
    if cells.len() > columns && columns > 0 {
        let last = cells.split_off(columns - 1);
        cells.push(last.join(r" \| "));
    }
    cells.resize(columns, String::new());
    cells
}

#[cfg(test)]
mod tests {
    use super::{cells, read};

    #[test]
    fn cells_are_what_stands_between_bare_pipes() {
        for (line, expected) in [
            ("| a | b |", vec!["a", "b"]),
            ("a|b", vec!["a", "b"]),
            ("|  a  ||  ", vec!["a", ""]),
            (r"| a \| b | `c` |", vec![r"a \| b", "`c`"]),
            (r"| a\\| b |", vec![r"a\\", "b"]),
            ("note", vec!["note"]),
            ("|", vec![""]),
        ] {
            assert_eq!(cells(line), expected, "{line}");
        }
    }

    #[test]
    fn rows_fit_their_header_and_lose_nothing() {
        let content = read("intro\n| **Id** | Remarks |\n|:--|--:|\n| a | x | y |\n| b |\n\n> later");
        assert_eq!(content.tables[0].rows, [["a", r"x \| y"], ["b", ""]]);
        assert_eq!(content.tables[0].column("id"), Some(0));
        assert_eq!(content.lines, ["intro", "", "> later"]);
    }
}
