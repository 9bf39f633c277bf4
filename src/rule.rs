//! What a check is, what it may say, and the only way in which it can open a fact.

mod cx;
pub mod fix;
mod inputs;
mod listed;
mod need;
mod subject;
mod topic;
mod verdict;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Source;

pub use self::{
    cx::Cx,
    inputs::{Inputs, Place, Unknown},
    listed::Listed,
    need::Need,
    subject::Subject,
    topic::Topic,
    verdict::{Compared, Evidence, Period, Verdict, Waiver},
};

/// One check: everything that is known about it, in one constant.
#[derive(Debug)]
pub struct Rule {
    /// Permanent kebab-case name, subject first.
    pub id: &'static str,
    /// The part of the scorecard that it counts for.
    pub area: Area,
    /// What it is about: by this, and never by the id, do sections and hand-outs ask for its findings.
    pub topics: &'static [Topic],
    /// What must be true, in one line.
    pub title: &'static str,
    /// What goes wrong at the event otherwise.
    pub why: &'static str,
    /// What to do. `{resource}`, `{account}`, `{region}` and the names of evidence values are
    /// filled in for each finding.
    pub fix: &'static str,
    /// What to do instead about verdicts that this does not mend.
    pub other_fixes: &'static [Fix],
    /// Public documents, as `https` links.
    pub references: &'static [&'static str],
    /// Days before the event by which the fix must be done.
    pub lead_days: u16,
    /// What it reads from AWS. A test proves the list exact.
    pub needs: &'static [Source],
    /// Numbers that a workbook can change.
    pub thresholds: &'static [Threshold],
    /// A change to the healthy example that makes the rule fire.
    pub example: Example,
    /// The check itself.
    pub check: fn(&mut Cx<'_>),
}

/// What to do about those verdicts of a rule that its first fix does not mend.
#[derive(Debug, Clone, Copy)]
pub struct Fix {
    /// Which verdicts these are, as the page of the rule says it: `Where the reservation is on its way`.
    pub when: &'static str,
    /// What to do, with names in braces as in [`Rule::fix`].
    pub text: &'static str,
    /// A change to the healthy example that calls for it.
    pub example: Example,
}

/// A number that a workbook can change in its front matter, as `rule-id.name`.
#[derive(Debug, Clone, Copy)]
pub struct Threshold {
    /// Kebab-case name.
    pub name: &'static str,
    /// Value where the workbook says nothing.
    pub default: f64,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

/// How the healthy example is changed so that a rule fires.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// A JSON merge patch (RFC 7396) on the region's part of the snapshot.
    Region(&'static str),
    /// A JSON merge patch on the account's part of the snapshot.
    Account(&'static str),
    /// A text in the workbook and what replaces it.
    Workbook(&'static str, &'static str),
}

/// A part of the scorecard: the three of the workbook's step 13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// AWS service readiness: availability and capacity.
    Service,
    /// Operational readiness: stability.
    Operations,
    /// Security readiness: DDoS preparation and Trusted Advisor's security checks.
    Security,
}

/// What was found about one resource. The order is from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Not ready.
    Red,
    /// At risk.
    Yellow,
    /// Could not be judged.
    Gray,
    /// Ready.
    Green,
}

// Rules are constants, one per id.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
