//! The plan at a terminal: what each section holds in a few lines, what changed, what is next.
//! Tables are counted; the workbook shows their rows.

use pulldown_cmark::{CodeBlockKind, Event, Options as Syntax, Parser, Tag, TagEnd};

use crate::render::plan::{Document, PlannedRegion};
use crate::{
    render::{Options, terminal},
    text::{escape::for_terminal, number::count},
    tracker::INTRO,
};

/// Lines of a region that are shown without `-v`.
const LINES: usize = 5;

/// Characters of a line that are shown without `-v`.
const WIDTH: usize = 160;

/// Distinct values of a column that are worth counting.
const VALUES: usize = 6;

pub(super) fn render(document: &Document<'_>, options: &Options) -> String {
    let mut page = terminal::Page::new(options);
    terminal::header(&mut page, document.scorecard);
    terminal::areas(&mut page, document.scorecard);
    // What stands in section 15 is above and below.
    for region in document.regions.iter().filter(|region| region.name != "readiness") {
        section(&mut page, region);
    }
    terminal::changes(&mut page, document.scorecard);
    terminal::closing(&mut page, document.scorecard);
    page.text
}

fn section(page: &mut terminal::Page<'_>, region: &PlannedRegion) {
    let title = page.bold(&format!("Section {}: {}", region.section, region.name));
    page.raw(&title);
    // How to edit the table is of interest in the workbook alone.
    let lines = lines(region.markdown.strip_prefix(INTRO).unwrap_or(&region.markdown));
    let shown = if page.options.verbose { lines.len() } else { LINES };
    for line in lines.iter().take(shown) {
        let line = if page.options.verbose { line.clone() } else { short(line) };
        page.line_after("    ", "      ", &for_terminal(&line));
    }
    if lines.len() > shown {
        page.line("    ", &format!("and {} more; `-v` shows them", count(lines.len() - shown, "line")));
    }
    page.blank();
}

/// Paragraphs, headings and list items on a line each, commands as they are, tables counted.
fn lines(markdown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut text = String::new();
    let mut mark = "";
    let mut table: Option<Vec<Vec<String>>> = None;
    for event in Parser::new_ext(markdown, Syntax::ENABLE_TABLES | Syntax::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Item) => mark = "- ",
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) if &*language == "mermaid" => {
                mark = "mermaid"
            }
            Event::Start(Tag::Table(_)) => table = Some(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => table.iter_mut().for_each(|rows| rows.push(Vec::new())),
            Event::End(TagEnd::TableCell) => {
                let row = table.as_mut().and_then(|rows| rows.last_mut());
                row.into_iter().for_each(|row| row.push(std::mem::take(&mut text)));
            }
            Event::End(TagEnd::Table) => lines.extend(table.take().map(|rows| counted(&rows))),
            Event::End(TagEnd::CodeBlock) if mark == "mermaid" => {
                lines.push("a diagram as Mermaid source, in the workbook".to_owned());
                (text, mark) = (String::new(), "");
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock)
                if !text.is_empty() =>
            {
                lines.push(format!("{mark}{}", std::mem::take(&mut text).trim_end()));
                mark = "";
            }
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    lines
}

/// The first words of a long line.
fn short(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => {
            let cut = line[..end].rsplit_once(' ').map_or(&line[..end], |(words, _)| words);
            format!("{cut} …")
        }
        None => line.to_owned(),
    }
}

/// `25 rows by State: 10 open, 15 done`.
fn counted(rows: &[Vec<String>]) -> String {
    let (header, rows) = rows.split_first().map_or((&[][..], rows), |(header, rows)| (header.as_slice(), rows));
    let total = count(rows.len(), "row");
    let column = header.iter().position(|name| ["Status", "State", "Light"].contains(&name.as_str()));
    // In the order of the table, which has the worst first.
    let mut values: Vec<(&str, usize)> = Vec::new();
    for row in rows {
        let value = column.and_then(|at| row.get(at)).map_or("", String::as_str);
        match values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += 1,
            None => values.push((value, 1)),
        }
    }
    match column.and_then(|at| header.get(at)) {
        Some(name) if values.len() <= VALUES && values.len() < rows.len() => {
            let values: Vec<String> = values.iter().map(|(value, count)| format!("{count} {value}")).collect();
            format!("{total} by {}: {}", name.to_lowercase(), values.join("; "))
        }
        _ => format!("{total} of {}", header.join(", ")),
    }
}
