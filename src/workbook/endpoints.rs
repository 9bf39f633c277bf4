//! Section 5: what to watch. Credentials are reported by their place and never kept.

use std::ops::Range;

use super::{
    outline::Block,
    problems::Problems,
    record, secrets,
    section::Part,
    text::{Text, Value},
    value::{Answer, answer},
};
use crate::{event::Entry, problem::Problem};

/// Reads section 5.
pub(super) fn read(part: &Part<'_>, problems: &mut Problems) -> Vec<Entry> {
    let mut reader = Reader { entries: Vec::new(), announced: None, problems };
    let mut prompt = None;
    for block in &part.blocks {
        match block {
            Block::Item { depth, text, .. } | Block::Paragraph { depth, text } => {
                let value = text.value();
                if answer(value.as_str()) == Answer::Missing {
                    prompt.get_or_insert(value.span());
                    continue;
                }
                reader.text(*depth, value);
            }
            Block::Code { depth, text } => reader.code(*depth, text),
            Block::Table(table) => {
                record::lengths(table, reader.problems);
                reader.announced = None;
                reader.cells(&table.header, None);
                for row in &table.rows {
                    reader.cells(&row.cells, Some(&table.header));
                }
            }
            Block::Heading { .. } => reader.announced = None,
        }
    }
    let entries = reader.entries;
    if entries.is_empty() {
        let help = "list the addresses of dashboards and sites; share credentials elsewhere";
        let span = prompt.unwrap_or(part.heading.clone());
        problems.not_filled_in(span, part.section, "an endpoint", help);
    }
    entries
}

struct Reader<'p> {
    entries: Vec<Entry>,
    /// Depth of a label such as `Password:` that has its value in the next block.
    announced: Option<usize>,
    problems: &'p mut Problems,
}

impl Reader<'_> {
    fn text(&mut self, depth: usize, value: Value<'_>) {
        // The value of a bullet `Password:` is deeper; that of a paragraph is the next one.
        let is_announced = self.announced.take().is_some_and(|above| depth > above || depth == 0);
        if is_announced {
            self.report(value.span());
            return self.keep_addresses(value);
        }
        if secrets::announces(value.as_str()) {
            self.announced = Some(depth);
            self.keep_addresses(value);
            return;
        }
        if self.has_secret(value) || mentions_secret(value.as_str()) {
            return self.keep_addresses(value);
        }
        self.keep(value);
    }

    fn code(&mut self, depth: usize, text: &Text) {
        let is_announced = self.announced.take().is_some_and(|above| depth >= above);
        for line in text.lines().filter(|line| !line.is_empty()) {
            if is_announced {
                self.report(line.span());
                continue;
            }
            for range in secrets::find(line.as_str()) {
                self.report(line.span_of(range));
            }
        }
    }

    /// A cell is a secret below a header that announces one, or behind a cell that does.
    fn cells(&mut self, cells: &[Text], header: Option<&[Text]>) {
        let announces = |text: Option<&Text>| text.is_some_and(|text| secrets::announces(text.as_str()));
        let mut kept = Vec::new();
        let mut has_secret = false;
        for (index, cell) in cells.iter().enumerate() {
            let value = cell.value();
            if value.is_empty() || answer(value.as_str()) != Answer::Given {
                continue;
            }
            let before = index.checked_sub(1).and_then(|before| cells.get(before));
            let is_below = header.is_some_and(|header| announces(header.get(index)));
            let is_behind = announces(before);
            if (is_below || is_behind) && !announces(Some(cell)) {
                has_secret = true;
                self.report(value.span());
                continue;
            }
            if self.has_secret(value) || mentions_secret(value.as_str()) {
                has_secret = true;
                kept.extend(secrets::bare_addresses(value.as_str()));
            } else {
                kept.push(value.words_with_links());
            }
        }
        // The header of a wide table names columns; it is an entry only when it has an address.
        let is_entry = header.is_some() || kept.iter().any(|text| text.contains("://"));
        if is_entry && !kept.is_empty() && !(has_secret && kept.len() == 1 && header.is_none()) {
            let line = cells.first().map_or(0, |cell| self.problems.line(cell.value().span().start));
            self.entries.push(Entry { text: kept.join(" | "), line });
        }
    }

    /// Reports the secrets in a text and in the addresses behind its links.
    fn has_secret(&mut self, value: Value<'_>) -> bool {
        let in_text = secrets::find(value.as_str()).into_iter().map(|range| value.span_of(range));
        let links = value.links().iter();
        let in_links = links.filter(|link| !secrets::find(&link.address).is_empty());
        let spans: Vec<_> = in_text.chain(in_links.map(|link| link.span.clone())).collect();
        for span in &spans {
            self.report(span.clone());
        }
        !spans.is_empty()
    }

    fn report(&mut self, span: Range<usize>) {
        self.problems.add(
            span,
            Problem::SECRET,
            "section 5 holds a credential",
            "delete it here, change it where it is valid, and say where it is kept instead",
        );
    }

    fn keep(&mut self, value: Value<'_>) {
        let line = self.problems.line(value.span().start);
        self.entries.push(Entry { text: value.words_with_links(), line });
    }

    fn keep_addresses(&mut self, value: Value<'_>) {
        let mut addresses = secrets::bare_addresses(value.as_str());
        addresses.extend(value.links().iter().flat_map(|link| secrets::bare_addresses(&link.address)));
        if !addresses.is_empty() {
            let line = self.problems.line(value.span().start);
            self.entries.push(Entry { text: addresses.join(" "), line });
        }
    }
}

/// Whether the text speaks of a secret at all: what is near one is not kept.
fn mentions_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["password", "passwd", "secret", "token=", "api key", "apikey", "credential"]
        .iter()
        .any(|word| lower.contains(word))
}
