//! The plan as one HTML page in the style of the scorecard's, to hand on or to print.

use maud::{PreEscaped, html};
use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::render::plan::{Document, PlannedRegion};
use crate::{
    render::html as layout,
    text::escape::{for_terminal, lines},
};

pub(super) fn render(document: &Document<'_>) -> String {
    let scorecard = document.scorecard;
    let sections: Vec<_> = document.regions.iter().map(|region| (region.name, title(region), None)).collect();
    let body = html! {
        (layout::header(scorecard, "Event plan", &sections))
        main {
            (layout::changes(scorecard))
            @if !document.notices.is_empty() {
                section aria-labelledby="notices" {
                    h2 #notices { "Not as people wrote it" }
                    ul { @for notice in document.notices { li { (layout::inline(notice)) } } }
                }
            }
            @for region in &document.regions {
                section.region aria-labelledby=(region.name) {
                    h2 #(region.name) { (title(region)) }
                    (PreEscaped(markdown(&region.markdown)))
                }
            }
        }
        (layout::footer(scorecard))
    };
    layout::page("Event plan", scorecard, &body)
}

/// `Section 16: action items`.
fn title(region: &PlannedRegion) -> String {
    format!("Section {}: {}", region.section, region.name.replace('-', " "))
}

/// Markdown in which nothing is passed through: HTML is shown as text, images as their
/// description, and links go to the web or within the page.
fn markdown(text: &str) -> String {
    let mut events: Vec<Event<'_>> = Vec::new();
    // Alignments of the header's cells that are still to come.
    let mut header: Vec<Alignment> = Vec::new();
    let mut is_head = false;
    let mut diagram = false;
    let mut links = Vec::new();
    for event in
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
    {
        match event {
            Event::Html(text) | Event::InlineHtml(text) | Event::Text(text) => {
                events.push(Event::Text(lines(&text).into()));
                if text.ends_with('\n') {
                    events.push(Event::Text("\n".into()));
                }
            }
            Event::Code(text) => events.push(Event::Code(for_terminal(&text).into())),
            // The page has the title and its sections above them.
            Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                events.push(Event::Start(Tag::Heading { level: HeadingLevel::H3, id, classes, attrs }));
            }
            Event::End(TagEnd::Heading(_)) => events.push(Event::End(TagEnd::Heading(HeadingLevel::H3))),
            Event::Start(Tag::Table(columns)) => {
                // Wide tables scroll in a box of their own, which the keyboard reaches.
                events.push(raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">"));
                header = columns.iter().rev().copied().collect();
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => events.extend([Event::End(TagEnd::Table), raw("</div>")]),
            Event::Start(Tag::TableHead) => {
                is_head = true;
                events.push(Event::Start(Tag::TableHead));
            }
            Event::End(TagEnd::TableHead) => {
                is_head = false;
                events.push(Event::End(TagEnd::TableHead));
            }
            Event::Start(Tag::TableCell) if is_head => events.push(raw(match header.pop() {
                Some(Alignment::Right) => "<th scope=\"col\" style=\"text-align: right\">",
                _ => "<th scope=\"col\">",
            })),
            Event::End(TagEnd::TableCell) if is_head => events.push(raw("</th>")),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) if &*language == "mermaid" => {
                diagram = true;
                events.push(raw("<figure><pre><code>"));
            }
            Event::End(TagEnd::CodeBlock) if diagram => {
                diagram = false;
                events.push(raw(
                    "</code></pre><figcaption>The diagram as Mermaid source; GitHub, GitLab and the Mermaid live \
                     editor draw it.</figcaption></figure>",
                ));
            }
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                links.push(is_harmless(dest_url));
                if links.last() == Some(&true) {
                    events.push(event);
                }
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(true) {
                    events.push(event);
                }
            }
            Event::Start(Tag::Image { .. } | Tag::HtmlBlock) | Event::End(TagEnd::Image | TagEnd::HtmlBlock) => {}
            event => events.push(event),
        }
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    html
}

fn raw(html: &'static str) -> Event<'static> {
    Event::InlineHtml(CowStr::Borrowed(html))
}

/// Whether an address opens a page or a mail, and runs nothing.
fn is_harmless(address: &str) -> bool {
    ["https://", "http://", "mailto:", "#"].iter().any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use crate::render::plan::page::markdown;

    #[test]
    fn markdown_becomes_html_and_nothing_else_does() {
        let text = "#### web & co\n\n| A | B |\n| --- | ---: |\n| `x` | **1** |\n\n```mermaid\nflowchart LR\n  a[\"<b>\"]\n```\n\n\
            <script>alert(1)</script>\n\nan <img src=x> ![pic](http://evil.example/p.png) \
            [run](javascript:alert(1)) [ok](https://example.com/?a=1&b=2)\u{202e}";
        insta::assert_snapshot!(markdown(text));
    }
}
