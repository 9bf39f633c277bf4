//! Which items are gone from the scorecard only because something could not be read.

use std::collections::{BTreeSet, HashMap};

use crate::tracker::action_items::rule_of;
use crate::{
    discovery,
    rule::Light,
    scorecard::{Finding, Scorecard},
    source::{self, Source},
};

/// The findings that are gray for want of an answer.
pub(super) struct Missing<'a> {
    by_rule: HashMap<&'static str, Vec<&'a Finding>>,
    /// Those whose answer would have led to other resources, each of which any rule may be about.
    leads: Vec<&'a Finding>,
}

impl<'a> Missing<'a> {
    pub(super) fn new(scorecard: &'a Scorecard) -> Self {
        let leads = source::with_origins(discovery::SOURCES.iter().copied());
        let leads: BTreeSet<Source> = leads.into_iter().collect();
        let mut missing = Self { by_rule: HashMap::new(), leads: Vec::new() };
        for finding in scorecard.findings.iter().filter(|finding| finding.light == Light::Gray) {
            let Some(source) = finding.missed else { continue };
            missing.by_rule.entry(finding.rule).or_default().push(finding);
            if leads.contains(&source) {
                missing.leads.push(finding);
            }
        }
        missing
    }

    /// Whether an item's own finding may be among them: it is of the same rule, or of anything that was
    /// not found, in the same account and region.
    pub(super) fn speaks_of(&self, id: &str, description: &str) -> bool {
        let place = description.rsplit_once('(').map_or("", |(_, place)| place);
        let of_rule = rule_of(id).and_then(|rule| self.by_rule.get(rule.id));
        of_rule.into_iter().flatten().chain(&self.leads).any(|finding| is_at(finding, place))
    }
}

/// Whether a finding is about the place that ends a description, `111122223333, us-east-1)`. What one of
/// them leaves open says nothing against it.
fn is_at(finding: &Finding, place: &str) -> bool {
    let (account, region) = place.split_once(',').map_or((place, None), |(account, region)| (account, Some(region)));
    let is_same = |known: Option<&String>, written: &str| known.is_none_or(|known| written.contains(known.as_str()));
    is_same(finding.resource.account.as_ref(), account)
        && region.is_none_or(|region| is_same(finding.resource.region.as_ref(), region))
}
