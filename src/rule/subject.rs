//! What a finding is about.

use schemars::JsonSchema;
use serde::Serialize;

use super::Place;
use crate::{names, workload::Meant};

/// The resource that a finding is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Subject {
    /// Kind of resource, such as `asg`; `workbook`, `account`, `endpoint` or `quota` where it is none.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its id or name, as AWS shows it.
    pub id: String,
    /// Its ARN, where known.
    pub arn: Option<String>,
    /// Twelve-digit account id.
    pub account: Option<String>,
    /// Region code.
    pub region: Option<String>,
    /// Line of the workbook that lists it, from 1, where it is listed.
    pub line: Option<usize>,
}

impl Subject {
    /// A subject in one account and region, named as AWS names it.
    pub fn new(kind: &'static str, id: impl Into<String>, place: Place<'_>) -> Self {
        Self {
            kind,
            id: id.into(),
            arn: None,
            account: Some(place.account.to_owned()),
            region: Some(place.region.to_owned()),
            line: None,
        }
    }

    /// Adds the line of the workbook that lists it.
    pub fn listed_on(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// Adds the ARN.
    pub fn with_arn(mut self, arn: &str) -> Self {
        self.arn = Some(arn.to_owned());
        self
    }

    /// What a name of AWS means.
    pub fn meant(meant: &Meant<'_, '_>) -> Self {
        let Meant { written, resource, .. } = meant;
        let id = resource.map_or_else(|| names::plain_name(written.kind, &written.name), |it| it.id);
        Self {
            kind: resource.map_or(written.kind.id(), |it| it.answer.subject_kind()),
            id: id.to_owned(),
            arn: resource.and_then(|it| it.arn).map(str::to_owned),
            account: meant.written.account.clone(),
            region: meant.region.map(str::to_owned),
            line: Some(meant.written.line),
        }
    }

    /// A part of the workbook, such as `section-2`.
    pub fn workbook(id: impl Into<String>) -> Self {
        Self { kind: "workbook", id: id.into(), ..Self::default() }
    }

    /// An account as a whole.
    pub fn account(id: &str) -> Self {
        Self { kind: "account", id: id.to_owned(), account: Some(id.to_owned()), ..Self::default() }
    }
}
