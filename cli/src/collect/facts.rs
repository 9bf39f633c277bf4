//! The answers of one account or one region, filled in while other answers are still open.

use std::{cell::RefCell, collections::BTreeSet, future::Future};

use futures::future::join_all;
use iem_core::{
    snapshot::{AccountSnapshot, Fact, Missed, PerResource, RegionSnapshot},
    source::Source,
};

use super::limits::Run;

/// Answers of type `F`, and which sources are to be asked for them.
pub(super) struct Facts<'a, F> {
    run: &'a Run,
    place: String,
    planned: BTreeSet<Source>,
    answers: RefCell<F>,
}

impl<'a, F: Slots> Facts<'a, F> {
    pub(super) fn new(run: &'a Run, place: String, planned: BTreeSet<Source>, answers: F) -> Self {
        Self { run, place, planned, answers: RefCell::new(answers) }
    }

    pub(super) fn is_planned(&self, source: Source) -> bool {
        self.planned.contains(&source)
    }

    /// Looks at what has been answered so far.
    pub(super) fn read<T>(&self, look: impl FnOnce(&F) -> T) -> T {
        look(&self.answers.borrow())
    }

    /// Changes what has been answered so far.
    pub(super) fn write(&self, change: impl FnOnce(&mut F)) {
        change(&mut self.answers.borrow_mut());
    }

    pub(super) fn into_answers(self) -> F {
        self.answers.into_inner()
    }

    /// Asks a source that has one answer.
    pub(super) async fn ask<T>(
        &self,
        source: Source,
        slot: fn(&mut F) -> &mut Fact<T>,
        answer: impl Future<Output = Result<T, Missed>>,
    ) {
        if !self.is_planned(source) {
            return;
        }
        let fact = fact(answer.await);
        self.write(|answers| *slot(answers) = fact);
        self.done(source);
    }

    /// Asks a source that answers one resource at a time, about those that have no answer yet.
    pub(super) async fn ask_each<T>(
        &self,
        source: Source,
        slot: fn(&mut F) -> &mut PerResource<T>,
        mut keys: Vec<String>,
        answer: impl AsyncFn(&str) -> Result<T, Missed>,
    ) {
        if !self.is_planned(source) {
            return;
        }
        self.write(|answers| {
            let known = slot(answers);
            keys.retain(|key| known.get(key).is_none_or(Fact::is_open));
        });
        self.expect(slot, &keys);
        let ask = |key: String| {
            let answer = &answer;
            async move {
                let fact = fact(answer(&key).await);
                self.write(|answers| _ = slot(answers).insert(key, fact));
            }
        };
        join_all(keys.into_iter().map(ask)).await;
        self.done(source);
    }

    /// Says which resources are going to be asked for, so that none is lost when the run ends early.
    pub(super) fn expect<T>(&self, slot: fn(&mut F) -> &mut PerResource<T>, keys: &[String]) {
        self.write(|answers| {
            for key in keys {
                slot(answers).entry(key.clone()).or_default();
            }
        });
    }

    /// Fails when a source that `source` builds on was asked for and has no answer.
    pub(super) fn needs(&self, source: Source) -> Result<(), Missed> {
        for &before in source.info().after {
            let mut answers = self.answers.borrow_mut();
            let missed = answers.slot(before).and_then(|slot| slot.missed()).map(|it| it.reason);
            if let (Some(reason), true) = (missed, self.is_planned(before)) {
                let detail = format!("{}{}", Missed::NEEDS, before.info().title);
                return Err(Missed { reason, detail });
            }
        }
        Ok(())
    }

    /// Gives every planned source that is still open its reason.
    pub(super) fn miss_rest(&self, missed: &Missed) {
        for &source in &self.planned {
            self.write(|answers| {
                if let Some(slot) = answers.slot(source) {
                    slot.miss(missed);
                }
            });
        }
    }

    pub(super) fn done(&self, source: Source) {
        self.run.progress.done(source, &self.place);
    }
}

fn fact<T>(answer: Result<T, Missed>) -> Fact<T> {
    answer.map_or_else(Fact::Missed, Fact::Seen)
}

/// Where a source's answer goes.
pub(super) trait Slot {
    /// Why there is no answer, if there is none.
    fn missed(&self) -> Option<&Missed>;
    /// Gives a reason to what was not asked yet.
    fn miss(&mut self, missed: &Missed);
}

impl<T> Slot for Fact<T> {
    fn missed(&self) -> Option<&Missed> {
        match self {
            Self::Seen(_) => None,
            Self::Missed(missed) => Some(missed),
        }
    }

    fn miss(&mut self, missed: &Missed) {
        if self.is_open() {
            *self = Self::Missed(missed.clone());
        }
    }
}

impl<T> Slot for PerResource<T> {
    fn missed(&self) -> Option<&Missed> {
        None
    }

    fn miss(&mut self, missed: &Missed) {
        self.values_mut().for_each(|fact| fact.miss(missed));
    }
}

/// Answers in which every source has its place.
pub(super) trait Slots {
    /// Where the answer of `source` goes; `None` when it is not asked here.
    fn slot(&mut self, source: Source) -> Option<&mut dyn Slot>;
}

impl Slots for AccountSnapshot {
    fn slot(&mut self, source: Source) -> Option<&mut dyn Slot> {
        Some(match source {
            Source::Identity => &mut self.sts.identity,
            Source::TrustedAdvisorChecks => &mut self.support.checks,
            Source::TrustedAdvisorSummaries => &mut self.support.summaries,
            Source::TrustedAdvisorResults => &mut self.support.results,
            Source::HealthEvents => &mut self.health.events,
            Source::OpenHealthEvents => &mut self.health.open,
            Source::HealthEntities => &mut self.health.affected,
            Source::Distributions => &mut self.cloudfront.distributions,
            Source::DistributionCertificates => &mut self.acm.certificates,
            Source::HostedZones => &mut self.route53.zones,
            Source::DnsRecords => &mut self.route53.records,
            Source::HealthChecks => &mut self.route53.health_checks,
            Source::HealthCheckStatus => &mut self.route53.health_check_status,
            Source::DnsLimits => &mut self.route53.limits,
            Source::RecordLimits => &mut self.route53.record_limits,
            Source::ShieldSubscription => &mut self.shield.subscription,
            Source::ShieldProtections => &mut self.shield.protections,
            _ => return None,
        })
    }
}

impl Slots for RegionSnapshot {
    fn slot(&mut self, source: Source) -> Option<&mut dyn Slot> {
        Some(match source {
            Source::Identity
            | Source::TrustedAdvisorChecks
            | Source::TrustedAdvisorSummaries
            | Source::TrustedAdvisorResults
            | Source::HealthEvents
            | Source::OpenHealthEvents
            | Source::HealthEntities
            | Source::Distributions
            | Source::DistributionCertificates
            | Source::HostedZones
            | Source::DnsRecords
            | Source::HealthChecks
            | Source::HealthCheckStatus
            | Source::DnsLimits
            | Source::RecordLimits
            | Source::ShieldSubscription
            | Source::ShieldProtections => return None,
            Source::Instances => &mut self.ec2.instances,
            Source::InstanceStatus => &mut self.ec2.instance_status,
            Source::InstanceTypes => &mut self.ec2.instance_types,
            Source::Volumes => &mut self.ec2.volumes,
            Source::Snapshots => &mut self.ec2.snapshots,
            Source::Subnets => &mut self.ec2.subnets,
            Source::CapacityReservations => &mut self.ec2.capacity_reservations,
            Source::LaunchTemplates => &mut self.ec2.launch_templates,
            Source::ElasticIps => &mut self.ec2.elastic_ips,
            Source::VolumeTotals => &mut self.ec2.volume_totals,
            Source::NetworkInterfaces => &mut self.ec2.network_interfaces,
            Source::Vpcs => &mut self.vpc.vpcs,
            Source::RouteTables => &mut self.vpc.route_tables,
            Source::NatGateways => &mut self.vpc.nat_gateways,
            Source::VpcEndpoints => &mut self.vpc.endpoints,
            Source::SecurityGroups => &mut self.vpc.security_groups,
            Source::Groups => &mut self.autoscaling.groups,
            Source::ScalingPolicies => &mut self.autoscaling.policies,
            Source::ScheduledActions => &mut self.autoscaling.scheduled_actions,
            Source::ScalingActivities => &mut self.autoscaling.activities,
            Source::LaunchConfigurations => &mut self.autoscaling.launch_configurations,
            Source::AutoScalingUse => &mut self.autoscaling.account_use,
            Source::LoadBalancers => &mut self.elb.load_balancers,
            Source::LoadBalancerAttributes => &mut self.elb.attributes,
            Source::Listeners => &mut self.elb.listeners,
            Source::TargetGroups => &mut self.elb.target_groups,
            Source::TargetHealth => &mut self.elb.target_health,
            Source::LcuReservations => &mut self.elb.capacity_reservations,
            Source::DatabaseInstances => &mut self.rds.instances,
            Source::DatabaseClusters => &mut self.rds.clusters,
            Source::DatabaseMaintenance => &mut self.rds.pending_maintenance,
            Source::DatabaseSnapshots => &mut self.rds.snapshots,
            Source::DatabaseLimits => &mut self.rds.limits,
            Source::DatabaseParameters => &mut self.rds.parameters,
            Source::DatabaseClusterParameters => &mut self.rds.cluster_parameters,
            Source::CacheClusters => &mut self.elasticache.clusters,
            Source::ReplicationGroups => &mut self.elasticache.replication_groups,
            Source::ServerlessCaches => &mut self.elasticache.serverless_caches,
            Source::CacheUpdates => &mut self.elasticache.updates,
            Source::ClassicBalancers => &mut self.classic_elb.load_balancers,
            Source::ClassicBalancerAttributes => &mut self.classic_elb.attributes,
            Source::ClassicInstanceHealth => &mut self.classic_elb.instance_health,
            Source::Tables => &mut self.dynamodb.tables,
            Source::TableRecovery => &mut self.dynamodb.point_in_time_recovery,
            Source::TableLimits => &mut self.dynamodb.limits,
            Source::TableScaling => &mut self.dynamodb.scaling_targets,
            Source::EcsServices => &mut self.ecs.services,
            Source::TaskDefinitions => &mut self.ecs.task_definitions,
            Source::ServiceScaling => &mut self.ecs.scaling_targets,
            Source::ServicePolicies => &mut self.ecs.scaling_policies,
            Source::ServiceSchedules => &mut self.ecs.scheduled_actions,
            Source::AttachedServices => &mut self.ecs.attached,
            Source::EksClusters => &mut self.eks.clusters,
            Source::NodeGroups => &mut self.eks.node_groups,
            Source::Buckets => &mut self.s3.buckets,
            Source::BucketVersioning => &mut self.s3.versioning,
            Source::RecoveryPoints => &mut self.backup.protected,
            Source::MailAccount => &mut self.ses.account,
            Source::MailIdentityNames => &mut self.ses.names,
            Source::MailIdentities => &mut self.ses.identities,
            Source::Functions => &mut self.lambda.functions,
            Source::ReservedConcurrency => &mut self.lambda.reserved_concurrency,
            Source::ProvisionedConcurrency => &mut self.lambda.provisioned_concurrency,
            Source::EventSources => &mut self.lambda.event_sources,
            Source::AccountConcurrency => &mut self.lambda.account_concurrency,
            Source::RestApis => &mut self.apigateway.rest_apis,
            Source::HttpApis => &mut self.apigateway.http_apis,
            Source::ApiStages => &mut self.apigateway.stages,
            Source::ApiThrottle => &mut self.apigateway.account_throttle,
            Source::QueueUrls => &mut self.sqs.urls,
            Source::Queues => &mut self.sqs.queues,
            Source::Topics => &mut self.sns.topics,
            Source::BalancerWebAcls => &mut self.waf.web_acls,
            Source::AttachedGroups => &mut self.autoscaling.attached,
            Source::AttachedTargetGroups => &mut self.elb.attached,
            Source::Stacks => &mut self.cloudformation.stacks,
            Source::StackResources => &mut self.cloudformation.resources,
            Source::TaggedResources => &mut self.tagging.resources,
            Source::QuotaValues => &mut self.quotas.values,
            Source::QuotaLists => &mut self.quotas.listed,
            Source::QuotaRequests => &mut self.quotas.requests,
            Source::Metrics => &mut self.cloudwatch.metrics,
            Source::Alarms => &mut self.cloudwatch.alarms,
            Source::EventMetrics => &mut self.cloudwatch.event,
            Source::BaselineMetrics => &mut self.cloudwatch.baseline,
            Source::MonthlyMetrics => &mut self.cloudwatch.months,
            Source::AlarmHistory => &mut self.cloudwatch.alarm_history,
            Source::Changes => &mut self.cloudtrail.changes,
            Source::ListenerCertificates => &mut self.acm.certificates,
        })
    }
}

#[cfg(test)]
mod tests {
    use iem_core::source::Scope;

    use super::*;

    #[test]
    fn every_source_has_its_place() {
        for &source in Source::ALL {
            let in_account = AccountSnapshot::default().slot(source).is_some();
            let in_region = RegionSnapshot::default().slot(source).is_some();
            let expected = source.info().scope == Scope::Account;
            assert_eq!((in_account, in_region), (expected, !expected), "{source:?}");
        }
    }
}
