//! A page of text as it grows: wrapped lines, colors, commands that stay whole.

use crate::{
    render::{
        Options,
        fix::{self, Part},
    },
    rule::Light,
    scorecard::labels,
    text::escape::for_terminal,
};

/// Stands for a space at which a line must not be wrapped.
const JOINER: char = '\u{e000}';

/// Keeps short code spans in one piece, so that they can be copied.
fn join_code(text: &str) -> String {
    let code = |(at, piece): (usize, &str)| {
        if at % 2 == 1 && piece.len() < 60 { piece.replace(' ', &JOINER.to_string()) } else { piece.to_owned() }
    };
    text.split('`').enumerate().map(code).collect::<Vec<_>>().join("`")
}

/// The text so far.
pub(crate) struct Page<'a> {
    pub(crate) text: String,
    pub(crate) options: &'a Options,
}

impl<'a> Page<'a> {
    pub(crate) fn new(options: &'a Options) -> Self {
        Self { text: String::new(), options }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.options.verbose
    }

    pub(crate) fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    pub(crate) fn heading(&mut self, title: &str) {
        let title = self.bold(title);
        self.raw(&title);
        self.blank();
    }

    /// Wraps a text that is indented throughout.
    pub(crate) fn line(&mut self, indent: &str, text: &str) {
        self.line_after(indent, indent, text);
    }

    /// Wraps a text behind a label. An empty text takes no line.
    pub(crate) fn line_after(&mut self, label: &str, indent: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let options = textwrap::Options::new(self.options.width)
            .break_words(false)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .initial_indent(label)
            .subsequent_indent(indent);
        for line in textwrap::wrap(&join_code(text), options) {
            self.raw(&line.replace(JOINER, " "));
        }
    }

    pub(super) fn fix(&mut self, fix: &str) {
        let mut label = "    fix: ";
        for part in fix::parts(fix) {
            match part {
                Part::Prose(prose) => self.line_after(label, "         ", &for_terminal(prose)),
                Part::Command(command) if label.trim().is_empty() => {
                    self.raw(&format!("           {}", for_terminal(command)));
                }
                Part::Command(command) => self.raw(&format!("{label}{}", for_terminal(command))),
            }
            label = "         ";
        }
    }

    pub(super) fn light(&self, light: Light) -> String {
        self.tinted(light, labels::light(light))
    }

    /// Another word in the color of a light.
    pub(crate) fn tinted(&self, light: Light, word: &str) -> String {
        let code = match light {
            Light::Red => "1;31",
            Light::Yellow => "1;33",
            Light::Gray => "1;90",
            Light::Green => "1;32",
        };
        self.paint(code, word)
    }

    pub(crate) fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.options.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
