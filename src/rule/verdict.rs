//! What a rule says about one subject.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Area, Light, Need, Rule, Subject};
use crate::{snapshot::Missed, source::Source};

/// What came of an accepted risk of section 16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Green where it stands.
    pub light: Light,
    /// What it does, or why it does nothing, as the end of a sentence.
    pub words: String,
}

/// A clear answer of section 12 beside what the facts say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Line of the question, from 1.
    pub line: usize,
    /// The question.
    pub question: String,
    /// Green where they agree, yellow where they do not, gray where the facts could not be read.
    pub light: Light,
    /// What both of them say; where the facts could not be read, why.
    pub words: String,
    /// What lets the facts be read, where they could not be.
    pub mended_by: Option<String>,
}

/// The numbers and words behind a verdict, by name, in the order in which the rule gives them.
#[derive(Debug, Clone, Default, PartialEq, JsonSchema)]
pub struct Evidence(#[schemars(with = "BTreeMap<String, Value>")] Vec<(&'static str, Value)>);

impl Evidence {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Adds a value.
    pub fn insert(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

impl<const N: usize> From<[(&'static str, Value); N]> for Evidence {
    fn from(pairs: [(&'static str, Value); N]) -> Self {
        Self(pairs.into())
    }
}

impl Serialize for Evidence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// From when to when something takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Period {
    /// Its beginning.
    #[schemars(with = "String")]
    pub from: Timestamp,
    /// Its end; the same as the beginning for what takes no time, such as the end of a certificate.
    #[schemars(with = "String")]
    pub to: Timestamp,
}

/// What a rule says about one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The rule that speaks.
    pub rule: &'static Rule,
    /// The rule's area, or the one that the rule chose for this subject.
    pub area: Area,
    /// The light.
    pub light: Light,
    /// What it speaks about.
    pub subject: Subject,
    /// Tells findings of one rule about one subject apart; usually empty.
    pub part: String,
    /// One sentence with the numbers in it.
    pub summary: String,
    /// The numbers and words behind the summary.
    pub evidence: Evidence,
    /// What is asked of the subject, against what it cannot go beyond, where the rule compares the two.
    pub need: Option<Box<Need>>,
    /// When what it tells of takes place, where that is known: a reboot, a maintenance window, the end of a certificate.
    pub when: Vec<Period>,
    /// Lines of the workbook that it speaks of, from 1, where those are not the one that lists the subject.
    pub lines: Vec<usize>,
    /// What to do about it: the rule's first fix, or one that fits this verdict better.
    pub fix: &'static str,
    /// What to do instead, where that is the fix of another finding, which this one follows from.
    pub mended_by: Option<String>,
    /// Why it could not be judged, for a gray light that a missed fact caused.
    pub missed: Option<(Source, Missed)>,
}
