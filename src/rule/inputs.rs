//! What a judgement is made from, indexed once for all rules.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use jiff::Timestamp;

use super::{Compared, Waiver};
use crate::{
    aws::elb::facts::LoadBalancer,
    event::{Resource as Written, ResourceKind},
    snapshot::{AccountSnapshot, Missed, RegionSnapshot},
    source::Source,
    workload::{Answer, Workload},
};

/// One account and region that lists resources, with what AWS answered there.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Twelve-digit account id.
    pub account: &'a str,
    /// Region code.
    pub region: &'a str,
    /// Answers of the region.
    pub facts: &'a RegionSnapshot,
}

/// A place, and what the event lists there.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) place: Place<'a>,
    pub(super) kinds: BTreeMap<ResourceKind, Vec<&'a Written>>,
    /// Balancers that are listed there and not classic, by ARN.
    pub(super) balancers: BTreeMap<&'a str, &'a LoadBalancer>,
}

/// Why a number that several rules need is not known.
#[derive(Debug, Clone)]
pub enum Unknown {
    /// A fact is missed.
    Missed(Source, Missed),
    /// The workbook or CloudWatch does not tell: why.
    Says(String),
}

/// Growth by account and region; of the whole event where there is no place.
type Growth = BTreeMap<Option<(String, String)>, Result<f64, Unknown>>;

/// Everything that a judgement is made from.
#[derive(Debug)]
pub struct Inputs<'a> {
    pub(super) workload: &'a Workload<'a>,
    pub(super) now: Timestamp,
    pub(super) waivers: Option<Vec<Waiver>>,
    pub(super) answers: Option<Vec<Compared>>,
    /// By account and region.
    pub(super) listed: BTreeMap<&'a str, BTreeMap<&'a str, Listing<'a>>>,
    /// Every resource of each kind, in the order of the workbook.
    pub(super) by_kind: BTreeMap<ResourceKind, Vec<&'a Written>>,
    pub(super) accounts: BTreeMap<&'a str, &'a AccountSnapshot>,
    /// Growth of the whole workload as it is judged in a place, once it was asked for.
    pub(super) growth: RefCell<Growth>,
}

impl<'a> Inputs<'a> {
    /// Puts the inputs together.
    pub fn new(workload: &'a Workload<'a>, now: Timestamp) -> Self {
        let snapshot = workload.snapshot;
        let mut listed: BTreeMap<&str, BTreeMap<&str, Listing<'a>>> = BTreeMap::new();
        let (mut accounts, mut by_kind) = (BTreeSet::new(), BTreeMap::<_, Vec<_>>::new());
        for resource in &workload.event().resources {
            by_kind.entry(resource.kind).or_default().push(resource);
            let Some(account) = resource.account.as_deref() else { continue };
            // An account that lists only what belongs to no region is one as well.
            if resource.kind != ResourceKind::Other {
                accounts.insert(account);
            }
            let Some(region) = resource.region.as_deref().filter(|_| resource.kind.is_regional()) else { continue };
            let listing = listed.entry(account).or_default().entry(region).or_insert_with(|| {
                let place = Place { account, region, facts: snapshot.account(account).region(region) };
                Listing { place, kinds: BTreeMap::new(), balancers: BTreeMap::new() }
            });
            listing.kinds.entry(resource.kind).or_default().push(resource);
        }
        for (written, entry) in workload.entries_of(ResourceKind::LoadBalancer) {
            let (account, region) = (written.account.as_deref(), written.region.as_deref());
            let listing = account.and_then(|account| listed.get_mut(account)?.get_mut(region?));
            let Some(listing) = listing else { continue };
            for resource in entry.meaning.resources() {
                if let (Some(arn), Answer::LoadBalancer(balancer)) = (resource.arn, resource.answer) {
                    listing.balancers.insert(arn, balancer);
                }
            }
        }
        let accounts = accounts.into_iter().map(|id| (id, snapshot.account(id))).collect();
        Self { workload, now, waivers: None, answers: None, listed, by_kind, accounts, growth: RefCell::default() }
    }

    /// Adds what came of each accepted risk, in the order of the workbook.
    pub fn with_waivers(self, waivers: Vec<Waiver>) -> Self {
        Self { waivers: Some(waivers), ..self }
    }

    /// Adds the answers of section 12 beside what the other rules say.
    pub fn with_answers(self, answers: Vec<Compared>) -> Self {
        Self { answers: Some(answers), ..self }
    }

    /// What is listed in a place.
    pub(super) fn listing(&self, place: Place<'_>) -> Option<&Listing<'a>> {
        self.listed.get(place.account)?.get(place.region)
    }
}
