//! Amazon ECS.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ecs::{Client, types};
use futures::future::try_join_all;
use iem_core::{
    aws::ecs::{
        self,
        facts::{CapacityProvider, CircuitBreaker, Deployment, Service, TaskDefinition},
    },
    event::ResourceKind,
    names,
    snapshot::{Fact, Missed, Reason, RegionSnapshot},
    source::Source,
};
use tokio::sync::OnceCell;

use super::{
    facts::Facts,
    fields::{count, given, required, state, text},
    limits::{Api, Rate},
    missed::Failure,
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none; a guess below what other tools live with.
const RATE: Rate = Rate { burst: 10, per_second: 5 };
/// Largest page of `ListClusters` and `ListServices`.
const PAGE: i32 = 100;
/// Most services that one `DescribeServices` takes.
const DESCRIBED_AT_ONCE: usize = 10;
/// Most services of a region that are looked through for those behind a balancer: twenty calls.
const LOOKED_THROUGH: usize = 200;

/// Amazon ECS in one region.
pub(super) struct Ecs<'a> {
    api: Api<'a, Client>,
    listed: BTreeSet<String>,
    /// Names of all services, once somebody needs them.
    names: OnceCell<Result<BTreeSet<String>, Missed>>,
}

impl<'a> Ecs<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::EcsService);
        Self {
            api: site.api("ecs", RATE, Client::new),
            listed: listed.map(|service| names::ecs_service_name(&service.name).to_owned()).collect(),
            names: OnceCell::new(),
        }
    }

    async fn services(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<BTreeMap<String, Service>, Missed> {
        let (mut wanted, bare): (BTreeSet<String>, BTreeSet<String>) =
            self.listed.iter().cloned().partition(|name| name.contains('/'));
        if !bare.is_empty() {
            let all = self.names(facts).await?;
            let is_meant = |name: &&String| bare.iter().any(|written| names::is_ecs_service(name, written));
            wanted.extend(all.iter().filter(is_meant).cloned());
        }
        let services = services(&self.api, &wanted).await?;
        // Other names are asked for only where one of them may have been meant.
        if wanted.iter().any(|name| !services.contains_key(name)) {
            self.names(facts).await.ok();
        }
        Ok(services)
    }

    /// The services behind the balancers: only where a target group has addresses that no Auto Scaling
    /// group explains, because no filter of Amazon ECS knows target groups.
    async fn attached(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<BTreeMap<String, Vec<String>>, Missed> {
        facts.needs(Source::AttachedServices)?;
        let open = facts.read(ecs::capacity::unexplained_target_groups);
        if open.is_empty() {
            return Ok(BTreeMap::new());
        }
        let all = self.names(facts).await?;
        if all.len() > LOOKED_THROUGH {
            let detail = format!("{} services are too many to look through: list those behind balancers", all.len());
            return Err(Failure::new(Reason::Failed, &detail).missed);
        }
        let services = services(&self.api, all).await?.into_iter();
        let is_behind = |service: &Service| service.target_groups.iter().any(|arn| open.contains(arn));
        let behind = services.filter(|(_, service)| service.status == "ACTIVE" && is_behind(service));
        Ok(behind.map(|(name, service)| (name, service.target_groups)).collect())
    }

    /// Names of all services of the region, which an earlier round may have asked for.
    async fn names(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<&BTreeSet<String>, Missed> {
        let ask = || async {
            if let Some(known) = facts.read(|facts| facts.ecs.service_names.seen().cloned()) {
                return Ok(known);
            }
            let names = service_names(&self.api).await;
            let fact = names.clone().map_or_else(Fact::Missed, Fact::Seen);
            facts.write(|facts| facts.ecs.service_names = fact);
            names
        };
        self.names.get_or_init(ask).await.as_ref().map_err(Missed::clone)
    }

    async fn task_definitions(&self, facts: &Facts<'_, RegionSnapshot>) {
        let wanted = facts.read(ecs::capacity::task_definitions).into_iter().collect();
        let answer = async |arn: &str| task_definition(&self.api, arn).await;
        facts.ask_each(Source::TaskDefinitions, |facts| &mut facts.ecs.task_definitions, wanted, answer).await;
    }
}

impl Regional for Ecs<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::EcsServices, |facts| &mut facts.ecs.services, self.services(facts)),
            row(Source::TaskDefinitions, self.task_definitions(facts)),
            facts.row(Source::AttachedServices, |facts| &mut facts.ecs.attached, self.attached(facts)),
        ]
    }
}

/// Names of all services, by `cluster/service`.
async fn service_names(api: &Api<'_, Client>) -> Result<BTreeSet<String>, Missed> {
    let request = api.client.list_clusters().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let of_cluster = |cluster: String| async move {
        let cluster = cluster.rsplit('/').next().unwrap_or(&cluster).to_owned();
        let request = api.client.list_services().cluster(&cluster).max_results(PAGE);
        let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
        let arns = pages.into_iter().filter_map(|page| page.service_arns).flatten();
        Ok::<_, Failure>(arns.map(|arn| service_name(&cluster, &arn)).collect::<Vec<_>>())
    };
    let clusters = pages.into_iter().filter_map(|page| page.cluster_arns).flatten();
    Ok(try_join_all(clusters.map(of_cluster)).await?.into_iter().flatten().collect())
}

/// An ARN of the old format does not name its cluster.
fn service_name(cluster: &str, arn: &str) -> String {
    format!("{cluster}/{}", arn.rsplit('/').next().unwrap_or(arn))
}

/// Describes services that are named with their cluster. Those that do not exist are left out.
async fn services(api: &Api<'_, Client>, wanted: &BTreeSet<String>) -> Result<BTreeMap<String, Service>, Missed> {
    let mut clusters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (cluster, name) in wanted.iter().filter_map(|name| name.split_once('/')) {
        clusters.entry(cluster).or_default().push(name);
    }
    let chunks = clusters
        .iter()
        .flat_map(|(&cluster, names)| names.chunks(DESCRIBED_AT_ONCE).map(move |names| (cluster, names)));
    let ask = |(cluster, names): (&str, &[&str])| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let request = api.client.describe_services().cluster(cluster).set_services(Some(names));
        let cluster = cluster.to_owned();
        async move {
            let answer = match api.send(|| request.send()).await {
                Ok(answer) => answer,
                Err(failure) if failure.is(&["ClusterNotFoundException"]) => return Ok(Vec::new()),
                Err(failure) => return Err(failure.into()),
            };
            if let Some(other) = answer.failures().iter().find(|failure| failure.reason() != Some("MISSING")) {
                let detail = format!("{}: {}", other.arn().unwrap_or(&cluster), other.reason().unwrap_or("no reason"));
                return Err(Failure::new(Reason::Failed, &detail).missed);
            }
            let named = |it: &types::Service| {
                Ok((service_name(&cluster, &text(it.service_name(), "serviceName")?), service(it)?))
            };
            answer.services().iter().map(named).collect::<Result<Vec<_>, Missed>>()
        }
    };
    Ok(try_join_all(chunks.map(ask)).await?.into_iter().flatten().collect())
}

fn service(service: &types::Service) -> Result<Service, Missed> {
    let balancers = service.load_balancers();
    let network = service.network_configuration().and_then(|network| network.awsvpc_configuration());
    let breaker = service.deployment_configuration().and_then(|it| it.deployment_circuit_breaker());
    let spread = |it: &&types::PlacementStrategy| it.r#type() == Some(&types::PlacementStrategyType::Spread);
    let provider = |it: &types::CapacityProviderStrategyItem| {
        Ok(CapacityProvider {
            name: text(Some(it.capacity_provider()), "capacityProvider")?,
            base: count(Some(it.base()), "base")?,
            weight: count(Some(it.weight()), "weight")?,
        })
    };
    let deployment = |it: &types::Deployment| Deployment {
        status: state(it.status()),
        rollout: given(it.rollout_state().map(|state| state.as_str())),
        reason: it.rollout_state_reason().unwrap_or_default().to_owned(),
    };
    Ok(Service {
        arn: text(service.service_arn(), "serviceArn")?,
        status: state(service.status()),
        desired: count(Some(service.desired_count()), "desiredCount")?,
        running: count(Some(service.running_count()), "runningCount")?,
        pending: count(Some(service.pending_count()), "pendingCount")?,
        scheduling: given(service.scheduling_strategy().map(|it| it.as_str())),
        launch_type: given(service.launch_type().map(|it| it.as_str())),
        capacity_providers: service.capacity_provider_strategy().iter().map(provider).collect::<Result<_, Missed>>()?,
        task_definition: given(service.task_definition()),
        deployments: service.deployments().iter().map(deployment).collect(),
        controller: given(service.deployment_controller().map(|it| it.r#type().as_str())),
        circuit_breaker: breaker.map(|it| CircuitBreaker { enabled: it.enable(), rollback: it.rollback() }),
        target_groups: balancers.iter().filter_map(|it| given(it.target_group_arn())).collect(),
        classic_load_balancers: balancers.iter().filter_map(|it| given(it.load_balancer_name())).collect(),
        subnets: network.map(|network| network.subnets().to_vec()).unwrap_or_default(),
        spread_over: service.placement_strategy().iter().filter(spread).filter_map(|it| given(it.field())).collect(),
    })
}

async fn task_definition(api: &Api<'_, Client>, arn: &str) -> Result<TaskDefinition, Missed> {
    let answer = api.send(|| api.client.describe_task_definition().task_definition(arn).send()).await?;
    let definition = required(answer.task_definition(), "taskDefinition")?;
    Ok(TaskDefinition { cpu: required(definition.cpu().and_then(|cpu| cpu.parse().ok()), "cpu")? })
}
