//! Amazon CloudWatch.

mod alarms;
pub(super) mod series;

use std::collections::BTreeSet;

use aws_sdk_cloudwatch::Client;
use futures::future::join_all;
use iem_core::{
    aws::cloudwatch::metrics::Metric, event::Event, report, rules, snapshot::RegionSnapshot, source::Source,
};
use jiff::Timestamp;

use super::{
    facts::Facts,
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

// "CloudWatch service quotas".
const METRICS: Rate = Rate { burst: 50, per_second: 50 };
const ALARMS: Rate = Rate { burst: 9, per_second: 9 };

/// Metrics and alarms of one region, as of today.
pub(super) struct CloudWatch<'a> {
    metrics: Api<'a, Client>,
    alarms: Api<'a, Client>,
    event: &'a Event,
    account: &'a str,
    region: &'a str,
    is_review: bool,
    now: Timestamp,
}

impl<'a> CloudWatch<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self {
            metrics: site.api("cloudwatch", METRICS, Client::new),
            alarms: site.api("cloudwatch", ALARMS, Client::new),
            event: site.event,
            account: site.account,
            region: site.region,
            is_review: site.past.is_some(),
            now: site.now,
        }
    }

    fn wanted(&self, facts: &Facts<'_, RegionSnapshot>) -> BTreeSet<Metric> {
        facts.read(|facts| match self.is_review {
            true => report::recent_metrics(facts),
            false => rules::wanted_metrics(self.event, self.account, self.region, facts),
        })
    }

    async fn metrics(&self, facts: &Facts<'_, RegionSnapshot>) {
        if !facts.is_planned(Source::Metrics) {
            return;
        }
        let wanted = self.wanted(facts);
        let keys: Vec<String> = wanted.iter().map(Metric::key).collect();
        facts.expect(|facts| &mut facts.cloudwatch.metrics, &keys);
        let ask = async |batch: Vec<Metric>| {
            let answers = series::series(&self.metrics, &batch, self.now).await;
            facts.write(|facts| facts.cloudwatch.metrics.extend(answers));
        };
        join_all(series::batches(wanted).into_iter().map(ask)).await;
        facts.done(Source::Metrics);
    }
}

impl Regional for CloudWatch<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::Metrics) {
            let keys: Vec<String> = self.wanted(facts).iter().map(Metric::key).collect();
            facts.expect(|facts| &mut facts.cloudwatch.metrics, &keys);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            row(Source::Metrics, self.metrics(facts)),
            facts.row(Source::Alarms, |facts| &mut facts.cloudwatch.alarms, alarms::alarms(&self.alarms)),
        ]
    }
}
