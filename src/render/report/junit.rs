//! JUnit XML: a success criterion is a test case, and so are every loss and everything to wind down.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{numbers, words};
use crate::{
    render::junit::facts,
    report::{Judgement, Report, Unit},
    rule::Light,
    scorecard::labels,
    text::escape::for_terminal,
};

type Xml = Writer<Vec<u8>>;

/// One test case.
struct Case {
    class: &'static str,
    name: String,
    /// Red fails, yellow passes with a word about it, gray is skipped, green passes.
    light: Light,
    message: String,
    details: String,
}

pub(super) fn render(report: &Report) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail. Should it ever, the document ends early, and no CI server
    // takes half a document for a passed test.
    let _ = document(&mut writer, report);
    String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n"
}

fn document(writer: &mut Xml, report: &Report) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = [("Success criteria", criteria(report)), ("Losses", losses(report)), ("Wind-down", wind_down(report))];
    let all = || suites.iter().flat_map(|(_, cases)| cases);
    let count = |light| all().filter(|case| case.light == light).count().to_string();
    let name = for_terminal(&labels::event(&report.event));
    writer
        .create_element("testsuites")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("tests", all().count().to_string().as_str()))
        .with_attribute(("failures", count(Light::Red).as_str()))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", count(Light::Gray).as_str()))
        .write_inner_content(|writer| suites.iter().try_for_each(|(name, cases)| suite(writer, report, name, cases)))?;
    Ok(())
}

fn criteria(report: &Report) -> Vec<Case> {
    let case = |criterion: &crate::report::Criterion| Case {
        class: "iem.criteria",
        name: format!("line {}: {}", criterion.line, criterion.text),
        // A question to people is not answered, and so it has not passed.
        light: match criterion.judgement {
            Judgement::AskPeople => Light::Gray,
            judgement => words::judgement_light(judgement),
        },
        message: criterion.summary.clone(),
        details: criterion.definition.clone(),
    };
    report.criteria.iter().map(case).collect()
}

/// Whether a loss is a failure is told by the success criteria; here it is a word about it.
fn losses(report: &Report) -> Vec<Case> {
    let case = |loss: &crate::report::Loss| Case {
        class: "iem.losses",
        name: format!("{} {}", loss.what, labels::subject(&loss.resource)),
        light: match loss.total {
            Some(0.0) => Light::Green,
            Some(_) => Light::Yellow,
            None => Light::Gray,
        },
        message: match loss.total {
            Some(total) => format!("{} in all", numbers::total(Unit::Count, Some(total))),
            None => loss.unknown.clone().unwrap_or_default(),
        },
        details: loss.metric.to_owned(),
    };
    report.losses.iter().map(case).collect()
}

fn wind_down(report: &Report) -> Vec<Case> {
    let case = |entry: &crate::report::WindDown| Case {
        class: "iem.wind-down",
        name: format!("{} {}", entry.what, labels::subject(&entry.resource)),
        light: entry.light,
        message: entry.summary.clone(),
        details: entry.command.clone().unwrap_or_default(),
    };
    report.wind_down.iter().map(case).collect()
}

fn suite(writer: &mut Xml, report: &Report, name: &str, cases: &[Case]) -> io::Result<()> {
    let count = |light| cases.iter().filter(|case| case.light == light).count().to_string();
    // The format has no room for a zone.
    let timestamp = report.generated_at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    writer
        .create_element("testsuite")
        .with_attribute(("name", name))
        .with_attribute(("tests", cases.len().to_string().as_str()))
        .with_attribute(("failures", count(Light::Red).as_str()))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", count(Light::Gray).as_str()))
        .with_attribute(("timestamp", timestamp.as_str()))
        .write_inner_content(|writer| {
            facts(writer, report.snapshot_taken_at, report.snapshot_age_seconds)?;
            cases.iter().try_for_each(|case| write(writer, case))
        })?;
    Ok(())
}

fn write(writer: &mut Xml, case: &Case) -> io::Result<()> {
    let [name, message, details] = [&case.name, &case.message, &case.details].map(|text| for_terminal(text));
    let element = writer
        .create_element("testcase")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("classname", case.class));
    match case.light {
        Light::Red => element.write_inner_content(|writer| {
            let failure = writer.create_element("failure");
            let failure = failure.with_attribute(("message", message.as_str())).with_attribute(("type", "red"));
            failure.write_text_content(BytesText::new(&details))?;
            Ok(())
        }),
        Light::Yellow => element.write_inner_content(|writer| {
            let out = writer.create_element("system-out");
            out.write_text_content(BytesText::new(format!("yellow: {message}\n{details}").trim_end()))?;
            Ok(())
        }),
        Light::Gray => element.write_inner_content(|writer| {
            writer.create_element("skipped").with_attribute(("message", message.as_str())).write_empty()?;
            Ok(())
        }),
        Light::Green => element.write_empty(),
    }?;
    Ok(())
}
