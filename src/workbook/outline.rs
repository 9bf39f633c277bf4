//! Markdown as a flat list of headings, bullets, paragraphs, tables and code, with spans.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::text::Text;

/// One block of the workbook, in the order of the text.
#[derive(Debug)]
pub(super) enum Block {
    /// A heading; level 1 is the highest.
    Heading { level: u8, ticked: Option<bool>, text: Text },
    /// A bullet. `depth` counts from 1; `list` tells one list from the next.
    Item { depth: usize, list: usize, ticked: Option<bool>, text: Text },
    /// A paragraph; inside of a bullet of depth 1 it has depth 2.
    Paragraph { depth: usize, text: Text },
    /// A table.
    Table(Table),
    /// Fenced code: inert, but a secret in it is still a secret.
    Code { depth: usize, text: Text },
}

/// A table as GitHub writes them.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) header: Vec<Text>,
    pub(super) rows: Vec<Row>,
}

/// A row has as many cells as the header, however many were written.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<Text>,
    pub(super) span: Range<usize>,
    pub(super) length: RowLength,
}

/// How many cells were written, against the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowLength {
    Short,
    Whole,
    Long,
}

pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS
}

/// Reads `text[body..]`. What starts inside of one of the sorted `owned` ranges is left out.
pub(super) fn read(text: &str, body: usize, owned: &[Range<usize>]) -> Vec<Block> {
    let mut outline = Outline { source: text, ..Outline::default() };
    let body_text = text.get(body..).unwrap_or_default();
    for (event, range) in Parser::new_ext(body_text, options()).into_offset_iter() {
        let range = range.start + body..range.end + body;
        let next = owned.partition_point(|region| region.end <= range.start);
        if owned.get(next).is_some_and(|region| region.start <= range.start) {
            continue;
        }
        outline.event(event, range);
    }
    outline.blocks
}

#[derive(Default)]
struct Outline<'t> {
    source: &'t str,
    blocks: Vec<Block>,
    /// Where running text goes: the block, heading or cell that is open.
    open: Option<Text>,
    ticked: Option<bool>,
    /// One entry per open list: whether its current item still waits for its first text.
    items: Vec<bool>,
    list: usize,
    table: Option<Table>,
    row_end: usize,
    indented_code: bool,
}

impl Outline<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(plain) => self.text(&plain, range),
            Event::Code(plain) => {
                let inner = self.source.get(range.clone()).and_then(|code| code.find(&*plain));
                let start = range.start + inner.unwrap_or(0);
                let source = if inner.is_some() { start..start + plain.len() } else { range };
                self.text(&plain, source);
            }
            Event::InlineHtml(html) => {
                let tag = html.trim_matches(['<', '>', '/', ' ']);
                if tag.eq_ignore_ascii_case("br") {
                    self.text("\n", range);
                } else if !html.starts_with("<!--") {
                    self.text(&html, range);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.text("\n", range),
            Event::TaskListMarker(ticked) => self.ticked = Some(ticked),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::List(_) => {
                self.close();
                if self.items.is_empty() {
                    self.list += 1;
                }
                self.items.push(false);
            }
            Tag::Item => {
                self.close();
                if let Some(fresh) = self.items.last_mut() {
                    *fresh = true;
                }
                self.open = Some(Text::of(range));
            }
            Tag::Paragraph if self.waits_for_item() => {}
            Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell => {
                self.close();
                self.open = Some(Text::of(range));
            }
            Tag::CodeBlock(kind) => {
                self.close();
                self.indented_code = matches!(kind, CodeBlockKind::Indented);
                self.open = Some(Text::of(range));
            }
            Tag::Table(_) => {
                self.close();
                self.table = Some(Table::default());
            }
            Tag::TableRow => {
                self.row_end = range.end;
                if let Some(table) = &mut self.table {
                    let length = RowLength::Whole;
                    table.rows.push(Row { cells: Vec::new(), span: range, length });
                }
            }
            Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. } => {}
            Tag::Link { dest_url, .. } => {
                if let Some(open) = &mut self.open {
                    open.push_link(dest_url, range);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::List(_) => {
                self.close();
                self.items.pop();
            }
            TagEnd::Item => {
                self.close();
                if let Some(fresh) = self.items.last_mut() {
                    *fresh = false;
                }
            }
            TagEnd::Paragraph => self.close(),
            TagEnd::Heading(level) => {
                let text = self.open.take().unwrap_or_else(|| Text::of(range));
                let ticked = self.ticked.take().or_else(|| box_of(text.as_str()));
                self.blocks.push(Block::Heading { level: level as u8, ticked, text });
            }
            TagEnd::CodeBlock => {
                if let Some(text) = self.open.take() {
                    let depth = self.items.len();
                    self.blocks.push(Block::Code { depth, text });
                }
            }
            TagEnd::TableCell => self.cell(range),
            TagEnd::TableRow => self.row(),
            TagEnd::Table => self.blocks.extend(self.table.take().map(Block::Table)),
            _ => {}
        }
    }

    fn text(&mut self, plain: &str, range: Range<usize>) {
        if let Some(open) = &mut self.open {
            open.push(plain, range);
        }
    }

    fn waits_for_item(&self) -> bool {
        self.items.last() == Some(&true) && self.open.as_ref().is_some_and(|open| open.as_str().is_empty())
    }

    /// Files the open bullet or paragraph.
    fn close(&mut self) {
        let Some(text) = self.open.take() else { return };
        let ticked = self.ticked.take();
        let depth = self.items.len();
        match self.items.last_mut() {
            Some(fresh) if *fresh => {
                *fresh = false;
                self.blocks.push(Block::Item { depth, list: self.list, ticked, text });
            }
            _ if text.as_str().trim().is_empty() => {}
            Some(_) => self.blocks.push(Block::Paragraph { depth: depth + 1, text }),
            None => self.blocks.push(Block::Paragraph { depth: 0, text }),
        }
    }

    fn cell(&mut self, range: Range<usize>) {
        let (Some(table), Some(text)) = (&mut self.table, self.open.take()) else { return };
        let Some(row) = table.rows.last_mut() else {
            table.header.push(text);
            return;
        };
        // A cell that was not written is empty and lies behind the row's last byte.
        if range.is_empty() && range.end == self.row_end {
            row.length = RowLength::Short;
        }
        row.cells.push(text);
        if row.cells.len() == table.header.len() {
            let rest = self.source.get(range.end..self.row_end).unwrap_or_default();
            if !rest.trim_matches(|char: char| char.is_whitespace() || char == '|').is_empty() {
                row.length = RowLength::Long;
            }
        }
    }

    fn row(&mut self) {
        self.open = None;
        self.ticked = None;
    }
}

/// Task marks are Markdown only in bullets; people put them in headings too.
fn box_of(heading: &str) -> Option<bool> {
    let mark = heading.trim_start().get(..3)?;
    match mark {
        "[x]" | "[X]" => Some(true),
        "[ ]" => Some(false),
        _ => None,
    }
}
