//! Application Auto Scaling: of DynamoDB tables, and of ECS services.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_applicationautoscaling::{
    Client,
    types::{self, ServiceNamespace},
};
use iem_core::{
    aws::{
        dynamodb,
        ecs::facts::{ScalingTarget, ScheduledAction},
    },
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{count, given, required, text, timestamp},
    in_use::keys,
    limits::{Api, Rate, in_chunks},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 10, per_second: 10 };
/// Largest page of `DescribeScalableTargets` and `DescribeScheduledActions`, and most targets that one call can name.
const PAGE: i32 = 50;

/// Application Auto Scaling in one region.
pub(super) struct ApplicationScaling<'a> {
    api: Api<'a, Client>,
}

impl<'a> ApplicationScaling<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self { api: site.api("application-autoscaling", RATE, Client::new) }
    }

    async fn tables(&self, facts: &Facts<'_, RegionSnapshot>) {
        let tables = facts.read(|facts| {
            let provisioned = |(name, fact): (&String, &Fact<Option<dynamodb::facts::Table>>)| match fact {
                Fact::Seen(Some(table)) if !table.on_demand => Some(name.clone()),
                _ => None,
            };
            facts.dynamodb.tables.iter().filter_map(provisioned).collect::<BTreeSet<_>>()
        });
        let answer = async { table_targets(&self.api, &tables).await };
        facts.ask(Source::TableScaling, |facts| &mut facts.dynamodb.scaling_targets, answer).await;
    }

    async fn service_targets(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async { self.targets(self.services(facts, Source::ServiceScaling)?).await };
        facts.ask(Source::ServiceScaling, |facts| &mut facts.ecs.scaling_targets, answer).await;
    }

    async fn service_schedules(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async { self.schedules(&self.services(facts, Source::ServiceSchedules)?).await };
        facts.ask(Source::ServiceSchedules, |facts| &mut facts.ecs.scheduled_actions, answer).await;
    }

    /// The listed services that exist.
    fn services(&self, facts: &Facts<'_, RegionSnapshot>, source: Source) -> Result<Vec<String>, Missed> {
        let services = facts.read(|facts| facts.ecs.services.seen().map(|all| all.keys().cloned().collect::<Vec<_>>()));
        match services {
            Some(services) => Ok(services),
            None => facts.needs(source).map(|()| Vec::new()),
        }
    }

    async fn targets(&self, services: Vec<String>) -> Result<BTreeMap<String, ScalingTarget>, Missed> {
        let ids: Vec<String> = services.iter().map(|name| format!("service/{name}")).collect();
        let at_once = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let pages = in_chunks(&ids, at_once, async |ids| {
            let request = self.api.client.describe_scalable_targets().service_namespace(ServiceNamespace::Ecs);
            let request = request.set_resource_ids(Some(ids.to_vec())).max_results(PAGE);
            self.api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
        });
        let pages = pages.await?;
        let target = |target: &types::ScalableTarget| {
            let suspended = target.suspended_state();
            let found = ScalingTarget {
                minimum: count(Some(target.min_capacity()), "MinCapacity")?,
                maximum: count(Some(target.max_capacity()), "MaxCapacity")?,
                scale_out_suspended: suspended.and_then(|it| it.dynamic_scaling_out_suspended()) == Some(true),
                schedule_suspended: suspended.and_then(|it| it.scheduled_scaling_suspended()) == Some(true),
            };
            Ok((service_of(target.resource_id())?, found))
        };
        pages.iter().flat_map(|page| page.scalable_targets()).map(target).collect()
    }

    /// Scheduled actions of `services`. No filter takes more than one of them, so that all are listed.
    async fn schedules(&self, services: &[String]) -> Result<BTreeMap<String, Vec<ScheduledAction>>, Missed> {
        if services.is_empty() {
            return Ok(BTreeMap::new());
        }
        let request = self.api.client.describe_scheduled_actions().service_namespace(ServiceNamespace::Ecs);
        let request = request.max_results(PAGE);
        let pages = self.api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token());
        let mut found: BTreeMap<String, Vec<ScheduledAction>> = BTreeMap::new();
        for action in pages.await?.iter().flat_map(|page| page.scheduled_actions()) {
            let service = service_of(action.resource_id())?;
            if services.contains(&service) {
                found.entry(service).or_default().push(scheduled_action(action)?);
            }
        }
        Ok(found)
    }

    async fn policies(&self, facts: &Facts<'_, RegionSnapshot>) {
        let scaled = facts.read(|facts| keys(&facts.ecs.scaling_targets)).unwrap_or_default();
        let answer = async |service: &str| {
            let request = self.api.client.describe_scaling_policies().service_namespace(ServiceNamespace::Ecs);
            let request = request.resource_id(format!("service/{service}"));
            let pages = self.api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token());
            let pages = pages.await?;
            let policies = pages.iter().flat_map(|page| page.scaling_policies());
            policies.map(|policy| text(Some(policy.policy_name()), "PolicyName")).collect::<Result<Vec<_>, Missed>>()
        };
        facts.ask_each(Source::ServicePolicies, |facts| &mut facts.ecs.scaling_policies, scaled, answer).await;
    }
}

impl Regional for ApplicationScaling<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            row(Source::TableScaling, self.tables(facts)),
            row(Source::ServiceScaling, self.service_targets(facts)),
            row(Source::ServicePolicies, self.policies(facts)),
            row(Source::ServiceSchedules, self.service_schedules(facts)),
        ]
    }
}

/// `shop/checkout` of `service/shop/checkout`.
fn service_of(resource_id: &str) -> Result<String, Missed> {
    text(resource_id.strip_prefix("service/"), "ResourceId")
}

fn scheduled_action(action: &types::ScheduledAction) -> Result<ScheduledAction, Missed> {
    let sets = action.scalable_target_action();
    let tasks = |number: Option<i32>, name| number.map(|number| count(Some(number), name)).transpose();
    Ok(ScheduledAction {
        name: text(Some(action.scheduled_action_name()), "ScheduledActionName")?,
        schedule: text(Some(action.schedule()), "Schedule")?,
        time_zone: given(action.timezone()),
        start: timestamp(action.start_time()),
        end: timestamp(action.end_time()),
        minimum: tasks(sets.and_then(|it| it.min_capacity()), "MinCapacity")?,
        maximum: tasks(sets.and_then(|it| it.max_capacity()), "MaxCapacity")?,
    })
}

/// Auto scaling of `tables` and their indexes.
async fn table_targets(
    api: &Api<'_, Client>,
    tables: &BTreeSet<String>,
) -> Result<BTreeMap<String, dynamodb::facts::ScalingTarget>, Missed> {
    if tables.is_empty() {
        return Ok(BTreeMap::new());
    }
    let request = api.client.describe_scalable_targets().service_namespace(ServiceNamespace::Dynamodb);
    let request = request.max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut found = BTreeMap::new();
    for target in pages.iter().flat_map(|page| page.scalable_targets()) {
        let table = target.resource_id().split('/').nth(1).unwrap_or_default();
        if tables.contains(table) {
            let key = format!("{} {}", target.resource_id(), target.scalable_dimension().as_str());
            let maximum = required(u64::try_from(target.max_capacity()).ok(), "MaxCapacity")?;
            let suspended = target.suspended_state().and_then(|it| it.dynamic_scaling_out_suspended());
            found.insert(key, dynamodb::facts::ScalingTarget { maximum, suspended: suspended == Some(true) });
        }
    }
    Ok(found)
}
