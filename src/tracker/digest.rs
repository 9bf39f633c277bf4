//! How a person's change to what the tool wrote is told from a change of the facts: the first line
//! of each region is a comment with a digest of what the tool wrote below it.
//!
//! A region without that line says nothing; it was written by an earlier version, or somebody took
//! the line out.

use std::collections::{BTreeMap, HashSet};

use crate::{hash::fnv1a, scorecard::item_id, workbook::region_table as table};

const OPEN: &str = "<!-- iem digest ";
const CLOSE: &str = " -->";

/// Columns of the action items that the tool writes and nobody else. `First seen` stays as people
/// correct it.
const CELLS: [&str; 6] = ["Status", "Before", "Description", "Reason", "Due", "Last seen"];

/// Hexadecimal digits per cell.
const DIGITS: usize = 3;

/// The comment for what is written into a region.
pub(super) fn line(name: &str, markdown: &str) -> String {
    let digest = if name == "action-items" {
        rows(markdown)
            .iter()
            .map(|(id, cells)| {
                format!("{}={}", key(id), cells.iter().flatten().map(|cell| seal(cell)).collect::<String>())
            })
            .collect()
    } else {
        vec![of_text(markdown)]
    };
    format!("{OPEN}{}{CLOSE}", digest.join(" "))
}

/// Whether a line is such a comment.
pub(crate) fn is_line(line: &str) -> bool {
    line.trim().starts_with(OPEN)
}

/// What a person changed in a region and `markdown` replaces, as whole sentences.
pub(super) fn changed_by_hand(name: &str, known: &str, markdown: &str) -> Vec<String> {
    let written = known.lines().map(str::trim).find_map(|line| line.strip_prefix(OPEN)?.strip_suffix(CLOSE));
    let Some(written) = written else { return Vec::new() };
    if name == "action-items" {
        return changed_rows(written, known, markdown);
    }
    let text = known;
    let known = of_text(known);
    if known == written || known == of_text(markdown) {
        return Vec::new();
    }
    let kept = if name == "history" { "the rows of earlier days stay, the rest" } else { "its text" };
    // Which of them a person wrote is not known; all that go are told, because nothing else keeps them.
    let new: HashSet<&str> = markdown.lines().map(str::trim).collect();
    let goes = |line: &&str| !line.is_empty() && !is_line(line) && !new.contains(line);
    let mut notices = vec![format!("region `{name}` was changed by hand; {kept} is written anew")];
    let gone = text.lines().map(str::trim).filter(goes);
    notices.extend(gone.map(|line| format!("region `{name}` loses the line: {line}")));
    notices
}

/// Cells that are not as they were written, and will not stay as they are; and rows that were gone.
fn changed_rows(written: &str, known: &str, markdown: &str) -> Vec<String> {
    let known = rows(known);
    // Without a single row of ours, the column of ids is gone, and that is said elsewhere.
    if known.is_empty() {
        return Vec::new();
    }
    let mut seals: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (key, cells) in written.split(' ').filter_map(|row| row.split_once('=')) {
        // Six digits that two rows share tell nothing about either.
        seals.entry(key).and_modify(|seal| *seal = None).or_insert(Some(cells));
    }
    let mut notices = Vec::new();
    for (id, new) in rows(markdown) {
        let Some(Some(seals)) = seals.get(key(&id)) else { continue };
        let Some(cells) = known.get(&id) else {
            notices.push(format!("action item {id} was taken out by hand and is back"));
            continue;
        };
        let is_changed = |at: &usize| {
            let was = seals.get(at * DIGITS..(at + 1) * DIGITS);
            // A column that is gone is said elsewhere.
            cells[*at].as_ref().is_some_and(|cell| was != Some(&seal(cell)) && cells[*at] != new[*at])
        };
        let changed: Vec<String> = (0..CELLS.len()).filter(is_changed).map(|at| format!("`{}`", CELLS[at])).collect();
        if !changed.is_empty() {
            notices.push(format!("action item {id}: {} changed by hand, written anew", changed.join(", ")));
        }
    }
    notices
}

/// The tool's cells of each row with an id.
fn rows(markdown: &str) -> BTreeMap<String, [Option<String>; CELLS.len()]> {
    let mut rows = BTreeMap::new();
    for table in table::read(markdown).tables {
        let Some(id) = table.column("Id") else { continue };
        let columns = CELLS.map(|name| table.column(name));
        for row in &table.rows {
            let cell = |at: usize| row.get(at).cloned().unwrap_or_default();
            let id = table::plain(&cell(id));
            if item_id::is_ours(&id) {
                rows.entry(id).or_insert_with(|| columns.map(|at| at.map(cell)));
            }
        }
    }
    rows
}

/// The six digits at the end of an action item's id.
fn key(id: &str) -> &str {
    id.rsplit('-').next().unwrap_or(id)
}

fn seal(cell: &str) -> String {
    format!("{:03x}", fnv1a(cell) >> (64 - 4 * DIGITS))
}

/// What an editor or a formatter changes on its own does not count: space, lines of tables, the
/// signs of emphasis, escapes.
fn of_text(markdown: &str) -> String {
    let lines = markdown.lines().filter(|line| !is_line(line));
    let counts = |c: &char| !c.is_whitespace() && !matches!(c, '|' | '-' | ':' | '*' | '_' | '\\');
    format!("{:016x}", fnv1a(&lines.flat_map(str::chars).filter(counts).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use crate::tracker::digest::{changed_by_hand, line};

    const ITEMS: &str = "| Id | Status | Before | Description | Reason | Due | Owner | First seen | Last seen | Remarks |\n\
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n\
        | asg-exists-web-6895fd | Red |  | asg web | is gone | 2026-11-20 | Kim | 2026-11-01 | 2026-11-02 | |\n\
        | asg-exists-api-29f7a0 | Red |  | asg api | is gone | 2026-11-20 |  | 2026-11-01 | 2026-11-02 | |";

    type Edit = fn(&str) -> String;

    fn told(name: &str, written: &str, edit: Edit, now: &str) -> String {
        let known = format!("{}\n{}", line(name, written), edit(written));
        changed_by_hand(name, &known, now).join("\n")
    }

    #[test]
    fn what_a_person_changed_is_named() {
        let edits: [(&str, Edit); 9] = [
            ("nothing", |text| text.to_owned()),
            ("an owner and a remark", |text| text.replace("Kim", "Alex").replace("| |", "| asked |")),
            ("a date of first sight", |text| text.replace("2026-11-01", "2026-10-01")),
            ("space", |text| text.replace(" | ", "  |  ").replace("---", "-----")),
            ("a status", |text| text.replacen("Red", "Closed", 1)),
            ("two cells", |text| text.replacen("Red", "Green", 1).replacen("is gone", "is fine", 1)),
            ("a row taken out", |text| text.lines().take(3).collect::<Vec<_>>().join("\n")),
            ("a row added", |text| format!("{text}\n| own | Red | | mine |")),
            ("the order of rows", |text| {
                let mut lines: Vec<&str> = text.lines().collect();
                lines.swap(2, 3);
                lines.join("\n")
            }),
        ];
        let told: Vec<String> =
            edits.iter().map(|(what, edit)| format!("{what}: {}", told("action-items", ITEMS, *edit, ITEMS))).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        nothing: 
        an owner and a remark: 
        a date of first sight: 
        space: 
        a status: action item asg-exists-web-6895fd: `Status` changed by hand, written anew
        two cells: action item asg-exists-web-6895fd: `Status`, `Reason` changed by hand, written anew
        a row taken out: action item asg-exists-api-29f7a0 was taken out by hand and is back
        a row added: 
        the order of rows: 
        ");
    }

    #[test]
    fn a_change_of_the_facts_is_no_change_by_hand() {
        let later = ITEMS.replace("Red", "Closed").replace("2026-11-02", "2026-11-03");
        assert_eq!(told("action-items", ITEMS, str::to_owned, &later), "");
        assert_eq!(told("limits", "64 vCPUs", str::to_owned, "128 vCPUs"), "");
    }

    #[test]
    fn a_region_is_named_unless_nothing_is_lost() {
        let edit = |text: &str| text.replace("64", "96");
        assert_eq!(
            told("limits", "| 64 | vCPUs |", edit, "| 64 | vCPUs |"),
            "region `limits` was changed by hand; its text is written anew\n\
             region `limits` loses the line: | 96 | vCPUs |"
        );
        assert_eq!(told("limits", "| 64 | vCPUs |", edit, "| 96 | vCPUs |"), "");
        assert_eq!(
            told("history", "red 64", edit, "red 65"),
            "region `history` was changed by hand; the rows of earlier days stay, the rest is written anew\n\
             region `history` loses the line: red 96"
        );
        let formatted = |text: &str| text.replace("| ", "|    ").replace('*', "_").replace('\n', "\r\n") + "\r\n";
        assert_eq!(told("limits", "| *64* | vCPUs |\n| --- | --- |", formatted, "| 65 | vCPUs |"), "");
    }

    #[test]
    fn a_region_without_a_digest_says_nothing() {
        assert!(changed_by_hand("limits", "\n96\n", "64").is_empty());
        assert!(changed_by_hand("action-items", ITEMS, "").is_empty());
        assert!(changed_by_hand("limits", "<!-- iem digest -->\n96\n", "64").is_empty());
    }
}
