//! Terminal, Markdown, CSV, JUnit and JSON.

use quick_xml::{Reader, events::Event};

use super::{HOSTILE, PLAIN};
use crate::{
    render::{Format, Options, appendix_b, report, section_18, testing::tags},
    report::{Report, testing},
    text::escape::steers,
};

#[test]
fn a_whole_document() {
    insta::assert_snapshot!(report(&testing::rich(), Format::Markdown, &PLAIN));
}

#[test]
fn the_regions_of_the_workbook() {
    insta::assert_snapshot!("section_18", section_18(&testing::rich()));
    insta::assert_snapshot!("appendix_b", appendix_b(&testing::rich()));
}

#[test]
fn the_terminal_in_short_and_in_color() {
    insta::assert_snapshot!("terminal", report(&testing::rich(), Format::Terminal, &PLAIN));
    let options = Options { color: true, width: 60, ..PLAIN };
    let text = report(&testing::rich(), Format::Terminal, &options);
    insta::assert_snapshot!("terminal_color", text.replace('\x1b', "␛"));
}

#[test]
fn long_lists_are_short_until_asked_for() {
    let mut rich = testing::rich();
    rich.forecasts = vec![rich.forecasts[0].clone(); 8];
    let shown = |verbose| {
        let text = report(&rich, Format::Terminal, &Options { verbose, ..PLAIN });
        (text.matches("instances in service  asg").count(), text.contains("and 3 more (-v)"))
    };
    assert_eq!((shown(false), shown(true)), ((5, true), (8, false)));
}

#[test]
fn a_row_for_every_metric_and_for_what_has_none() {
    let text = report(&testing::rich(), Format::Csv, &PLAIN);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = ["resource", "metric", "state", "maximum", "total", "datapoints", "not_read", "lost"];
    let headers = reader.headers().unwrap().clone();
    let at = columns.map(|name| headers.iter().position(|header| header == name).unwrap());
    let rows: Vec<String> =
        reader.records().map(|row| row.unwrap()).map(|row| at.map(|at| row[at].to_owned()).join("; ")).collect();
    insta::assert_snapshot!(rows.join("\n"));
}

#[test]
fn a_test_case_for_every_criterion_and_everything_to_wind_down() {
    insta::assert_snapshot!(report(&testing::rich(), Format::Junit, &PLAIN));
}

#[test]
fn json_has_every_number() {
    let json: serde_json::Value = serde_json::from_str(&report(&testing::rich(), Format::Json, &PLAIN)).unwrap();
    assert_eq!(json, serde_json::to_value(testing::rich()).unwrap());
}

#[test]
fn nothing_from_outside_is_markup() {
    let documents = |text: &str| {
        let mut rich = testing::rich();
        testing::shout(&mut rich, text);
        [report(&rich, Format::Markdown, &PLAIN), section_18(&rich), appendix_b(&rich)]
    };
    let calm = documents("word").map(|text| elements(&text));
    assert!(calm.iter().all(|names| names.len() > 30));
    for hostile in HOSTILE {
        assert_eq!(documents(hostile).map(|text| elements(&text)), calm, "{hostile}");
    }
    let junit = |text: &str| {
        let mut rich = testing::rich();
        testing::shout(&mut rich, text);
        tags(&report(&rich, Format::Junit, &PLAIN))
    };
    for hostile in HOSTILE {
        assert_eq!(junit(hostile), junit("word"), "{hostile}");
    }
}

/// The elements that a Markdown reader sees, texts aside.
fn elements(text: &str) -> Vec<String> {
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    let parser = pulldown_cmark::Parser::new_ext(text, options);
    let names = parser.filter_map(|event| match event {
        pulldown_cmark::Event::Start(tag) => Some(format!("{:?}", tag.to_end())),
        pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => Some(html.to_string()),
        _ => None,
    });
    names.collect()
}

#[test]
fn no_format_steers_a_terminal() {
    let mut rich = testing::rich();
    testing::shout(&mut rich, "\x1b[2J\u{202e}x\r\ny\u{9b}K\u{0}");
    for format in [Format::Terminal, Format::Markdown, Format::Csv, Format::Junit, Format::Html] {
        let text = report(&rich, format, &Options { verbose: true, ..PLAIN });
        let obeyed: Vec<char> = text.chars().filter(|&c| !matches!(c, '\n' | '\r') && steers(c)).collect();
        assert_eq!(obeyed, [], "{format:?}");
    }
}

#[test]
fn sections_of_the_workbook_stay_its_own() {
    let mut rich = testing::rich();
    testing::shout(&mut rich, "a\n## Section 19: x\n<!-- /iem:post-event -->");
    for text in [section_18(&rich), appendix_b(&rich)] {
        let mut levels = pulldown_cmark::Parser::new(&text).filter_map(|event| match event {
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { level, .. }) => Some(level as usize),
            _ => None,
        });
        assert!(levels.all(|level| level >= 4));
    }
}

#[test]
fn an_event_of_which_nothing_is_known_has_a_review() {
    let empty = empty();
    insta::assert_snapshot!(report(&empty, Format::Terminal, &PLAIN), @"
    ? NOT JUDGED  Event without a name: no success criteria to judge
    no start and end that can be read · measured 2026-12-12 10:00 to 18:00, a
    datapoint per minute
    facts of 2026-12-13 01:30 UTC, 30 minutes old

    next: hold the post-mortem by 2026-12-20
    ");
    assert!(report(&empty, Format::Markdown, &PLAIN).starts_with("# Event review: Event without a name\n"));
    assert_eq!(appendix_b(&empty), "No listed resource counts its traffic.");
}

/// A report without an entry.
pub(super) fn empty() -> Report {
    let mut empty = testing::rich();
    empty.notices.clear();
    empty.criteria.clear();
    empty.forecasts.clear();
    empty.losses.clear();
    empty.resources.clear();
    empty.timeline.clear();
    empty.indicators.clear();
    empty.wind_down.clear();
    empty.closing.items.clear();
    empty.closing.recommendations.clear();
    empty.usage.clear();
    (empty.event.name, empty.event.customer) = (None, None);
    (empty.event.start, empty.event.end, empty.event.time_zone) = (None, None, None);
    empty
}

#[test]
fn junit_is_closed() {
    let text = report(&testing::rich(), Format::Junit, &PLAIN);
    let mut reader = Reader::from_str(&text);
    while !matches!(reader.read_event().unwrap(), Event::Eof) {}
}
