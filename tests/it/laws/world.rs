//! The healthy event, told of two places: the same resources in a second region, or in a second account.

use std::{
    collections::BTreeMap,
    mem::swap,
    sync::{LazyLock, Mutex},
};

use iem_core::{
    rule::{Example, Rule},
    scorecard::{self, Finding},
    snapshot::{AccountSnapshot, Snapshot},
    source::{Scope, Source},
    workbook::{self, Workbook},
    workload::Workload,
};
use serde_json::Value;

use crate::rules::{ACCOUNT, ANSWERS, REGION, WORKBOOK, merge_patch, now, value_without};

/// One of the two places, and how the healthy event's names are written there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) account: &'static str,
    pub(super) region: &'static str,
}

impl Place {
    /// The healthy event's own.
    pub(super) const FIRST: Self = Self { account: ACCOUNT, region: REGION };

    fn rename(&self, text: &str) -> String {
        let cache = self.region.replace("us-west-2", "usw2").replace("us-east-1", "use1");
        text.replace(".use1.", &format!(".{cache}.")).replace(ACCOUNT, self.account).replace(REGION, self.region)
    }

    /// Whether a finding is about something here.
    pub(super) fn has(&self, finding: &Finding) -> bool {
        finding.resource.account.as_deref() == Some(self.account)
            && finding.resource.region.as_deref() == Some(self.region)
    }
}

/// The event of both places, and what AWS answers.
pub(super) struct World {
    pub(super) workbook: Workbook,
    pub(super) snapshot: Snapshot,
    pub(super) second: Place,
}

impl World {
    /// The healthy event in its own place and in `second`, after `rule`'s example where there is one: in `second`, or
    /// in the account or the text that both share.
    pub(super) fn new(second: Place, rule: Option<&Rule>) -> Self {
        let mut text = WORKBOOK.to_owned();
        let mut snapshot = ANSWERS.clone();
        let mut account = snapshot["accounts"][ACCOUNT].clone();
        let patch = |value: &mut Value, patch: &str| merge_patch(value, &serde_json::from_str(patch).unwrap());
        match rule.map(|rule| rule.example) {
            Some(Example::Region(text)) => patch(&mut account["regions"][REGION], text),
            Some(Example::Account(text)) => patch(&mut account, text),
            Some(Example::Workbook(find, replace)) => text = text.replace(find, replace),
            None => {}
        }
        let renamed: Value = serde_json::from_str(&second.rename(&account.to_string())).unwrap();
        let accounts = &mut snapshot["accounts"];
        if second.account == ACCOUNT {
            account["regions"] = accounts[ACCOUNT]["regions"].take();
            account["regions"][second.region] = renamed["regions"][second.region].clone();
            // What belongs to the account speaks of both regions.
            let distribution = "/cloudfront/distributions/seen/E2EXAMPLE1ABCD/origins";
            for list in ["/shield/protections/seen", distribution] {
                let others = renamed.pointer(list).and_then(Value::as_array).cloned().unwrap_or_default();
                if let Some(Value::Array(own)) = account.pointer_mut(list) {
                    own.extend(others.into_iter().filter(|it| !own.contains(it)).collect::<Vec<_>>());
                }
            }
            accounts[ACCOUNT] = account;
        } else {
            accounts[second.account] = renamed;
        }
        Self { workbook: parsed(twice(&text, second)), snapshot: serde_json::from_value(snapshot).unwrap(), second }
    }

    /// What `rules` find.
    pub(super) fn findings(&self, rules: &[&'static Rule]) -> Vec<Finding> {
        scorecard::evaluate(rules, &Workload::new(&self.workbook, &self.snapshot), now()).findings
    }

    /// What `rules` find while `source` is missed in `place`.
    pub(super) fn findings_without(
        &mut self,
        gaps: &mut Gaps,
        place: Place,
        source: Source,
        rules: &[&'static Rule],
    ) -> Vec<Finding> {
        let gap = gaps.0.get_mut(&(place.account, place.region, source)).unwrap();
        self.exchange(place, source, gap);
        let found = self.findings(rules);
        self.exchange(place, source, gap);
        found
    }

    /// Puts the answers of one who misses a source in place of those that are there, which it is given instead.
    fn exchange(&mut self, place: Place, source: Source, gap: &mut AccountSnapshot) {
        let account = self.snapshot.accounts.get_mut(place.account).unwrap();
        match source.info().scope {
            Scope::Account => {
                swap(account, gap);
                // The regions stay.
                swap(&mut account.regions, &mut gap.regions);
            }
            Scope::Region => {
                swap(account.regions.get_mut(place.region).unwrap(), gap.regions.get_mut(place.region).unwrap());
            }
        }
    }
}

/// The workbook of a text. Most rules have an example that changes nothing in it, so that it is read once.
fn parsed(text: String) -> Workbook {
    static PARSED: LazyLock<Mutex<BTreeMap<String, Workbook>>> = LazyLock::new(Mutex::default);
    PARSED.lock().unwrap().entry(text).or_insert_with_key(|text| workbook::parse(text)).clone()
}

/// What AWS answers in a healthy place, without one source.
pub(super) struct Gaps(BTreeMap<(&'static str, &'static str, Source), AccountSnapshot>);

impl Gaps {
    /// Every source missed in each of `places`.
    pub(super) fn new(places: &[Place], sources: &[Source]) -> Self {
        let gap = |place: &Place, source| {
            let account = value_without(source)["accounts"][ACCOUNT].take();
            serde_json::from_str(&place.rename(&account.to_string())).unwrap()
        };
        let pairs = sources.iter().flat_map(|source| places.iter().map(move |place| (place, *source)));
        Self(pairs.map(|(place, source)| ((place.account, place.region, source), gap(place, source))).collect())
    }
}

/// Section 6 with the row and the part of the second place, and section 7 with its row for the balancer whose name
/// tells the region.
fn twice(text: &str, second: Place) -> String {
    let (before, rest) = text.split_once("### Regional Infrastructure\n").unwrap();
    let global = before.lines().filter(|row| row.starts_with("| 111122223333"));
    let global: Vec<_> = global.map(|row| second.rename(row)).filter(|row| !before.contains(row)).collect();
    let before = format!("{}\n{}\n\n", before.trim_end(), global.join("\n"));
    let (regional, rest) = rest.split_once("## Section 7").unwrap();
    let (rows, rest) = rest.split_once("\n\n").unwrap();
    let own = rows.lines().filter(|row| row.contains(REGION)).map(|row| second.rename(row)).collect::<Vec<_>>();
    let again = second.rename(regional);
    let own = own.join("\n");
    format!("{before}### Regional Infrastructure\n{regional}{again}## Section 7{rows}\n{own}\n\n{rest}")
}
