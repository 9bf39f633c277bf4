//! One region of one account: what is asked there, and what has to wait for what.

mod balancers;

use std::collections::{BTreeMap, BTreeSet};

use aws_config::SdkConfig;
use futures::{
    FutureExt,
    future::{LocalBoxFuture, Shared, join_all},
};
use iem_core::{
    capacity,
    event::{Event, Resource, ResourceKind},
    metrics, names,
    report::{self, Past},
    snapshot::{AccountSnapshot, Missed, RegionSnapshot},
    source::{Scope, Source},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    apigateway::ApiGateway,
    application_scaling::ApplicationScaling,
    autoscaling,
    backup::Backup,
    certificates,
    classic_elb::ClassicElb,
    clients,
    cloudformation::CloudFormation,
    cloudwatch,
    dynamodb::DynamoDb,
    ec2,
    ecs::Ecs,
    edge::Asked,
    eks::Eks,
    elasticache::ElastiCache,
    facts::Facts,
    in_use::{configurations_in_use, keys, templates_in_use},
    lambda::Lambda,
    limits::{Api, Rate, Run},
    messaging::Messaging,
    quotas::Quotas,
    rds::Rds,
    review::Review,
    s3::S3,
    ses::Ses,
    tagging::Tagging,
    vpc,
    waf::Waf,
};

/// How far back scaling activities are read.
const ACTIVITIES: SignedDuration = SignedDuration::from_hours(14 * 24);

// Request limits as AWS publishes them, or a guess below what other tools live with
// ("EC2 request throttling", "Service quotas" pages of the services).
const EC2: Rate = Rate { burst: 100, per_second: 20 };
const ELB: Rate = Rate { burst: 40, per_second: 10 };
const AUTO_SCALING: Rate = Rate { burst: 10, per_second: 10 };
const METRICS: Rate = Rate { burst: 50, per_second: 50 };
const ALARMS: Rate = Rate { burst: 9, per_second: 9 };

/// One region of one account.
pub(super) struct Place<'a> {
    event: &'a Event,
    account: &'a str,
    pub(super) region: &'a str,
    now: Timestamp,
    pub(super) facts: Facts<'a, RegionSnapshot>,
    groups: Vec<String>,
    /// Target groups that earlier rounds have described.
    described: BTreeSet<String>,
    ec2: Api<'a, aws_sdk_ec2::Client>,
    elb: Api<'a, aws_sdk_elasticloadbalancingv2::Client>,
    acm: Api<'a, aws_sdk_acm::Client>,
    waf: Waf<'a>,
    autoscaling: Api<'a, aws_sdk_autoscaling::Client>,
    rds: Rds<'a>,
    elasticache: ElastiCache<'a>,
    quotas: Quotas<'a>,
    metrics: Api<'a, aws_sdk_cloudwatch::Client>,
    alarms: Api<'a, aws_sdk_cloudwatch::Client>,
    classic_elb: ClassicElb<'a>,
    dynamodb: DynamoDb<'a>,
    application_scaling: ApplicationScaling<'a>,
    ecs: Ecs<'a>,
    eks: Eks<'a>,
    s3: S3<'a>,
    backup: Backup<'a>,
    ses: Ses<'a>,
    lambda: Lambda<'a>,
    apigateway: ApiGateway<'a>,
    messaging: Messaging<'a>,
    cloudformation: CloudFormation<'a>,
    tagging: Tagging<'a>,
    review: Review<'a>,
}

impl<'a> Place<'a> {
    pub(super) fn new(
        run: &'a Run,
        event: &'a Event,
        (account, region, known): (&'a str, &'a str, RegionSnapshot),
        planned: BTreeSet<Source>,
        config: &SdkConfig,
        past: Option<Past<'a>>,
        now: Timestamp,
    ) -> Self {
        let config = clients::in_region(config, region);
        let cloudwatch = aws_sdk_cloudwatch::Client::new;
        let elb = aws_sdk_elasticloadbalancingv2::Client::new;
        let label = format!("{account} {region}");
        let groups = event.listed(ResourceKind::AutoScalingGroup, account, region);
        let groups: BTreeSet<_> = groups.map(|group| names::group_name(&group.name)).collect();
        let described = known.elb.target_groups.seen().into_iter().flat_map(BTreeMap::keys);
        let place = Self {
            event,
            account,
            region,
            now,
            groups: groups.into_iter().map(str::to_owned).collect(),
            described: described.cloned().collect(),
            ec2: Api::new(run, "ec2", EC2, &config, aws_sdk_ec2::Client::new),
            elb: Api::new(run, "elasticloadbalancing", ELB, &config, elb),
            acm: Api::new(run, "acm", certificates::RATE, &config, aws_sdk_acm::Client::new),
            waf: Waf::new(run, &config),
            autoscaling: Api::new(run, "autoscaling", AUTO_SCALING, &config, aws_sdk_autoscaling::Client::new),
            rds: Rds::new(run, event, (account, region), &config),
            elasticache: ElastiCache::new(run, &config),
            quotas: Quotas::new(run, &config),
            metrics: Api::new(run, "cloudwatch", METRICS, &config, cloudwatch),
            alarms: Api::new(run, "cloudwatch", ALARMS, &config, cloudwatch),
            classic_elb: ClassicElb::new(run, event, (account, region), &config),
            dynamodb: DynamoDb::new(run, event, (account, region), &config),
            application_scaling: ApplicationScaling::new(run, &config),
            ecs: Ecs::new(run, event, (account, region), &config),
            eks: Eks::new(run, event, (account, region), &config),
            s3: S3::new(run, event, (account, region), &config),
            backup: Backup::new(run, &config),
            ses: Ses::new(run, event, (account, region), &config),
            lambda: Lambda::new(run, event, (account, region), &config),
            apigateway: ApiGateway::new(run, event, (account, region), &config),
            messaging: Messaging::new(run, event, (account, region), &config),
            cloudformation: CloudFormation::new(run, event, (account, region), &known, &config),
            tagging: Tagging::new(run, event, (account, region), &config),
            review: Review::new(run, event, (account, region), &config, past, now),
            facts: Facts::new(run, label, planned, known),
        };
        place.expect_what_is_listed();
        place
    }

    /// What is known to be asked for before anything has answered.
    fn expect_what_is_listed(&self) {
        if self.facts.is_planned(Source::ScalingActivities) {
            self.facts.expect(|facts| &mut facts.autoscaling.activities, &self.groups);
        }
        if self.facts.is_planned(Source::Metrics) {
            let keys: Vec<String> = self.wanted_metrics().iter().map(metrics::Metric::key).collect();
            self.facts.expect(|facts| &mut facts.cloudwatch.metrics, &keys);
        }
        self.quotas.expect(&self.facts);
        self.cloudformation.expect(&self.facts);
        self.tagging.expect(&self.facts);
        self.dynamodb.expect(&self.facts);
        self.s3.expect(&self.facts);
        self.lambda.expect(&self.facts);
        self.messaging.expect(&self.facts);
        self.review.expect(&AccountSnapshot::default(), &self.facts);
    }

    /// Asks everything that is planned here. What builds on another answer starts as soon as
    /// that answer is there, whatever else is still open.
    pub(super) async fn ask(&self, edge: &Asked<'_>) {
        let mut asked: BTreeMap<Source, Shared<LocalBoxFuture<'_, ()>>> = BTreeMap::new();
        let mut open: Vec<Source> =
            Source::ALL.iter().copied().filter(|source| source.info().scope == Scope::Region).collect();
        while let Some(at) =
            open.iter().position(|source| source.info().after.iter().all(|before| asked.contains_key(before)))
        {
            let source = open.remove(at);
            let before: Vec<_> = source.info().after.iter().filter_map(|before| asked.get(before).cloned()).collect();
            let answer = async move {
                join_all(before).await;
                self.ask_one(source, edge).await;
            };
            asked.insert(source, answer.boxed_local().shared());
        }
        join_all(asked.into_values()).await;
    }

    /// Every answer is boxed by itself: together they would not fit on a stack.
    fn ask_one<'s>(&'s self, source: Source, edge: &'s Asked<'_>) -> LocalBoxFuture<'s, ()> {
        match source {
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
            | Source::ShieldProtections => async {}.boxed_local(),
            Source::Instances => self.instances().boxed_local(),
            Source::InstanceStatus => self.instance_status().boxed_local(),
            Source::InstanceTypes => self.instance_types().boxed_local(),
            Source::Volumes => self.volumes().boxed_local(),
            Source::Snapshots => self.snapshots().boxed_local(),
            Source::Subnets => self.subnets().boxed_local(),
            Source::CapacityReservations => self.capacity_reservations().boxed_local(),
            Source::LaunchTemplates => self.launch_templates().boxed_local(),
            Source::ElasticIps => self.elastic_ips().boxed_local(),
            Source::VolumeTotals => self.volume_totals().boxed_local(),
            Source::NetworkInterfaces => self.network_interfaces().boxed_local(),
            Source::Vpcs
            | Source::RouteTables
            | Source::NatGateways
            | Source::VpcEndpoints
            | Source::SecurityGroups => vpc::ask(&self.ec2, &self.facts, source),
            Source::Groups => self.groups().boxed_local(),
            Source::ScalingPolicies => self.policies().boxed_local(),
            Source::ScheduledActions => self.scheduled_actions().boxed_local(),
            Source::ScalingActivities => self.activities().boxed_local(),
            Source::LaunchConfigurations => self.launch_configurations().boxed_local(),
            Source::AutoScalingUse => self.auto_scaling_use().boxed_local(),
            Source::LoadBalancers => self.load_balancers().boxed_local(),
            Source::LoadBalancerAttributes => self.attributes().boxed_local(),
            Source::Listeners => self.listeners().boxed_local(),
            Source::TargetGroups => self.target_groups().boxed_local(),
            Source::TargetHealth => self.target_health().boxed_local(),
            Source::LcuReservations => self.lcu_reservations().boxed_local(),
            Source::DatabaseInstances
            | Source::DatabaseClusters
            | Source::DatabaseMaintenance
            | Source::DatabaseSnapshots
            | Source::DatabaseLimits
            | Source::DatabaseParameters
            | Source::DatabaseClusterParameters => self.rds.ask(&self.facts, source),
            Source::CacheClusters | Source::ReplicationGroups | Source::ServerlessCaches | Source::CacheUpdates => {
                self.elasticache.ask(&self.facts, source)
            }
            Source::ClassicBalancers | Source::ClassicBalancerAttributes | Source::ClassicInstanceHealth => {
                self.classic_elb.ask(&self.facts, source)
            }
            Source::Tables | Source::TableRecovery | Source::TableLimits => self.dynamodb.ask(&self.facts, source),
            Source::EcsServices | Source::TaskDefinitions | Source::AttachedServices => {
                self.ecs.ask(&self.facts, source)
            }
            Source::EksClusters | Source::NodeGroups => self.eks.ask(&self.facts, source),
            Source::TableScaling | Source::ServiceScaling | Source::ServicePolicies | Source::ServiceSchedules => {
                self.application_scaling.ask(&self.facts, source)
            }
            Source::Buckets | Source::BucketVersioning => self.s3.ask(&self.facts, source),
            Source::RecoveryPoints => self.backup.ask(&self.facts).boxed_local(),
            Source::MailAccount | Source::MailIdentityNames | Source::MailIdentities => {
                self.ses.ask(&self.facts, source)
            }
            Source::Functions
            | Source::ReservedConcurrency
            | Source::ProvisionedConcurrency
            | Source::EventSources
            | Source::AccountConcurrency => self.lambda.ask(&self.facts, source),
            Source::RestApis | Source::HttpApis | Source::ApiStages | Source::ApiThrottle => {
                self.apigateway.ask(&self.facts, source)
            }
            Source::QueueUrls | Source::Queues => self.messaging.ask(&self.facts, source),
            Source::Topics => self.topics(edge).boxed_local(),
            Source::BalancerWebAcls => self.waf.ask(&self.facts).boxed_local(),
            Source::AttachedGroups => self.attached_groups().boxed_local(),
            Source::AttachedTargetGroups => self.attached_target_groups().boxed_local(),
            Source::Stacks | Source::StackResources => self.cloudformation.ask(&self.facts, source),
            Source::TaggedResources => self.tagging.ask(&self.facts).boxed_local(),
            Source::QuotaValues | Source::QuotaLists | Source::QuotaRequests => self.quotas.ask(&self.facts, source),
            Source::Metrics => self.metrics().boxed_local(),
            Source::Alarms => self.alarms().boxed_local(),
            Source::EventMetrics | Source::BaselineMetrics | Source::MonthlyMetrics => {
                self.datapoints(source, edge).boxed_local()
            }
            Source::AlarmHistory => self.review.alarm_history(&self.facts).boxed_local(),
            Source::Changes => self.review.changes(&self.facts).boxed_local(),
            Source::ListenerCertificates => self.certificates().boxed_local(),
        }
    }

    /// Stops a source that has nothing to ask for because what it builds on is missing.
    fn or_needs(&self, wanted: Vec<String>, source: Source) -> Result<Vec<String>, Missed> {
        if wanted.is_empty() {
            self.facts.needs(source)?;
        }
        Ok(wanted)
    }

    /// Ids of the listed instances that exist.
    fn instance_ids(&self, source: Source) -> Result<Vec<String>, Missed> {
        let ids = self.facts.read(|facts| keys(&facts.ec2.instances)).unwrap_or_default();
        self.or_needs(ids, source)
    }

    async fn instances(&self) {
        let listed: Vec<_> = self.event.listed(ResourceKind::Instance, self.account, self.region).collect();
        let wanted: Vec<String> = listed.iter().map(|instance| instance.name.clone()).collect();
        let answer = async {
            let found = ec2::instances(&self.ec2, &wanted).await?;
            // A name that no instance has may have a typing error. That nobody can tell costs nothing else.
            let is_gone = |it: &Resource| it.found.is_none() && names::find_instances(&found, &it.name).is_empty();
            if listed.iter().any(|it| is_gone(it)) {
                let others = ec2::instance_names(&self.ec2).await.unwrap_or_default();
                self.facts.write(|facts| facts.ec2.others.extend(others));
            }
            Ok(found)
        };
        self.facts.ask(Source::Instances, |facts| &mut facts.ec2.instances, answer).await;
    }

    async fn instance_status(&self) {
        let answer = async { ec2::instance_status(&self.ec2, &self.instance_ids(Source::InstanceStatus)?).await };
        self.facts.ask(Source::InstanceStatus, |facts| &mut facts.ec2.instance_status, answer).await;
    }

    async fn instance_types(&self) {
        let answer = async {
            let wanted = self.facts.read(capacity::instance_types).into_iter().collect();
            let wanted = self.or_needs(wanted, Source::InstanceTypes)?;
            ec2::instance_types(&self.ec2, &wanted).await
        };
        self.facts.ask(Source::InstanceTypes, |facts| &mut facts.ec2.instance_types, answer).await;
    }

    async fn volumes(&self) {
        let answer = async { ec2::volumes(&self.ec2, &self.instance_ids(Source::Volumes)?).await };
        self.facts.ask(Source::Volumes, |facts| &mut facts.ec2.volumes, answer).await;
    }

    async fn elastic_ips(&self) {
        let answer = ec2::elastic_ips(&self.ec2);
        self.facts.ask(Source::ElasticIps, |facts| &mut facts.ec2.elastic_ips, answer).await;
    }

    async fn volume_totals(&self) {
        let answer = ec2::volume_totals(&self.ec2);
        self.facts.ask(Source::VolumeTotals, |facts| &mut facts.ec2.volume_totals, answer).await;
    }

    async fn network_interfaces(&self) {
        let answer = ec2::network_interfaces(&self.ec2);
        self.facts.ask(Source::NetworkInterfaces, |facts| &mut facts.ec2.network_interfaces, answer).await;
    }

    async fn auto_scaling_use(&self) {
        let answer = autoscaling::account_use(&self.autoscaling);
        self.facts.ask(Source::AutoScalingUse, |facts| &mut facts.autoscaling.account_use, answer).await;
    }

    async fn snapshots(&self) {
        let answer = async {
            let volumes = self.facts.read(|facts| keys(&facts.ec2.volumes)).unwrap_or_default();
            let volumes = self.or_needs(volumes, Source::Snapshots)?;
            ec2::snapshots(&self.ec2, &volumes).await
        };
        self.facts.ask(Source::Snapshots, |facts| &mut facts.ec2.snapshots, answer).await;
    }

    async fn subnets(&self) {
        let answer = ec2::subnets(&self.ec2);
        self.facts.ask(Source::Subnets, |facts| &mut facts.ec2.subnets, answer).await;
    }

    async fn capacity_reservations(&self) {
        let answer = ec2::capacity_reservations(&self.ec2);
        self.facts.ask(Source::CapacityReservations, |facts| &mut facts.ec2.capacity_reservations, answer).await;
    }

    async fn launch_templates(&self) {
        let answer = async {
            let wanted = self.facts.read(templates_in_use).into_iter().collect();
            let wanted = self.or_needs(wanted, Source::LaunchTemplates)?;
            ec2::launch_templates(&self.ec2, &wanted).await
        };
        self.facts.ask(Source::LaunchTemplates, |facts| &mut facts.ec2.launch_templates, answer).await;
    }

    async fn groups(&self) {
        let answer = async {
            let found = autoscaling::groups(&self.autoscaling, &self.groups).await?;
            // A name that no group has may have a typing error. That nobody can tell costs nothing else.
            if self.groups.iter().any(|name| !found.contains_key(name)) {
                let others = autoscaling::names(&self.autoscaling).await.unwrap_or_default();
                self.facts.write(|facts| facts.autoscaling.others.extend(others));
            }
            Ok(found)
        };
        self.facts.ask(Source::Groups, |facts| &mut facts.autoscaling.groups, answer).await;
    }

    async fn policies(&self) {
        let answer = autoscaling::policies(&self.autoscaling, &self.groups);
        self.facts.ask(Source::ScalingPolicies, |facts| &mut facts.autoscaling.policies, answer).await;
    }

    async fn scheduled_actions(&self) {
        let answer = autoscaling::scheduled_actions(&self.autoscaling, &self.groups);
        self.facts.ask(Source::ScheduledActions, |facts| &mut facts.autoscaling.scheduled_actions, answer).await;
    }

    async fn activities(&self) {
        let since = self.now.saturating_sub(ACTIVITIES).unwrap_or(Timestamp::MIN);
        let answer = async |group: &str| autoscaling::activities(&self.autoscaling, group, since).await;
        self.facts
            .ask_each(Source::ScalingActivities, |facts| &mut facts.autoscaling.activities, self.groups.clone(), answer)
            .await;
    }

    async fn launch_configurations(&self) {
        let answer = async {
            let wanted = self.facts.read(configurations_in_use).into_iter().collect();
            let wanted = self.or_needs(wanted, Source::LaunchConfigurations)?;
            autoscaling::launch_configurations(&self.autoscaling, &wanted).await
        };
        self.facts
            .ask(Source::LaunchConfigurations, |facts| &mut facts.autoscaling.launch_configurations, answer)
            .await;
    }

    fn wanted_metrics(&self) -> BTreeSet<metrics::Metric> {
        self.facts.read(|facts| match self.review.is_wanted() {
            true => report::recent_metrics(facts),
            false => metrics::wanted(self.event, self.account, self.region, facts),
        })
    }

    async fn metrics(&self) {
        if !self.facts.is_planned(Source::Metrics) {
            return;
        }
        let wanted = self.wanted_metrics();
        let keys: Vec<String> = wanted.iter().map(metrics::Metric::key).collect();
        self.facts.expect(|facts| &mut facts.cloudwatch.metrics, &keys);
        let batches = cloudwatch::batches(wanted);
        let ask = async |batch: Vec<metrics::Metric>| {
            let answers = cloudwatch::series(&self.metrics, &batch, self.now).await;
            self.facts.write(|facts| facts.cloudwatch.metrics.extend(answers));
        };
        join_all(batches.into_iter().map(ask)).await;
        self.facts.done(Source::Metrics);
    }

    /// What CloudWatch calls a distribution or a zone is known when the global services answered.
    async fn datapoints(&self, source: Source, edge: &Asked<'_>) {
        edge.names.clone().await;
        self.review.datapoints(edge.facts, &self.facts, source).await;
    }

    /// Which alarms are on a distribution is known when the global services answered.
    async fn topics(&self, edge: &Asked<'_>) {
        edge.names.clone().await;
        self.messaging.topics(edge.facts, &self.facts).await;
    }

    async fn alarms(&self) {
        let answer = cloudwatch::alarms(&self.alarms);
        self.facts.ask(Source::Alarms, |facts| &mut facts.cloudwatch.alarms, answer).await;
    }
}
