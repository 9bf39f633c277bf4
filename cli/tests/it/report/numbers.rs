//! Every number of the report against the arithmetic of what the bed publishes.

use super::review::{review, text};
use crate::bed::Bed;

#[test]
fn dump() {
    let bed = Bed::start().thirty_days();
    std::fs::write("/tmp/e2e.json", serde_json::to_string_pretty(&review(&bed)).unwrap()).unwrap();
    std::fs::write("/tmp/e2e.md", text(&bed, "markdown")).unwrap();
}
