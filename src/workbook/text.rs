//! Plain text that remembers where in the workbook it came from.

use std::ops::Range;

use super::secrets::{BLOT, REMOVED};

/// Plain text of a bullet, paragraph, heading or table cell: emphasis, code ticks and comments
/// are gone, a line break or `<br>` is a newline.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    plain: String,
    pieces: Vec<Piece>,
    links: Vec<Link>,
    block: Range<usize>,
}

/// A link whose label hides its address.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) address: String,
    /// Bytes of the whole link, label and address.
    pub(super) span: Range<usize>,
}

#[derive(Debug, Clone)]
struct Piece {
    at: usize,
    source: Range<usize>,
}

impl Text {
    /// Empty text of the block that spans `block`.
    pub(super) fn of(block: Range<usize>) -> Self {
        Self { block, ..Self::default() }
    }

    /// Adds plain text. What was blotted out reads as [`REMOVED`].
    pub(super) fn push(&mut self, plain: &str, source: Range<usize>) {
        if !plain.contains(BLOT) {
            self.piece(plain, source);
            return;
        }
        let is_exact = source.len() == plain.len();
        let mut at = 0;
        for part in plain.as_bytes().chunk_by(|a, b| (*a == BLOT as u8) == (*b == BLOT as u8)) {
            // Blots are one byte, so that no character is cut.
            let part = std::str::from_utf8(part).unwrap_or_default();
            let exact = source.start + at..source.start + at + part.len();
            at += part.len();
            let source = if is_exact { exact } else { source.clone() };
            if !part.starts_with(BLOT) {
                self.piece(part, source);
            } else if self.plain.ends_with(REMOVED) {
                if let Some(last) = self.pieces.last_mut() {
                    last.source.end = source.end;
                }
            } else {
                self.piece(REMOVED, source);
            }
        }
    }

    fn piece(&mut self, plain: &str, source: Range<usize>) {
        if !plain.is_empty() {
            self.pieces.push(Piece { at: self.plain.len(), source });
            self.plain.push_str(plain);
        }
    }

    /// Keeps the address that a link hides behind its label.
    pub(super) fn push_link(&mut self, address: &str, span: Range<usize>) {
        self.links.push(Link { address: address.replace(BLOT, ""), span });
    }

    /// One text out of several cells.
    pub(super) fn joined<'a>(parts: impl IntoIterator<Item = Value<'a>>) -> Self {
        let mut whole = Self::default();
        for part in parts {
            let span = part.span();
            if whole.plain.is_empty() {
                whole.block = span.clone();
            } else {
                whole.push(" ", span.start..span.start);
            }
            whole.push(part.as_str(), span);
        }
        whole
    }

    pub(super) fn as_str(&self) -> &str {
        &self.plain
    }

    /// Bytes of the block that holds the text.
    pub(super) fn block(&self) -> Range<usize> {
        self.block.clone()
    }

    pub(super) fn value(&self) -> Value<'_> {
        Value { text: self, part: &self.plain }.trim()
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = Value<'_>> {
        self.plain.split('\n').map(|part| Value { text: self, part }.trim())
    }

    fn source_of(&self, at: usize, is_end: bool) -> usize {
        let before = |piece: &Piece| if is_end { piece.at < at } else { piece.at <= at };
        let index = self.pieces.partition_point(before);
        let Some(piece) = index.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return self.block.start;
        };
        let next = self.pieces.get(index).map_or(self.plain.len(), |next| next.at);
        if piece.source.len() == next - piece.at {
            piece.source.start + (at - piece.at)
        } else if is_end {
            piece.source.end
        } else {
            piece.source.start
        }
    }
}

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    text: &'a Text,
    part: &'a str,
}

impl<'a> Value<'a> {
    pub(super) fn as_str(self) -> &'a str {
        self.part
    }

    pub(super) fn is_empty(self) -> bool {
        self.part.is_empty()
    }

    /// The same text, narrowed to `part`, which must have been cut out of it.
    pub(super) fn narrow(self, part: &'a str) -> Self {
        Self { part, ..self }
    }

    pub(super) fn trim(self) -> Self {
        self.narrow(self.part.trim())
    }

    /// Links in the whole text that the value was cut out of.
    pub(super) fn links(self) -> &'a [Link] {
        &self.text.links
    }

    /// The words, and in parentheses the addresses that links hide.
    pub(super) fn words_with_links(self) -> String {
        let hidden = self.links().iter().map(|link| link.address.as_str());
        let hidden = hidden.filter(|address| !self.part.contains(address));
        hidden.fold(self.words(), |text, address| format!("{text} ({address})"))
    }

    /// Byte range in the workbook.
    pub(super) fn span(self) -> Range<usize> {
        let start = (self.part.as_ptr() as usize).wrapping_sub(self.text.plain.as_ptr() as usize);
        let end = start.saturating_add(self.part.len());
        if self.text.plain.is_empty() || end > self.text.plain.len() {
            return self.text.block.clone();
        }
        let source = self.text.source_of(start, false);
        source..self.text.source_of(end, true).max(source)
    }

    /// Byte range in the workbook of a range of this value.
    pub(super) fn span_of(self, range: Range<usize>) -> Range<usize> {
        self.part.get(range).map_or_else(|| self.span(), |part| self.narrow(part).span())
    }

    /// The words, with single spaces.
    pub(super) fn words(self) -> String {
        words(self.part)
    }
}

/// The words of `text`, with single spaces.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
