//! The HTML page and its pictures.

use proptest::prelude::*;
use quick_xml::{Reader, events::Event};

use super::{HOSTILE, PLAIN, text::empty};
use crate::{
    render::{Format, report, testing::tags},
    report::{Report, Series, Unit, testing},
};

fn page(rich: &Report) -> String {
    report(rich, Format::Html, &PLAIN)
}

/// The browser test of the command line opens the file of this snapshot: it has every picture.
#[test]
fn a_whole_page() {
    let page = page(&testing::rich()).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_binary_snapshot!("page.html", page.into_bytes());
}

#[test]
fn the_page_stands_alone_and_needs_no_script() {
    let page = page(&testing::rich());
    for forbidden in ["<script", " src=", "url(", "href=\"http", "@import", "<link", " onload", "<iframe"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn every_element_is_closed_and_every_link_arrives() {
    for page in [page(&testing::rich()), page(&empty())] {
        let mut open = Vec::new();
        let mut reader = Reader::from_str(&page);
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    if !["meta", "br"].contains(&name.as_str()) {
                        open.push(name);
                    }
                }
                Event::End(tag) => assert_eq!(open.pop().as_deref(), Some(tag.name().as_ref())),
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(open.is_empty(), "{open:?}");
        let targets = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
        for target in targets {
            assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }
}

#[test]
fn every_picture_has_words_and_every_table_a_caption() {
    let page = page(&testing::rich());
    let count = |text: &str| page.matches(text).count();
    // Two large charts, eight small ones, a strip for all but one resource, the timeline, a year. What
    // was zero or had no datapoint is told in words.
    assert_eq!(count("<svg"), 2 + 8 + 5 + 1 + 1);
    assert_eq!(count("<svg"), count("role=\"img\""));
    let undescribed = page.split("<svg").skip(1).filter(|picture| {
        let picture = picture.split("</svg>").next().unwrap_or_default();
        !picture.contains("<title>") || !picture.contains("<desc>")
    });
    assert_eq!(undescribed.count(), 0);
    assert_eq!(count("<table"), count("<caption>"));
    assert_eq!(count("<th "), count("scope=\""));
}

#[test]
fn what_has_no_datapoint_is_said_in_words_and_never_drawn() {
    let page = page(&testing::rich());
    for words in [
        "no datapoint",
        "not read: cloudwatch:GetMetricData was denied",
        "deleted; its last datapoint ends at 2026-12-12 23:20",
        "gap 2026-12-12 23:00 to 23:30",
        "section 6 names a kind that publishes no metrics of its own",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let figure = |metric: &str| {
        let from = page.find(&format!("<b>{metric}</b>")).unwrap();
        page[from..].split("</figure>").next().unwrap().to_owned()
    };
    assert!(page.contains("<b>no datapoint</b>: <code>CacheHits, Sum</code>"));
    assert!(page.contains("<b>zero throughout</b>: <code>RejectedConnectionCount, Sum</code>"));
    let curve = figure("CPUUtilization");
    let curve = curve.split("<path class=\"event\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(curve.matches('M').count(), 2, "a gap is not bridged: {curve}");
}

#[test]
fn nothing_from_outside_is_markup() {
    let shouted = |text: &str| {
        let mut rich = testing::rich();
        testing::shout(&mut rich, text);
        page(&rich)
    };
    let calm = tags(&shouted("word"));
    assert!(calm.len() > 500);
    for hostile in HOSTILE {
        assert_eq!(tags(&shouted(hostile)), calm, "{hostile}");
    }
}

#[test]
fn a_page_of_a_large_event_can_be_opened() {
    let mut rich = testing::rich();
    let mut large = rich.resources[0].clone();
    let noise = |seed: usize| (0..Series::CURVE).map(|at| Some((at * 7919 * (seed + 3) % 1009) as f64)).collect();
    large.series = (0..12)
        .map(|seed| Series { curve: noise(seed), baseline_curve: noise(seed + 20), ..large.series[0].clone() })
        .collect();
    rich.resources = vec![large; 200];
    rich.forecasts = vec![rich.forecasts[1].clone(); 20];
    rich.resources[0].resource = rich.forecasts[0].resource.clone();
    rich.resources[0].series[0].event.clone_from(&testing::rich().resources[0].series[0].event);
    let page = page(&rich);
    assert!(page.len() < 8_000_000, "{} bytes", page.len());
    assert!(!page.contains(" open="), "two hundred resources are folded");
    assert!(page.contains("12 more charts"));
}

fn odd() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(-1.0),
        Just(f64::MAX),
        Just(f64::MIN),
        Just(f64::MIN_POSITIVE),
        Just(1e-9),
        any::<f64>()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_number_is_too_odd(
        curve in proptest::collection::vec(proptest::option::of(odd()), 0..6),
        baseline in proptest::collection::vec(proptest::option::of(odd()), 0..3),
        value in proptest::option::of(odd()),
        unit in prop_oneof![Just(Unit::Count), Just(Unit::Seconds), Just(Unit::Percent), Just(Unit::BytesPerSecond)],
    ) {
        let mut rich = testing::rich();
        for series in rich.resources.iter_mut().flat_map(|measured| &mut measured.series) {
            (series.curve, series.baseline_curve, series.unit) = (curve.clone(), baseline.clone(), unit);
            (series.event.maximum, series.event.total, series.bounds) = (value, value, value.map(|value| (value, value)));
        }
        for forecast in &mut rich.forecasts {
            (forecast.unit, forecast.real_peak, forecast.ceiling) = (unit, value, value);
            (forecast.predicted_peak, forecast.error, forecast.headroom) = (value, value, value);
        }
        for usage in &mut rich.usage {
            usage.values.clone_from(&curve);
        }
        for format in [Format::Html, Format::Markdown, Format::Terminal, Format::Csv, Format::Junit] {
            let text = report(&rich, format, &PLAIN);
            prop_assert!(!text.contains(" d=\"NaN") && text.len() > 100);
        }
    }

    #[test]
    fn no_span_is_too_odd(start in -1_000_000_000_i64..4_000_000_000, length in 0_i64..100_000_000, period in 0_u32..4000) {
        let mut rich = testing::rich();
        let at = |second| jiff::Timestamp::from_second(second).unwrap();
        rich.spans.event = crate::report::Span { start: at(start), end: at(start + length), period };
        prop_assert!(page(&rich).len() > 100);
    }
}
