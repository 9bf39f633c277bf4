//! Amazon EC2 Auto Scaling.

mod describe;

use std::collections::BTreeSet;

use aws_sdk_autoscaling::{
    Client,
    types::{InstanceRefresh as InstanceRefreshAnswer, InstanceRefreshStatus},
};
use iem_core::{
    aws::autoscaling::facts::InstanceRefresh, event::ResourceKind, names, snapshot::RegionSnapshot, source::Source,
};
use jiff::{SignedDuration, Timestamp};

use super::{
    facts::Facts,
    fields::{state, timestamp},
    in_use::{configurations_in_use, keys},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, or_needs, row},
};

/// AWS publishes none; a guess below what other tools live with.
const RATE: Rate = Rate { burst: 10, per_second: 10 };
/// How far back scaling activities are read.
const ACTIVITIES: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Amazon EC2 Auto Scaling in one region.
pub(super) struct AutoScaling<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
    now: Timestamp,
}

impl<'a> AutoScaling<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed: BTreeSet<_> =
            site.listed(ResourceKind::AutoScalingGroup).map(|group| names::group_name(&group.name)).collect();
        Self {
            api: site.api("autoscaling", RATE, Client::new),
            listed: listed.into_iter().map(str::to_owned).collect(),
            now: site.now,
        }
    }

    async fn groups(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let found = describe::groups(&self.api, &self.listed).await?;
            // A name that no group has may have a typing error. That nobody can tell costs nothing else.
            if self.listed.iter().any(|name| !found.contains_key(name)) {
                let others = describe::names(&self.api).await.unwrap_or_default();
                facts.write(|facts| facts.autoscaling.others.extend(others));
            }
            Ok(found)
        };
        facts.ask(Source::Groups, |facts| &mut facts.autoscaling.groups, answer).await;
    }

    async fn activities(&self, facts: &Facts<'_, RegionSnapshot>) {
        let since = self.now.saturating_sub(ACTIVITIES).unwrap_or(Timestamp::MIN);
        let answer = async |group: &str| describe::activities(&self.api, group, since).await;
        let groups = self.listed.clone();
        facts.ask_each(Source::ScalingActivities, |facts| &mut facts.autoscaling.activities, groups, answer).await;
    }

    async fn refreshes(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |group: &str| {
            let request = self.api.client.describe_instance_refreshes().auto_scaling_group_name(group);
            // The newest comes first, and no second one starts before it is over.
            let request = request.max_records(1);
            let answer = self.api.send(|| request.clone().send()).await?;
            Ok(answer.instance_refreshes().first().map(refresh))
        };
        let groups = self.listed.clone();
        facts.ask_each(Source::InstanceRefreshes, |facts| &mut facts.autoscaling.refreshes, groups, answer).await;
    }

    async fn launch_configurations(&self, facts: &Facts<'_, RegionSnapshot>) {
        let source = Source::LaunchConfigurations;
        let answer = async {
            let wanted = facts.read(configurations_in_use).into_iter().collect();
            describe::launch_configurations(&self.api, &or_needs(facts, wanted, source)?).await
        };
        facts.ask(source, |facts| &mut facts.autoscaling.launch_configurations, answer).await;
    }

    /// The groups behind the listed balancers.
    async fn attached(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let behind = facts.read(|facts| keys(&facts.elb.target_groups)).unwrap_or_default();
            describe::attached(&self.api, &or_needs(facts, behind, Source::AttachedGroups)?).await
        };
        facts.ask(Source::AttachedGroups, |facts| &mut facts.autoscaling.attached, answer).await;
    }
}

impl Regional for AutoScaling<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::ScalingActivities) {
            facts.expect(|facts| &mut facts.autoscaling.activities, &self.listed);
        }
        if facts.is_planned(Source::InstanceRefreshes) {
            facts.expect(|facts| &mut facts.autoscaling.refreshes, &self.listed);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        let policies = describe::policies(&self.api, &self.listed);
        let schedule = describe::scheduled_actions(&self.api, &self.listed);
        let account_use = describe::account_use(&self.api);
        vec![
            row(Source::Groups, self.groups(facts)),
            facts.row(Source::ScalingPolicies, |facts| &mut facts.autoscaling.policies, policies),
            facts.row(Source::ScheduledActions, |facts| &mut facts.autoscaling.scheduled_actions, schedule),
            row(Source::ScalingActivities, self.activities(facts)),
            row(Source::InstanceRefreshes, self.refreshes(facts)),
            row(Source::LaunchConfigurations, self.launch_configurations(facts)),
            facts.row(Source::AutoScalingUse, |facts| &mut facts.autoscaling.account_use, account_use),
            row(Source::AttachedGroups, self.attached(facts)),
        ]
    }
}

fn refresh(answer: &InstanceRefreshAnswer) -> InstanceRefresh {
    InstanceRefresh {
        status: state(answer.status().map(InstanceRefreshStatus::as_str)),
        reason: answer.status_reason().map(str::to_owned),
        start: timestamp(answer.start_time()),
        percent: answer.percentage_complete().and_then(|percent| u32::try_from(percent).ok()),
    }
}
