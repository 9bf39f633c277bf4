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
    let text = for_terminal(text);
    for (at, c) in text.char_indices() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' => safe.extend(['\\', c]),
            c => safe.push(c),
        }
        if refers(&text[..at], c, &text[at + c.len_utf8()..]) {
            safe.push_str(NOTHING);
        }
    }
    safe
}

/// A space of no width. It keeps a sign from what follows, and cannot be seen.
const NOTHING: &str = "&#8203;";

/// Whether GitHub or GitLab take a sign and what follows for a person, an issue, a request or the like:
/// `@example-team`, `#12`, `example/repo#7`, `!7`, `GH-9`. A reader would be called, or an issue linked.
fn refers(before: &str, sign: char, after: &str) -> bool {
    let is_behind_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let is_number = after.starts_with(|c: char| c.is_ascii_digit());
    match sign {
        '@' => !is_behind_word && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'),
        '#' | '!' | '$' | '%' | '&' | '~' => is_number,
        '-' => {
            let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            is_number && (word.eq_ignore_ascii_case("gh") || word.eq_ignore_ascii_case("gl"))
        }
        _ => false,
    }
}

/// Keeps the lines of a longer text, and makes each of them safe for a terminal.
pub(crate) fn lines(text: &str) -> String {
    text.lines().map(for_terminal).collect::<Vec<_>>().join("\n")
}

/// Makes text a part of an address: of a relative path, or of what follows `#`.
pub(crate) fn for_address(text: &str) -> String {
    utf8_percent_encode(text, ADDRESS).to_string()
}

const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use crate::text::escape::{for_markdown, for_terminal};

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
            ("orders #12 for @example-team", "orders #&#8203;12 for @&#8203;example-team"),
            (
                "see example/repo#7, group/repo!8 and GH-9",
                "see example/repo#&#8203;7, group/repo!&#8203;8 and GH-&#8203;9",
            ),
            (
                "(@a) dana@example.com #spring-sale 5 % us-east-1",
                "(@&#8203;a) dana@example.com #spring-sale 5 % us-east-1",
            ),
        ] {
            assert_eq!(for_markdown(hostile), shown);
        }
    }
}
