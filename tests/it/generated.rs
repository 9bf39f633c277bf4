//! The reference documents in `docs/` are made from the code. A stale one is written anew, and
//! the test fails so that nobody forgets to commit it.

#![expect(clippy::disallowed_methods, reason = "documents are files")]

use std::{collections::BTreeMap, fs, path::Path};

use iem_core::{render::explain, rules, scorecard::Scorecard, snapshot::Snapshot, source};
use schemars::{JsonSchema, generate::SchemaSettings};

#[test]
fn the_reference_documents_are_fresh() {
    let rules = rules::all();
    let draft = SchemaSettings::draft2020_12;
    let mut documents = BTreeMap::from([
        ("rules/README.md".to_owned(), explain::index(&rules)),
        ("sources.md".to_owned(), explain::sources(&rules)),
        ("iam-policy.json".to_owned(), pretty(&source::iam_policy(source::needed(&rules)))),
        // What iem writes, and what it reads.
        ("scorecard.schema.json".to_owned(), schema::<Scorecard>(draft().for_serialize())),
        ("snapshot.schema.json".to_owned(), schema::<Snapshot>(draft().for_deserialize())),
    ]);
    for rule in &rules {
        documents.insert(format!("rules/{}.md", rule.id), explain::rule(rule));
    }
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
