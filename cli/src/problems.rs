//! Draws what a person has to look at in the workbook, under the lines that it is about.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use iem_core::{problem::Problem, text::for_terminal};

use crate::output::Shell;

/// Problems that are drawn, and answers that are listed, unless everything is asked for.
const SHOWN: usize = 15;
/// Characters of a line that are looked at before, in and after a problem; what is drawn of them
/// is cut to the width of a terminal.
const MARGIN: usize = 5_000;

/// Says every problem: those with a value that cannot be read are drawn, and what nobody has
/// filled in yet is listed after them.
pub(crate) fn show(problems: &[Problem], name: &str, text: &str, shell: &Shell) {
    let shown = if shell.verbose > 0 { usize::MAX } else { SHOWN };
    for block in blocks(problems, name, text, shown, shell.colors_messages()) {
        shell.message(&format!("{block}\n"));
    }
}

fn blocks(problems: &[Problem], name: &str, text: &str, shown: usize, color: bool) -> Vec<String> {
    let name = for_terminal(name);
    let text = masked(text, problems);
    let lines = Lines::new(&text);
    let (missing, wrong): (Vec<_>, Vec<_>) = problems.iter().partition(|problem| problem.is_not_filled_in());
    let drawn = wrong.iter().take(shown).map(|problem| draw(problem, &name, &lines, color));
    let mut blocks: Vec<String> = drawn.chain(rest(wrong.len(), shown)).collect();
    let listed = missing
        .iter()
        .take(shown)
        .map(|problem| format!("{name}:{}  {}", problem.line, for_terminal(&problem.message)));
    let listed: Vec<String> = listed.chain(rest(missing.len(), shown)).collect();
    if !listed.is_empty() {
        blocks.push(listed.join("\n"));
    }
    blocks
}

/// The text with an asterisk for every byte of a secret, so that no line that is drawn repeats it.
fn masked(text: &str, problems: &[Problem]) -> String {
    let mut text = text.to_owned();
    for secret in problems.iter().filter(|problem| problem.code == Problem::SECRET) {
        let end = text.ceil_char_boundary(secret.span.end);
        let start = text.floor_char_boundary(secret.span.start.min(end));
        let mask = |char: char| if char == '\n' { "\n".to_owned() } else { "*".repeat(char.len_utf8()) };
        let masked: String = text[start..end].chars().map(mask).collect();
        text.replace_range(start..end, &masked);
    }
    text
}

fn rest(all: usize, shown: usize) -> Option<String> {
    let rest = all.saturating_sub(shown);
    (rest > 0).then(|| format!("… and {rest} more (iem check -v shows all)"))
}

fn draw(problem: &Problem, name: &str, lines: &Lines<'_>, color: bool) -> String {
    let (before, marked, after) = lines.around(problem);
    let span = before.len()..before.len() + marked.len();
    let title = Level::WARNING.primary_title(for_terminal(&problem.message)).id(problem.code);
    let snippet = Snippet::source(format!("{before}{marked}{after}"))
        .line_start(problem.line)
        .path(name)
        .annotation(AnnotationKind::Primary.span(span));
    let mut group = title.element(snippet);
    if !problem.help.is_empty() {
        group = group.element(Level::HELP.message(for_terminal(&problem.help)));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// The workbook's text and where its lines begin, counted once.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The part of the problem's line that is drawn, safe for a terminal: before the problem,
    /// the problem, and after it.
    fn around(&self, problem: &Problem) -> (String, String, String) {
        let line_start = problem.line.checked_sub(1).and_then(|at| self.starts.get(at));
        let line_start = line_start.copied().unwrap_or(self.text.len());
        let line = self.text[line_start..].split('\n').next().unwrap_or_default();
        let line = line.trim_end_matches('\r');
        let at = |offset: usize| line.floor_char_boundary(offset.saturating_sub(line_start).min(line.len()));
        let (start, end) = (at(problem.span.start), at(problem.span.end));
        let (before, marked, after) = (&line[..start], &line[start..end.max(start)], &line[end.max(start)..]);
        let skipped = before.chars().count().saturating_sub(MARGIN);
        let before: String = before.chars().skip(skipped).collect();
        let before = if skipped > 0 { format!("…{before}") } else { before };
        let marked: String = marked.chars().take(MARGIN).collect();
        let after: String = after.chars().take(MARGIN).collect();
        (for_terminal(&before), for_terminal(&marked), for_terminal(&after))
    }
}

#[cfg(test)]
mod tests {
    use iem_core::problem::Problem;

    use super::blocks;

    const TEXT: &str = "# Event\r\n\r\n## Section 2: Calendar\r\n- Start: soon ü\r\n- End:\r\n";

    fn problem(text: &str, marked: &str, message: &str) -> Problem {
        let start = text.find(marked).unwrap();
        let span = start..start + marked.len();
        Problem::at(text, span, "unknown-date", message, "write Dec 12, 2026 08:00 PM GMT +8")
    }

    #[test]
    fn the_line_is_drawn_with_its_place() {
        let problem = problem(TEXT, "soon ü", "`soon ü` is not a date");
        insta::assert_snapshot!(blocks(&[problem], "event.md", TEXT, 15, false).join("\n"), @r#"
        warning[unknown-date]: `soon ü` is not a date
         --> event.md:4:10
          |
        4 | - Start: soon ü
          |          ^^^^^^
          |
          = help: write Dec 12, 2026 08:00 PM GMT +8
        "#);
    }

    #[test]
    fn a_secret_is_masked_on_every_line_that_is_drawn() {
        let text = "- https://shop.example.com password: hünter22 ok";
        let mut secret = problem(text, "hünter22", "a password");
        secret.code = Problem::SECRET;
        let other = problem(text, "ok", "another problem on the same line");
        let drawn = blocks(&[secret, other], "event.md", text, 15, false).join("\n");
        assert!(!drawn.contains("nter22"), "{drawn}");
        assert_eq!(drawn.matches("password: *********").count(), 2, "{drawn}");
    }

    #[test]
    fn what_is_not_filled_in_is_a_list_with_an_end() {
        let mut problem = problem(TEXT, "- End:", "section 2: End is not filled in");
        problem.code = Problem::NOT_FILLED_IN;
        let problems = vec![problem; 5];
        insta::assert_snapshot!(blocks(&problems, "event.md", TEXT, 2, false).join("\n"), @r#"
        event.md:5  section 2: End is not filled in
        event.md:5  section 2: End is not filled in
        … and 3 more (iem check -v shows all)
        "#);
        assert_eq!(blocks(&problems, "event.md", TEXT, usize::MAX, false)[0].lines().count(), 5);
    }

    #[test]
    fn hostile_lines_are_cut_and_escaped() {
        let text = format!("{}\u{1b}[2J\u{202e}bad{}", "x".repeat(100_000), "y".repeat(100_000));
        let problem = problem(&text, "bad", "\u{1b}[2J is not a date");
        let drawn = blocks(&[problem], "\u{1b}.md", &text, 15, false).join("\n");
        assert!(drawn.len() < 2_000, "{}", drawn.len());
        assert!(!drawn.contains(['\u{1b}', '\u{202e}']));
        assert!(drawn.contains("bad"));
    }

    #[test]
    fn places_outside_of_the_text_do_no_harm() {
        for (line, span) in [(0, 0..0), (99, 500..600), (4, 0..9_999)] {
            let problem =
                Problem { code: "unknown-date", span, line, column: 1, message: "?".into(), help: String::new() };
            assert_eq!(blocks(&[problem], "event.md", TEXT, 15, true).len(), 1);
        }
    }
}
