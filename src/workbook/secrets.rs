//! Finds credentials: by the words before them, by the pair of a user and a password, and by their
//! shape. It answers with positions only, and blots them out before anything else reads the
//! workbook, so that nothing that is read holds one.

mod addresses;
mod announced;
mod pairs;
mod shapes;
#[cfg(test)]
mod tests;
mod values;

use std::{borrow::Cow, collections::HashSet, ops::Range};

pub(super) use self::addresses::{bare_addresses, name};
use self::announced::{Kind, label, value};
use super::{
    outline::{self, Block, Table},
    text::{Text, Value},
};

/// Longest private key, in bytes.
const LONGEST_KEY: usize = 16 * 1024;

/// What every output says instead of a credential.
pub(super) const REMOVED: &str = "[removed]";

/// Stands for each byte of a credential, so that places in the text stay what they are. The control
/// character DEL means nothing in Markdown or YAML.
pub(super) const BLOT: char = '\u{7f}';

/// Byte ranges of credentials in `text`, sorted and apart. A label at the end of a line announces
/// the next line.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut announced = None;
    for line in lines(text) {
        let bare = text[line.clone()].trim_end();
        if bare.trim().is_empty() {
            continue;
        }
        let start = line.start;
        let here = in_line(bare, announced.take());
        found.extend(here.into_iter().map(|range| start + range.start..start + range.end));
        announced = label(bare);
    }
    found.extend(private_keys(text));
    apart(found)
}

/// The same for a whole workbook: its raw text, comments and front matter included, and then what
/// Markdown makes of it, where a column or a bullet announces what stands below it.
pub(super) fn in_workbook(text: &str, body: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut harmless = HashSet::new();
    for line in lines(text) {
        for cell in cells(&text[line.clone()]) {
            let start = line.start + cell.start;
            let bare = text[line.start..line.end][cell].trim_end();
            let here = in_line(bare, None);
            if here.is_empty() {
                harmless.insert(bare.trim_start());
            }
            found.extend(here.into_iter().map(|range| start + range.start..start + range.end));
        }
    }
    found.extend(private_keys(text));
    let mut reader = Reader { found, harmless, announced: None };
    for block in outline::read(text, body, &[]) {
        reader.block(&block);
    }
    apart(reader.found)
}

/// The text with every byte of the credentials blotted out; line breaks stay.
pub(super) fn blotted<'t>(text: &'t str, secrets: &[Range<usize>]) -> Cow<'t, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut blotted = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        blotted.push_str(&text[at..secret.start]);
        // Line breaks, and what indents a line or quotes it, stay: they are Markdown's.
        let mut is_margin = false;
        for char in text[secret.clone()].chars() {
            is_margin = matches!(char, '\n' | '\r') || (is_margin && " \t>".contains(char));
            if is_margin {
                blotted.push(char);
            } else {
                blotted.extend(std::iter::repeat_n(BLOT, char.len_utf8()));
            }
        }
        at = secret.end;
    }
    blotted.push_str(&text[at..]);
    Cow::Owned(blotted)
}

/// The text with [`REMOVED`] for every credential, for texts that leave the team.
pub(super) fn without(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut at = 0;
    for secret in find(text) {
        safe.push_str(&text[at..secret.start]);
        safe.push_str(REMOVED);
        at = secret.end;
    }
    safe + &text[at..]
}

/// Follows labels that stand in one block and have their value in the next.
struct Reader<'t> {
    found: Vec<Range<usize>>,
    /// Lines and cells of the raw text that hold none: Markdown makes most of them what they are.
    harmless: HashSet<&'t str>,
    /// Depth and kind of a label such as `Password:` that has its value in the next block.
    announced: Option<(usize, Kind)>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } => self.text(0, text, true),
            Block::Item { depth, text, .. } => self.text(*depth, text, false),
            Block::Paragraph { depth, text } => self.text(*depth, text, false),
            Block::Code { depth, text } => {
                let announced = self.announced.take().filter(|(above, _)| depth >= above).map(|(_, kind)| kind);
                for line in text.lines().filter(|line| !line.is_empty()) {
                    self.line(line, announced);
                }
            }
            Block::Table(table) => self.table(table),
        }
    }

    fn text(&mut self, depth: usize, text: &Text, is_heading: bool) {
        let announced = self.announced.take().filter(|(above, _)| depth > *above || (depth == 0 && !is_heading));
        let mut kind = announced.map(|(_, kind)| kind);
        for line in text.lines().filter(|line| !line.is_empty()) {
            self.line(line, kind);
            kind = label(line.as_str());
        }
        self.announced = kind.map(|kind| (depth, kind));
        for link in text.value().links() {
            if !in_line(&link.address, None).is_empty() {
                self.found.push(link.span.clone());
            }
        }
    }

    fn line(&mut self, line: Value<'_>, announced: Option<Kind>) {
        if announced.is_none() && self.harmless.contains(line.as_str()) {
            return;
        }
        self.found.extend(in_line(line.as_str(), announced).into_iter().map(|range| line.span_of(range)));
    }

    /// A cell is announced by the header of its column, or by the cell before it.
    fn table(&mut self, table: &Table) {
        self.announced = None;
        let header: Vec<_> = table.header.iter().map(|cell| label(cell.as_str())).collect();
        let rows = std::iter::once(&table.header).chain(table.rows.iter().map(|row| &row.cells));
        for (row, cells) in rows.enumerate() {
            let mut before = None;
            for (column, cell) in cells.iter().enumerate() {
                let above = header.get(column).copied().flatten().filter(|_| row > 0);
                // In a table of many columns a title such as `Admin password` is not a label.
                let before_it = before.take().map(|kind: Kind| if header.len() > 2 { kind.in_prose() } else { kind });
                let own = label(cell.as_str());
                self.cell(cell, above.or(before_it).filter(|_| own.is_none()));
                before = own;
            }
        }
    }

    fn cell(&mut self, cell: &Text, announced: Option<Kind>) {
        let mut kind = announced;
        for line in cell.lines().filter(|line| !line.is_empty()) {
            self.line(line, kind);
            kind = label(line.as_str()).or(announced);
        }
        for link in cell.value().links() {
            if !in_line(&link.address, None).is_empty() {
                self.found.push(link.span.clone());
            }
        }
    }
}

/// Credentials in one line, which may be announced as a whole.
fn in_line(line: &str, announced: Option<Kind>) -> Vec<Range<usize>> {
    let lower = lowercase(line);
    let mut found = shapes::find(line, &lower);
    found.extend(announced::find(line, &lower));
    found.extend(pairs::find(line, &lower));
    if let Some(kind) = announced {
        found.extend(value(kind, line));
    }
    found
}

/// From the line that begins a private key to the one that ends it; certificates are public.
fn private_keys(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text[at..].find("-----BEGIN ").map(|offset| at + offset) {
        let title_end = text[begin..].find('\n').map_or(text.len(), |offset| begin + offset);
        at = title_end;
        if !text[begin..title_end].contains("PRIVATE KEY") {
            continue;
        }
        let reach = text.floor_char_boundary(begin + LONGEST_KEY);
        let end = text[begin..reach].find("-----END ").map(|offset| begin + offset);
        // Without an end, the key goes on to the first line that no key has.
        let last = end.unwrap_or_else(|| {
            let is_key = |line: &Range<usize>| !text[line.clone()].trim().contains(' ');
            let behind = lines(&text[title_end..reach.max(title_end)]).skip(1);
            behind
                .map(|line| title_end + line.start..title_end + line.end)
                .take_while(is_key)
                .last()
                .map_or(title_end, |line| line.end)
        });
        let end = text[last..].find('\n').map_or(text.len(), |offset| last + offset);
        found.push(begin..if text[last..].starts_with("-----END") { end } else { last.max(title_end) });
        at = last.max(title_end);
    }
    found
}

/// Ranges of the lines of `text`, without their line breaks.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// Ranges of the cells of a line of a table; the whole line where it is none.
fn cells(line: &str) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = 0;
    let is_row = line.trim_start().starts_with('|') || line.contains(" | ");
    for (at, _) in line.match_indices('|').filter(|(at, _)| is_row && !line[..*at].ends_with('\\')) {
        cells.push(start..at);
        start = at + 1;
    }
    cells.push(start..line.len());
    cells
}

/// Sorts ranges and joins those that touch.
fn apart(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    found.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found.into_iter().filter(|range| !range.is_empty()) {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// `text` in lower case, every character in as many bytes as before.
fn lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = |char: char| {
        let mut small = char.to_lowercase();
        match (small.next(), small.next()) {
            (Some(one), None) if one.len_utf8() == char.len_utf8() => one,
            _ => char,
        }
    };
    text.chars().map(lower).collect()
}
