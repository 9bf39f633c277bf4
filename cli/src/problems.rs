//! Draws what a person has to look at in the workbook, under the lines that it is about.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use iem_core::{problem::Problem, render::for_terminal};

use crate::output::Shell;

/// Problems that are drawn, and answers that are listed, unless everything is asked for.
const SHOWN: usize = 15;
/// Characters of a line that are drawn on each side of a problem's start.
const MARGIN: usize = 120;

/// Says every problem: those with a value that cannot be read are drawn, and what nobody has
/// filled in yet is listed after them.
pub(crate) fn show(problems: &[Problem], name: &str, text: &str, shell: &Shell) {
    let name = for_terminal(name);
    let (missing, wrong): (Vec<_>, Vec<_>) =
        problems.iter().partition(|problem| problem.is_not_filled_in());
    let shown = if shell.verbose > 0 { usize::MAX } else { SHOWN };
    let lines = Lines::new(text);
    for problem in wrong.iter().take(shown) {
        shell.message(&draw(problem, &name, &lines, shell.colors_messages()));
        shell.message("");
    }
    say_rest(wrong.len(), shown, shell);
    for problem in missing.iter().take(shown) {
        let message = for_terminal(&problem.message);
        shell.message(&format!("{name}:{}  {message}", problem.line));
    }
    say_rest(missing.len(), shown, shell);
    if !missing.is_empty() {
        shell.message("");
    }
}

fn say_rest(all: usize, shown: usize, shell: &Shell) {
    if let Some(rest @ 1..) = all.checked_sub(shown) {
        shell.message(&format!("… and {rest} more (iem check -v shows all)"));
    }
}

fn draw(problem: &Problem, name: &str, lines: &Lines<'_>, color: bool) -> String {
    let (before, marked, after) = lines.around(problem);
    let span = before.len()..before.len() + marked.len();
    let source = format!("{before}{marked}{after}");
    let place = format!("{name}:{}:{}", problem.line, problem.column);
    let title = Level::WARNING.primary_title(for_terminal(&problem.message)).id(problem.code);
    let snippet = Snippet::source(source)
        .line_start(problem.line)
        .annotation(AnnotationKind::Primary.span(span));
    let mut report = vec![title.element(annotate_snippets::Origin::path(place)).element(snippet)];
    if !problem.help.is_empty() {
        report[0] = report[0].clone().element(Level::HELP.message(for_terminal(&problem.help)));
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report)
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
        let at = |offset: usize| {
            line.floor_char_boundary(offset.saturating_sub(line_start).min(line.len()))
        };
        let (start, end) = (at(problem.span.start), at(problem.span.end));
        let (before, marked, after) =
            (&line[..start], &line[start..end.max(start)], &line[end.max(start)..]);
        let skipped = before.chars().count().saturating_sub(MARGIN);
        let before: String = before.chars().skip(skipped).collect();
        let before = if skipped > 0 { format!("…{before}") } else { before };
        let marked: String = marked.chars().take(MARGIN).collect();
        let after: String = after.chars().take(MARGIN).collect();
        (for_terminal(&before), for_terminal(&marked), for_terminal(&after))
    }
}
