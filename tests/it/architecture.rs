//! The house: which part of the core stands on which. ARCHITECTURE.md shows the arrows that this test found, and the
//! documents speak of files and tests that exist.

#![expect(clippy::disallowed_methods, reason = "the sources are read as text")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::generated::{self, files};

/// The parts of the core from the ground up: each may use those before it alone.
const HOUSE: [&str; 25] = [
    "hash",
    "text",
    "problem",
    "partition",
    "access",
    "event",
    "maintenance",
    "snapshot",
    "names",
    "workbook",
    "aws",
    "source",
    "quotas",
    "discovery",
    "workload",
    "rule",
    "rules",
    "scorecard",
    "tracker",
    "plan",
    "handout",
    "report",
    "render",
    "example",
    "lib",
];
/// Lines of the longest source file.
const LONGEST: usize = 400;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The names on the way to the module of a file below `src`.
pub(crate) fn module(file: &Path) -> Vec<String> {
    let below = file.strip_prefix(root().join("src")).unwrap().with_extension("");
    below.iter().map(|name| name.to_str().unwrap().to_owned()).collect()
}

/// The part of the core that a module, or what it holds, belongs to: the first name on the way to it. What AWS says of a
/// service belongs to the snapshot, what its resources are called to the names, and the rules about it to the rules; what
/// else is about a service is `aws`.
pub(crate) fn part<T: AsRef<str>>(path: &[T]) -> &str {
    let names: Vec<&str> = path.iter().map(AsRef::as_ref).take(3).collect();
    match names[..] {
        ["aws", _, "facts"] => "snapshot",
        ["aws", _, "names"] => "names",
        ["aws", _, "rules"] => "rules",
        [first, ..] => first,
        [] => "lib",
    }
}

/// What a module uses outside of its tests: the parts behind `crate::` and `super::`, alone or in braces.
fn used(module: &[String], text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
        paths(after, &[], &mut found);
    }
    let mut rest = code.as_str();
    while let Some(at) = rest.find("super::") {
        let mut parent: Vec<&str> = module.iter().map(String::as_str).collect();
        rest = &rest[at..];
        while let Some(after) = rest.strip_prefix("super::") {
            parent.pop();
            rest = after;
        }
        paths(rest, &parent, &mut found);
    }
    found.iter().map(|path| part(path).to_owned()).collect()
}

/// The paths that `text` begins with, one or several in braces, behind those `before`; and the text that follows.
fn paths<'t>(text: &'t str, before: &[&'t str], found: &mut Vec<Vec<&'t str>>) -> &'t str {
    if let Some(list) = text.strip_prefix('{') {
        let mut rest = list.trim_start();
        while !rest.is_empty() && !rest.starts_with('}') {
            rest = paths(rest, before, found);
            rest = rest.trim_start_matches(|c| !matches!(c, ',' | '}'));
            rest = rest.trim_start_matches(',').trim_start();
        }
        return rest.strip_prefix('}').unwrap_or(rest);
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let path = [before, &[word]].concat();
    match rest.strip_prefix("::") {
        Some(rest) => paths(rest, &path, found),
        None => {
            found.push(path);
            rest
        }
    }
}

/// Which parts each part of the core uses.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&root().join("src")) {
        let module = module(&file);
        let own = part(&module).to_owned();
        // A file of tests may look at everything.
        let is_test =
            file.iter().any(|name| ["tests", "tests.rs", "testing", "testing.rs"].iter().any(|it| name == *it));
        if own == "lib" || is_test {
            continue;
        }
        let used = used(&module, &fs::read_to_string(&file).unwrap());
        let used = used.into_iter().filter(|it| *it != own && HOUSE.contains(&it.as_str()));
        arrows.entry(own.clone()).or_default().extend(used);
    }
    arrows
}

#[test]
fn each_part_stands_on_those_below_it() {
    let level = |name: &str| HOUSE.iter().position(|it| *it == name);
    let mut wrong = Vec::new();
    for (name, used) in arrows() {
        assert!(level(&name).is_some(), "src/{name} has no place in the house");
        wrong.extend(used.iter().filter(|it| level(it) >= level(&name)).map(|it| format!("{name} uses {it}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_arrows_of_the_architecture_are_fresh() {
    let arrows = arrows();
    let rows = HOUSE.iter().filter_map(|name| Some((name, arrows.get(*name)?)));
    let rows = rows.map(|(name, used)| {
        let used: Vec<String> = HOUSE.iter().filter(|it| used.contains(**it)).map(|it| format!("`{it}`")).collect();
        format!("| `{name}` | {} |\n", if used.is_empty() { "nothing".to_owned() } else { used.join(", ") })
    });
    let table = format!("| Part | uses |\n|---|---|\n{}", rows.collect::<String>());
    generated::keep("ARCHITECTURE.md", |text| generated::with_block(text, "arrows", &table));
}

/// What stands between two headings of the architecture.
fn between(from: &str, to: &str) -> String {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap().0.to_owned()
}

#[test]
fn each_word_has_one_meaning_and_stands_in_the_code() {
    let text = between("## Words\n", "\n## ");
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|line| line.starts_with("| ")).skip(1).map(|line| line.split(" | ").collect()).collect();
    let words: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!((words.len(), rows.len()), (rows.len(), rows.len()), "a word stands there twice");
    assert!(rows.len() > 15, "{rows:?}");
    for row in rows {
        let [_, name, _, file, _] = row[2].split('`').collect::<Vec<_>>()[..] else { panic!("{row:?}") };
        let code = fs::read_to_string(root().join("src").join(file)).unwrap();
        let is_there = ["struct", "enum"].iter().any(|it| {
            let begins = format!("pub {it} {name}");
            code.split(&begins).skip(1).any(|rest| rest.starts_with([' ', '<']))
        });
        assert!(is_there, "{}: no {name} in {file}", row[0]);
    }
}

#[test]
fn every_part_of_the_core_stands_in_the_map() {
    let map = between("## Map of the core\n", "\n## ");
    let is_there = |name: &str| map.contains(&format!("`{name}.rs`")) || map.contains(&format!("`{name}/"));
    let lost: Vec<&str> = HOUSE.into_iter().filter(|name| *name != "lib" && !is_there(name)).collect();
    assert_eq!(lost, Vec::<&str>::new());
}

/// The documents that people write, or that a person and a test write together.
const DOCUMENTS: [&str; 4] = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"];

/// What each document says in code spans and as targets of its links, outside of code blocks.
fn spoken() -> Vec<(&'static str, String)> {
    let texts = DOCUMENTS.map(|name| (name, fs::read_to_string(root().join(name)).unwrap()));
    let spoken = texts.into_iter().flat_map(|(name, text)| {
        let prose: String = text.split("```").step_by(2).collect();
        let spans = prose.split('`').skip(1).step_by(2).map(str::to_owned);
        let links = prose.split("](").skip(1).filter_map(|it| it.split([')', '#']).next()).map(str::to_owned);
        let links = links.filter(|it| !it.starts_with("https://"));
        spans.chain(links).map(move |it| (name, it)).collect::<Vec<_>>()
    });
    spoken.collect()
}

#[test]
fn the_documents_speak_of_files_that_exist() {
    let ends = [".rs", "/", ".md", ".toml", ".json", ".txt", ".yml"];
    let is_path = |it: &str| ends.iter().any(|end| it.ends_with(end)) && !it.contains(['<', '*', ' ', '$']);
    let exists = |it: &str| ["src", "cli/src", "tests", "."].iter().any(|folder| root().join(folder).join(it).exists());
    let gone: Vec<_> = spoken().into_iter().filter(|(_, it)| is_path(it) && !exists(it)).collect();
    assert_eq!(gone, Vec::new());
}

/// A name of three words or more is a test's.
#[test]
fn the_documents_speak_of_tests_that_exist() {
    let is_test = |it: &str| {
        it.matches('_').count() > 2 && it.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let folders = ["src", "tests", "cli/src", "cli/tests"];
    let code: String =
        folders.iter().flat_map(|it| files(&root().join(it))).map(|it| fs::read_to_string(it).unwrap()).collect();
    let named: Vec<_> = spoken().into_iter().filter(|(_, it)| is_test(it)).collect();
    assert!(named.len() > 5, "the guides name the tests that help");
    let gone: Vec<_> = named.into_iter().filter(|(_, it)| !code.contains(&format!("fn {it}("))).collect();
    assert_eq!(gone, Vec::new());
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<String> = ["src", "cli/src"]
        .iter()
        .flat_map(|folder| files(&root().join(folder)))
        .map(|file| (fs::read_to_string(&file).unwrap().lines().count(), file))
        .filter(|(lines, _)| *lines > LONGEST)
        .map(|(lines, file)| format!("{}: {lines} lines", file.strip_prefix(root()).unwrap().display()))
        .collect();
    assert_eq!(long, Vec::<String>::new(), "more than {LONGEST} lines");
}
