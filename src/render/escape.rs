//! Text from AWS and from workbooks is data: it must not steer a terminal or a Markdown reader.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Makes text safe for a terminal and puts it on one line. Control characters, escape
/// sequences and characters that reorder or hide text are shown as `\u{…}`.
pub fn for_terminal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => safe.push(' '),
            c if steers(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    safe
}

/// Control characters, bidirectional controls, invisible spaces, tag characters, and the two that
/// XML knows no way to write.
pub(crate) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// Makes text literal in a paragraph, list item or table cell of Markdown.
pub(crate) fn for_markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in for_terminal(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' => safe.extend(['\\', c]),
            c => safe.push(c),
        }
    }
    safe
}

/// Keeps the lines of a longer text, and makes each of them safe for a terminal.
pub(crate) fn lines(text: &str) -> String {
    text.lines().map(for_terminal).collect::<Vec<_>>().join("\n")
}

/// Makes text a part of an address: of a relative path, or of what follows `#`.
pub(super) fn for_address(text: &str) -> String {
    utf8_percent_encode(text, ADDRESS).to_string()
}

const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::{for_markdown, for_terminal};

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        for (hostile, shown) in [
            ("\u{1b}[2Jgone", r"\u{1b}[2Jgone"),
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("a\u{8}\u{7f}", r"a\u{8}\u{7f}"),
            ("abc\u{202e}cba", r"abc\u{202e}cba"),
            ("\u{2066}a\u{2069}", r"\u{2066}a\u{2069}"),
            ("\u{ffff}", r"\u{ffff}"),
            ("two\r\nlines\tand", "two  lines and"),
            ("Größe 東京 🎉", "Größe 東京 🎉"),
        ] {
            assert_eq!(for_terminal(hostile), shown);
        }
    }

    #[test]
    fn nothing_is_markup_in_markdown() {
        for (hostile, shown) in [
            ("a | b", r"a \| b"),
            ("<script>", "&lt;script>"),
            ("<!-- iem:scorecard -->", "&lt;!-- iem:scorecard -->"),
            ("[click](http://x)", r"\[click\](http://x)"),
            ("*a* _b_ `c` ~~d~~", r"\*a\* \_b\_ \`c\` \~\~d\~\~"),
            (r"\| &lt;", r"\\\| &amp;lt;"),
            ("one\n# two", "one # two"),
            ("\u{1b}[31m", r"\\u{1b}\[31m"),
        ] {
            assert_eq!(for_markdown(hostile), shown);
        }
    }
}
