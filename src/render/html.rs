//! The scorecard as one HTML page that asks nothing of the network: to hand on, to read on a
//! phone, to print.

mod finding;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub(crate) use self::finding::inline;

use crate::{
    rule::Light,
    scorecard::{AreaScore, Finding, Scorecard, gray_causes},
};
use crate::{scorecard::labels, text::escape::for_terminal};

const STYLE: &str = include_str!("html/style.css");

/// Nothing but the styles of the page itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

pub(super) fn render(scorecard: &Scorecard) -> String {
    let body = html! {
        (header(scorecard, "Event readiness", &sections(scorecard)))
        main {
            (areas(scorecard))
            (changes(scorecard))
            (finding::open(scorecard))
            (finding::gray(scorecard))
            (finding::accepted(scorecard))
            (problems(scorecard))
            (finding::ready(scorecard))
        }
        (footer(scorecard))
    };
    page("Event readiness", scorecard, &body)
}

/// A whole document of one kind about an event.
pub(crate) fn page(kind: &str, scorecard: &Scorecard, body: &Markup) -> String {
    let event = for_terminal(&labels::event(&scorecard.event));
    let title = format!("{kind}: {event} ({})", labels::meaning(scorecard.overall));
    frame(&title, "", body)
}

/// The frame of every page. `style` is what the page has beyond the styles that all share.
pub(super) fn frame(title: &str, style: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(style)) }
            }
            body { (body) }
        }
    };
    page.into_string() + "\n"
}

/// An entry of the table of contents: id, title, and the number of entries where that is told.
type Entry = (&'static str, String, Option<usize>);

/// The event, its verdict, and links to the sections of the page.
pub(crate) fn header(scorecard: &Scorecard, kind: &str, sections: &[Entry]) -> Markup {
    let event = &scorecard.event;
    html! {
        header class={ "band " (labels::light_id(scorecard.overall)) } {
            div.page {
                p.kicker { (kind) }
                h1 { (for_terminal(labels::event_name(event))) }
                @if let Some(customer) = &event.customer { p.customer { (for_terminal(customer)) } }
                p.verdict { (verdict(scorecard.overall, scorecard.accepted)) " " (labels::meaning(scorecard.overall)) }
                dl.facts {
                    div { dt { "Event" } dd { (for_terminal(&labels::window(event))) } }
                    @if let Some(to_go) = labels::to_go(scorecard) { div { dt { "Time left" } dd { (to_go) } } }
                    div { dt { "Traffic" } dd { (labels::peak(event)) } }
                    div { dt { "Judged on" } dd { (for_terminal(&scorecard.facts())) } }
                    div { dt { "Coverage" } dd { (labels::judged(scorecard)) } }
                }
                p.next { b { "Next: " } (inline(&scorecard.next_step())) }
                nav aria-label="Sections" {
                    ul {
                        @for (id, title, count) in sections {
                            li {
                                a href={ "#" (id) } { (title) }
                                @if let Some(count) = count { " " span.count { (count) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The sections that the page has, with the number of their entries.
fn sections(scorecard: &Scorecard) -> Vec<Entry> {
    let count = |is: fn(&Finding) -> bool| scorecard.findings.iter().filter(|finding| is(finding)).count();
    let sections = [
        ("changes", "What changed", scorecard.changed().len()),
        ("open", "Open findings", scorecard.open().filter(|finding| finding.light != Light::Gray).count()),
        ("gray", "Could not be judged", gray_causes(scorecard).iter().map(|cause| cause.findings.len()).sum()),
        ("accepted", "Accepted risks", count(|finding| finding.accepted.is_some())),
        ("problems", "Problems in the workbook", scorecard.problems.len()),
        ("ready", "Ready", count(|finding| finding.light == Light::Green)),
    ];
    let sections = sections.into_iter().filter(|(.., count)| *count > 0);
    sections.map(|(id, title, count)| (id, title.to_owned(), Some(count))).collect()
}

fn areas(scorecard: &Scorecard) -> Markup {
    html! {
        section aria-labelledby="areas" {
            h2 #areas { "Areas" }
            div.cards { @for area in &scorecard.areas { (card(area)) } }
        }
    }
}

fn card(area: &AreaScore) -> Markup {
    let counts = [
        ("red", area.red),
        ("yellow", area.yellow),
        ("gray", area.gray),
        ("green", area.green),
        ("accepted", area.accepted),
    ];
    html! {
        div class={ "card " (labels::light_id(area.light)) } {
            h3 { (labels::area(area.id)) }
            p { (verdict(area.light, area.accepted)) " " (labels::meaning(area.light)) }
            div.bar aria-hidden="true" {
                @for (name, count) in counts {
                    @if count > 0 { span class=(name) style={ "flex-grow:" (count) } {} }
                }
            }
            dl.counts { @for (name, count) in counts { div { dt { (name) } dd { (count) } } } }
        }
    }
}

/// What changed since the workbook was last written, where that is known.
pub(crate) fn changes(scorecard: &Scorecard) -> Markup {
    let changed = scorecard.changed();
    html! {
        @if scorecard.changes.is_some() {
            section aria-labelledby="changes" {
                h2 #changes { "What changed " (scorecard.what_changed()) }
                @if !changed.is_empty() {
                    table {
                        thead { tr { th.kind scope="col" { "Change" } th scope="col" { "Finding" } } }
                        tbody {
                            @for change in &changed {
                                tr { td.kind { (change.kind) } td { (for_terminal(&labels::changed(change))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn problems(scorecard: &Scorecard) -> Markup {
    if scorecard.problems.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="problems" {
            h2 #problems { "Problems in the workbook" }
            table {
                thead { tr { th.number scope="col" { "Line" } th scope="col" { "Problem" } th scope="col" { "Help" } } }
                tbody {
                    @for problem in &scorecard.problems {
                        tr {
                            td.number { (problem.line) ":" (problem.column) }
                            td { (for_terminal(&problem.message)) " " code.quiet { (problem.code) } }
                            td { (inline(&problem.help)) }
                        }
                    }
                }
            }
        }
    }
}

/// When was judged, and on what.
pub(crate) fn footer(scorecard: &Scorecard) -> Markup {
    let event = &scorecard.event;
    html! {
        footer {
            p { (labels::judged(scorecard)) "." }
            p {
                "Judged at " (for_terminal(&labels::moment(scorecard.generated_at, event)))
                " on " (for_terminal(&scorecard.facts()))
                ", by iem " (env!("CARGO_PKG_VERSION")) "."
            }
        }
    }
}

/// The light of an area or of the whole event.
fn verdict(worst: Light, accepted: usize) -> Markup {
    tinted(worst, &labels::verdict(worst, accepted))
}

/// A symbol, a word and a color.
pub(super) fn badge(light: Light) -> Markup {
    tinted(light, labels::light(light))
}

/// Another word in the color of a light.
pub(super) fn tinted(light: Light, word: &str) -> Markup {
    html! { span class={ "light " (labels::light_id(light)) } { (word) } }
}

#[cfg(test)]
mod tests {
    use super::{STYLE, render};
    use crate::{render::testing::tags, rules, scorecard::testing, text::escape::steers};

    #[test]
    fn a_whole_page() {
        let mut scorecard = testing::rich();
        // What the catalogue says about a rule is not of interest here.
        for (at, rule) in [(0, "asg-maximum"), (1, "asg-zones")] {
            scorecard.findings[at].rule = rule;
        }
        let page = render(&scorecard).replace(STYLE, "").replace("><", ">\n<");
        insta::assert_snapshot!(page.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }

    #[test]
    fn nothing_from_outside_is_markup() {
        let page = |text: &str| {
            let mut scorecard = testing::rich();
            testing::shout(&mut scorecard, text);
            render(&scorecard)
        };
        let calm = tags(&page("word"));
        assert!(calm.len() > 100);
        for hostile in [
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='x",
            "</style></title><svg/onload=x>",
            "--><!--",
            "&lt;b&gt;",
        ] {
            let page = page(hostile);
            assert_eq!(tags(&page), calm, "{hostile}");
            let shown = hostile.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            assert!(page.contains(&shown), "{shown} is not shown");
        }
        let obeyed = page("\u{1b}[2J\u{202e}x\u{0}\u{ffff}");
        assert!(!obeyed.replace(STYLE, "").trim_end().contains(steers));
    }

    #[test]
    fn references_are_links_that_tell_nobody_where_they_stand() {
        let page = render(&testing::rich());
        let rule = rules::find("asg-multi-az").unwrap();
        for link in rule.references {
            assert!(page.contains(&format!("<a href=\"{link}\" rel=\"noopener noreferrer\">")), "{link}");
        }
    }

    #[test]
    fn every_link_within_the_page_arrives() {
        let mut scorecard = testing::rich();
        scorecard.findings[0].id = "cw-alarm/1/us-east-1/alarm/CPU > 80 %#\"part\"".into();
        let page = render(&scorecard);
        let targets: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(targets.len() > 5);
        for target in targets {
            assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }

    #[test]
    fn an_event_of_which_nothing_is_known_has_a_page() {
        let mut scorecard = testing::with_lights(&[]);
        scorecard.problems.clear();
        scorecard.event.start = None;
        scorecard.event.name = None;
        let page = render(&scorecard);
        assert!(page.contains("Event without a name") && page.contains("no start and end that can be read"));
        assert!(!page.contains("Open findings"));
    }
}
