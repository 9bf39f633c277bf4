//! The tally of each area.

use schemars::JsonSchema;
use serde::Serialize;

use super::Finding;
use crate::rule::{Area, Light};

/// The tally of one area. Accepted findings count only as accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AreaScore {
    /// Which area.
    pub id: Area,
    /// Its worst light; gray when nothing that AWS told was judged.
    pub light: Light,
    /// Findings that are not ready.
    pub red: usize,
    /// Findings at risk.
    pub yellow: usize,
    /// Findings that are ready.
    pub green: usize,
    /// Findings that could not be judged.
    pub gray: usize,
    /// Findings that somebody accepted.
    pub accepted: usize,
}

/// Counts the findings of each area. `from_aws` tells whether a rule judges what AWS told.
pub(super) fn scores(findings: &[Finding], from_aws: impl Fn(&str) -> bool) -> Vec<AreaScore> {
    [Area::Service, Area::Operations, Area::Security].map(|area| score(area, findings, &from_aws)).to_vec()
}

fn score(area: Area, findings: &[Finding], from_aws: impl Fn(&str) -> bool) -> AreaScore {
    let of_area = || findings.iter().filter(|finding| finding.area == area);
    let open = || of_area().filter(|finding| finding.accepted.is_none());
    let count = |light| open().filter(|finding| finding.light == light).count();
    // What people wrote alone makes nothing ready: an area in which nothing of AWS was judged is not known.
    let is_judged = of_area().any(|finding| finding.light != Light::Gray && from_aws(finding.rule));
    let worst = open().map(|finding| finding.light).min().unwrap_or(Light::Green);
    AreaScore {
        id: area,
        light: if is_judged { worst } else { worst.min(Light::Gray) },
        red: count(Light::Red),
        yellow: count(Light::Yellow),
        green: count(Light::Green),
        gray: count(Light::Gray),
        accepted: of_area().filter(|finding| finding.accepted.is_some()).count(),
    }
}
