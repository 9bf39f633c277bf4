//! The reference documents in `docs/` are made from the code. A stale one is written anew, and
//! the test fails so that nobody forgets to commit it.

#![expect(clippy::disallowed_methods, reason = "documents are files")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use iem_core::{
    example,
    partition::Partition,
    render::plan::Document,
    render::{self, Format, explain},
    report::Report,
    rule::Rule,
    rules,
    scorecard::{self, Scorecard},
    snapshot::Snapshot,
    source::{self, Source},
    workbook,
    workload::Workload,
};
use schemars::{JsonSchema, generate::SchemaSettings};

use crate::rules::{example as in_example, now};

#[test]
fn the_reference_documents_are_fresh() {
    let rules = rules::all();
    let draft = SchemaSettings::draft2020_12;
    let mut documents = BTreeMap::from([
        ("rules/README.md".to_owned(), explain::index(&rules)),
        ("sources.md".to_owned(), explain::sources(&rules)),
        ("iam-policy.json".to_owned(), pretty(&source::iam_policy(Source::ALL.iter().copied(), [Partition::AWS]))),
        // What iem writes, and what it reads.
        ("scorecard.schema.json".to_owned(), schema::<Scorecard>(draft().for_serialize())),
        ("report.schema.json".to_owned(), schema::<Report>(draft().for_serialize())),
        ("plan.schema.json".to_owned(), schema::<Document<'_>>(draft().for_serialize())),
        ("snapshot.schema.json".to_owned(), schema::<Snapshot>(draft().for_deserialize())),
    ]);
    let since = since(&rules);
    for rule in &rules {
        documents.insert(format!("rules/{}.md", rule.id), page(rule, &since[rule.id]));
    }
    let rows = since.iter().map(|(id, version)| format!("{id}\t{version}\n"));
    documents.insert("rules/since.tsv".to_owned(), rows.collect());
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    fs::create_dir_all(docs.join("rules")).unwrap();
    let mut stale = remove_pages_of_former_rules(&docs, &documents);
    for (name, text) in &documents {
        let file = docs.join(name);
        if fs::read_to_string(&file).ok().as_ref() != Some(text) {
            fs::write(&file, text).unwrap();
            stale.push(name.clone());
        }
    }
    assert!(stale.is_empty(), "regenerated, commit it: docs/{}", stale.join(", docs/"));
}

/// The page of a rule: what `iem explain` prints, the version that it came with, and what it says in its example.
fn page(rule: &'static Rule, since: &str) -> String {
    let (mut workbook, snapshot) = in_example(rule);
    // Not what it says once somebody accepted it.
    workbook.event.accepted_risks.retain(|risk| risk.rule != rule.id);
    let scorecard = scorecard::evaluate(&[rule], &Workload::new(&workbook, &snapshot), now());
    let options = render::Options { width: 100, color: false, verbose: false, workbook: None };
    let said = render::render(&scorecard, Format::Terminal, &options);
    let headings = ["Open findings\n\n", "Could not be judged\n\n"];
    let findings = headings.iter().find_map(|heading| Some(said.split_once(heading)?.1));
    let finding = findings.unwrap_or_else(|| panic!("{} says nothing: {said}", rule.id)).split("\n\n").next().unwrap();
    let shown = format!("## What it says\n\nFor example:\n\n```text\n{finding}\n```\n\n## How to fix it");
    let due = " before the event\n";
    explain::rule(rule).replacen(due, &format!("{} · since {since}\n", due.trim_end()), 1).replacen(
        "## How to fix it",
        &shown,
        1,
    )
}

/// The version that each rule came with: what `docs/rules/since.tsv` says, and for a new rule the version that comes next.
fn since(rules: &[&Rule]) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let changelog = fs::read_to_string(root.join("CHANGELOG.md")).unwrap();
    let is_released = |version: &str| changelog.contains(&format!("\n## [{version}]"));
    let next = env!("CARGO_PKG_VERSION");
    let known = fs::read_to_string(root.join("docs/rules/since.tsv")).unwrap_or_default();
    let known: BTreeMap<&str, &str> = known.lines().filter_map(|line| line.split_once('\t')).collect();
    let version = |id: &str| match known.get(id) {
        Some(version) => {
            assert!(
                *version == next || is_released(version),
                "since.tsv: {id} came with {version}, which is no release"
            );
            (*version).to_owned()
        }
        None => {
            assert!(!is_released(next), "{id} is new and {next} is released: raise the version in Cargo.toml");
            next.to_owned()
        }
    };
    rules.iter().map(|rule| (rule.id.to_owned(), version(rule.id))).collect()
}

fn remove_pages_of_former_rules(docs: &Path, known: &BTreeMap<String, String>) -> Vec<String> {
    let mut removed = Vec::new();
    for entry in fs::read_dir(docs.join("rules")).unwrap() {
        let entry = entry.unwrap();
        let name = format!("rules/{}", entry.file_name().display());
        if !known.contains_key(&name) {
            fs::remove_file(entry.path()).unwrap();
            removed.push(name);
        }
    }
    removed
}

fn schema<T: JsonSchema>(settings: SchemaSettings) -> String {
    pretty(settings.into_generator().into_root_schema_for::<T>().as_value())
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// The built-in example as `iem demo` prints it.
fn demo(format: Format) -> String {
    let snapshot = serde_json::from_str(example::SNAPSHOT).unwrap();
    let workbook = workbook::parse(example::WORKBOOK);
    let scorecard = scorecard::evaluate(&rules::all(), &Workload::new(&workbook, &snapshot), example::NOW);
    let options = render::Options { width: 100, color: false, verbose: false, workbook: None };
    render::render(&scorecard, format, &options)
}

#[test]
fn the_scorecard_of_the_example_is_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/spring-sale/scorecard.md");
    let text = demo(Format::Markdown);
    let is_fresh = fs::read_to_string(&file).ok().as_ref() == Some(&text);
    fs::write(&file, text).unwrap();
    assert!(is_fresh, "regenerated, commit it: examples/spring-sale/scorecard.md");
}

/// A document with other text between its markers `<!-- NAME -->` and `<!-- /NAME -->`.
pub(crate) fn with_block(document: &str, name: &str, block: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = document.split_once(&open).unwrap_or_else(|| panic!("no {open}"));
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("no {close}"));
    format!("{before}{open}{block}{close}{after}")
}

/// Writes a document of the repository anew with what `change` makes of it, and fails where that is another text.
pub(crate) fn keep(name: &str, change: impl FnOnce(&str) -> String) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(&file).unwrap();
    let fresh = change(&text);
    if text != fresh {
        fs::write(&file, &fresh).unwrap();
        panic!("regenerated, commit it: {name}");
    }
}

/// What the demo prints, in short.
fn demo_in_short() -> String {
    let output = demo(Format::Terminal);
    let lines: Vec<&str> = output.lines().collect();
    format!("```text\n{}\n…\n{}\n```\n", lines[..21].join("\n"), lines[lines.len() - 3..].join("\n"))
}

#[test]
fn the_readme_shows_what_the_demo_prints_and_what_is_judged() {
    let judged = explain::judged(&rules::all(), "docs/rules/README.md");
    keep("README.md", |text| with_block(&with_block(text, "demo", &demo_in_short()), "judged", &judged));
}

/// Every source file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    let mut found: Vec<PathBuf> = entries.flat_map(below).collect();
    found.retain(|path| path.extension().is_some_and(|it| it == "rs"));
    found.sort();
    found
}

#[test]
fn the_guide_shows_a_rule_as_it_stands_in_the_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = files(&root.join("src")).into_iter().map(|file| fs::read_to_string(file).unwrap());
    let constants = sources.flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>());
    let mut shown = constants.filter(|it| it.starts_with("const ") && it.contains("    id: \"asg-multi-az\",\n"));
    let block = format!("```rust\n{}\n```\n", shown.next().expect("the rule that the guide shows").trim_end());
    keep("CONTRIBUTING.md", |text| with_block(text, "rule", &block));
}

/// The crate of a service that is optimized like ours costs minutes of every first build.
#[test]
fn every_crate_of_a_service_has_its_line_in_the_release_profile() {
    let locked = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let names = locked.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let crates: BTreeSet<&str> = names.filter(|name| name.starts_with("aws-sdk-")).collect();
    assert!(crates.len() > 20, "{crates:?}");
    let lines: String = crates.iter().map(|name| format!("{name}.opt-level = 0\n")).collect();
    keep("Cargo.toml", |text| {
        let (before, rest) = text.split_once("[profile.release.package]\n").expect("the release profile");
        let (_, after) = rest.split_once("\n\n").expect("the sections after it");
        format!("{before}[profile.release.package]\n{lines}\n{after}")
    });
}
