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
fn the_name_of_the_file_says_what_is_written_unless_a_format_is_given() {
    let sandbox = sandbox();
    fs::copy(repository("examples/spring-sale/after.json"), sandbox.path("after.json")).unwrap();
    let plan = format!("plan event.md --snapshot facts.json {NOW}");
    let check = format!("check event.md --fail-on never --snapshot facts.json {NOW}");
    let report = "report event.md --snapshot after.json --now 2026-12-14T02:00:00Z".to_owned();
    for command in [plan, check, report, "demo".to_owned(), "demo plan".to_owned(), "demo report".to_owned()] {
        let reviews = command.contains("report");
        for (format, ending, start) in [
            ("html", "html", "<!DOCTYPE html>"),
            ("junit", "junit.xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"),
            ("json", "json", "{\n"),
            ("sarif", "sarif", "{\n"),
            ("csv", "csv", "\""),
            ("markdown", "md", if command.contains("plan") { "<!-- iem:" } else { "#" }),
        ] {
            if reviews && format == "sarif" {
                assert_eq!(sandbox.run(&format!("{command} -o card.sarif")).0, 2, "{command}");
                continue;
            }
            for (arguments, file) in [
                (format!("-o card.{ending}"), format!("card.{ending}")),
                (format!("--format {format} -o card"), "card".to_owned()),
                (format!("--format {format} -o card.txt"), "card.txt".to_owned()),
            ] {
                let (code, out, message) = sandbox.run(&format!("{command} {arguments}"));
                assert!([0, 4].contains(&code) && out.is_empty(), "{command} {arguments}: {code} {message}");
                assert!(!message.contains("plain text"), "{message}");
                let text = fs::read_to_string(sandbox.path(&file)).unwrap();
                assert!(text.starts_with(start) && text.ends_with('\n'), "{command} {arguments}: {}", &text[..80]);
            }
        }
        let (_, _, message) = sandbox.run(&format!("{command} -o card.pdf"));
        let note = "note: card.pdf holds plain text: no format ends in .pdf; `--format` chooses one";
        assert!(message.lines().any(|line| line == note), "{command}: {message}");
        let text = fs::read_to_string(sandbox.path("card.pdf")).unwrap();
        assert_eq!(text, sandbox.run(&command).1, "{command}");
    }
}
