//! The formats for other programs and for people who were not at the terminal.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use super::{Sandbox, repository};

const NOW: &str = "--now 2026-12-05T01:00:00Z";

/// The built-in example as files.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, file) in [("event.md", "workbook.md"), ("facts.json", "snapshot.json")] {
        fs::copy(repository("examples/spring-sale").join(file), sandbox.path(name)).unwrap();
    }
    sandbox
}

fn check(sandbox: &Sandbox, format: &str) -> String {
    let run = || sandbox.run(&format!("check event.md --snapshot facts.json {NOW} --format {format}"));
    let (code, out, message) = run();
    assert_eq!(code, 3, "{format}: {message}");
    // Where the result has no room for the problems of the workbook, they are messages.
    let has_room = !["junit", "csv"].contains(&format);
    assert_eq!(message.is_empty(), has_room, "{format}: {message}");
    assert_eq!(run().1, out, "{format} is not the same twice");
    out
}

/// The JSON scorecard, to count in.
fn scorecard(sandbox: &Sandbox) -> Value {
    serde_json::from_str(&check(sandbox, "json")).unwrap()
}

fn findings(scorecard: &Value) -> &[Value] {
    scorecard["findings"].as_array().unwrap()
}

#[test]
fn html_asks_nothing_of_the_network() {
    let sandbox = sandbox();
    let page = check(&sandbox, "html");
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{}", &page[..80]);
    assert!(page.contains("default-src 'none'"));
    for outside in ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "javascript:"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for finding in findings(&scorecard(&sandbox)) {
        assert!(page.contains(&format!(">{}<", finding["rule"].as_str().unwrap())), "{finding}");
    }
}

#[test]
fn junit_is_xml_whose_counts_are_right() {
    let sandbox = sandbox();
    let text = check(&sandbox, "junit");
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    let scorecard = scorecard(&sandbox);
    assert_eq!(root.tag_name().name(), "testsuites");
    assert_eq!(root.attribute("tests"), Some(findings(&scorecard).len().to_string().as_str()));
    for group in root.descendants().filter(|node| ["testsuites", "testsuite"].contains(&node.tag_name().name())) {
        for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")] {
            let count = group.descendants().filter(|node| node.has_tag_name(element)).count();
            assert_eq!(group.attribute(attribute), Some(count.to_string().as_str()), "{attribute} of {group:?}");
        }
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for case in root.descendants().filter(|node| node.has_tag_name("testcase")) {
        *names.entry(case.attribute("name").unwrap()).or_default() += 1;
    }
    names.retain(|_, times| *times > 1);
    assert_eq!(names, BTreeMap::new(), "names of more than one test case");
}

#[test]
fn sarif_points_at_the_workbook() {
    let sandbox = sandbox();
    let log: Value = serde_json::from_str(&check(&sandbox, "sarif")).unwrap();
    let scorecard = scorecard(&sandbox);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let reported = findings(&scorecard).iter().filter(|finding| finding["light"] != "green").count();
    assert_eq!(results.len(), reported + scorecard["problems"].as_array().unwrap().len());
    let lines = fs::read_to_string(sandbox.path("event.md")).unwrap().lines().count() as u64;
    let mut with_line = 0;
    for result in results {
        assert!(rules.iter().any(|rule| rule["id"] == result["ruleId"]), "no rule for {result}");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "event.md");
        let Some(line) = place["region"]["startLine"].as_u64() else { continue };
        assert!((1..=lines).contains(&line), "{result}");
        with_line += 1;
    }
    // All but those about an account, a quota, an alarm or a whole section.
    assert!(with_line * 2 > results.len(), "{with_line} of {} results point at a line", results.len());
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty(), "{text} of {rule}");
        }
    }
}

#[test]
fn csv_has_a_row_for_every_finding() {
    let sandbox = sandbox();
    let text = check(&sandbox, "csv");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let scorecard = scorecard(&sandbox);
    assert_eq!(rows.len(), findings(&scorecard).len());
    for (row, finding) in rows.iter().zip(findings(&scorecard)) {
        for name in ["id", "rule", "area", "light", "summary"] {
            assert_eq!(row[name], finding[name].as_str().unwrap());
        }
        assert_eq!(row["resource"], finding["resource"]["id"].as_str().unwrap());
    }
}

#[test]
fn the_demo_speaks_every_format() {
    let sandbox = Sandbox::new();
    for (format, start) in [
        ("html", "<!DOCTYPE html>"),
        ("junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
        ("sarif", "{\n"),
        ("csv", "\"id\",\"rule\","),
    ] {
        let (code, out, _) = sandbox.run(&format!("demo --format {format} -o card"));
        assert_eq!((code, out.as_str()), (0, ""));
        let text = fs::read_to_string(sandbox.path("card")).unwrap();
        assert!(text.starts_with(start) && text.ends_with('\n'), "{format}");
    }
}
