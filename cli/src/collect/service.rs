//! What every collector is: a service, and the sources that it asks.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared, join_all},
};
use iem_core::{
    event::{Event, Resource, ResourceKind},
    report::Past,
    snapshot::{AccountSnapshot, Missed, RegionSnapshot},
    source::Source,
};
use jiff::Timestamp;

use super::{
    facts::{Facts, Slots},
    limits::{Api, Rate, Run},
};

/// Sources, each with what asks it as soon as somebody polls it.
pub(super) type Asks<'f> = Vec<(Source, LocalBoxFuture<'f, ()>)>;

/// An answer that was begun, for which others can wait.
pub(super) type Begun<'f> = Shared<LocalBoxFuture<'f, ()>>;

/// One service in one region of one account.
pub(super) trait Regional {
    /// Says what is known to be asked for before anything has answered, so that none of it is lost when the run
    /// ends early.
    fn expect(&self, _facts: &Facts<'_, RegionSnapshot>) {}

    /// The sources that the service asks.
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, global: &'f Global<'_>) -> Asks<'f>;
}

/// One service that belongs to no region.
pub(super) trait OfAccount {
    /// The sources that the service asks.
    fn asks<'f>(&'f self, facts: &'f Facts<'_, AccountSnapshot>) -> Asks<'f>;
}

/// A source and what asks it.
pub(super) fn row<'f>(source: Source, ask: impl Future<Output = ()> + 'f) -> (Source, LocalBoxFuture<'f, ()>) {
    (source, ask.boxed_local())
}

/// What the services that belong to no region have answered so far.
pub(super) struct Global<'e> {
    /// The answers.
    pub(super) facts: &'e Facts<'e, AccountSnapshot>,
    /// Done when the ids behind domain names and aliases are known.
    pub(super) names: Begun<'e>,
}

/// What is asked about, and with what: one account, in one region.
pub(super) struct Site<'a> {
    pub(super) run: &'a Run,
    pub(super) event: &'a Event,
    pub(super) account: &'a str,
    /// Empty for services that belong to no region.
    pub(super) region: &'a str,
    /// Credentials and settings for that region.
    pub(super) config: SdkConfig,
    /// The spans of time of a review.
    pub(super) past: Option<Past<'a>>,
    pub(super) now: Timestamp,
}

impl<'a> Site<'a> {
    /// A client that keeps to a limit of requests.
    pub(super) fn api<C: 'static>(&self, service: &'static str, rate: Rate, client: fn(&SdkConfig) -> C) -> Api<'a, C> {
        Api::new(self.run, service, rate, &self.config, client)
    }

    /// The resources of one kind that are listed here.
    pub(super) fn listed(&self, kind: ResourceKind) -> impl Iterator<Item = &'a Resource> {
        self.event.listed(kind, self.account, self.region)
    }
}

/// Lets each source wait for those that it builds on, whatever else is still open.
pub(super) fn in_order(asks: Asks<'_>) -> BTreeMap<Source, Begun<'_>> {
    let mut begun: BTreeMap<Source, Begun<'_>> = BTreeMap::new();
    let mut open = asks;
    let is_ready = |begun: &BTreeMap<_, _>, (source, _): &(Source, _)| {
        source.info().after.iter().all(|before| begun.contains_key(before))
    };
    while let Some(at) = open.iter().position(|ask| is_ready(&begun, ask)) {
        let (source, ask) = open.remove(at);
        let before: Vec<_> = source.info().after.iter().filter_map(|before| begun.get(before).cloned()).collect();
        let answer = async move {
            join_all(before).await;
            ask.await;
        };
        begun.insert(source, answer.boxed_local().shared());
    }
    begun
}

/// Stops a source that has nothing to ask for because what it builds on is missing.
pub(super) fn or_needs<F: Slots>(
    facts: &Facts<'_, F>,
    wanted: Vec<String>,
    source: Source,
) -> Result<Vec<String>, Missed> {
    if wanted.is_empty() {
        facts.needs(source)?;
    }
    Ok(wanted)
}
