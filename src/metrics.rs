//! The CloudWatch metrics that rules judge, and which of them a workbook needs.

use std::{borrow::Cow, collections::BTreeSet};

use crate::{
    capacity::{self, Purchase, VcpuClass},
    event::{Event, ResourceKind},
    names, quotas,
    snapshot::{Fact, RegionSnapshot},
};

/// One metric, as `GetMetricData` takes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    /// `Namespace`.
    pub namespace: Cow<'static, str>,
    /// `MetricName`.
    pub name: Cow<'static, str>,
    /// `Dimensions`.
    pub dimensions: Vec<(Cow<'static, str>, String)>,
    /// `Stat`.
    pub statistic: Cow<'static, str>,
    /// `Period` in seconds.
    pub period: u32,
}

/// How far back a metric is read. One-minute data exists for 15 days (CloudWatch, "GetMetricData").
pub const LOOKBACK_DAYS: i64 = 14;

impl Metric {
    /// Instances in service of an Auto Scaling group. Published only while the group's metrics
    /// collection is on ("Amazon CloudWatch metrics for Amazon EC2 Auto Scaling").
    pub fn in_service(group: &str) -> Self {
        Self {
            namespace: "AWS/AutoScaling".into(),
            name: "GroupInServiceInstances".into(),
            dimensions: vec![("AutoScalingGroupName".into(), group.to_owned())],
            statistic: "Maximum".into(),
            period: 3600,
        }
    }

    /// Requests per minute of an application load balancer, by the suffix of its ARN.
    pub fn requests(arn_suffix: &str) -> Self {
        Self {
            namespace: "AWS/ApplicationELB".into(),
            name: "RequestCount".into(),
            dimensions: vec![("LoadBalancer".into(), arn_suffix.to_owned())],
            statistic: "Sum".into(),
            period: 60,
        }
    }

    /// vCPUs in use against an EC2 quota ("Amazon EC2 usage metrics").
    pub fn vcpus(class: &VcpuClass, purchase: Purchase) -> Self {
        Self {
            namespace: "AWS/Usage".into(),
            name: "ResourceCount".into(),
            dimensions: vec![
                ("Class".into(), class.usage_class(purchase)),
                ("Resource".into(), "vCPU".to_owned()),
                ("Service".into(), "EC2".to_owned()),
                ("Type".into(), "Resource".to_owned()),
            ],
            statistic: "Maximum".into(),
            period: 3600,
        }
    }

    /// Name of the metric in a snapshot.
    pub fn key(&self) -> String {
        let dimensions: Vec<_> = self.dimensions.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{} {} {} {}", self.namespace, self.name, self.statistic, dimensions.join(","))
    }
}

/// The metrics that rules judge in one account and region. `facts` holds what has been
/// collected so far: listed balancers, groups and what those start.
pub fn wanted(event: &Event, account: &str, region: &str, facts: &RegionSnapshot) -> BTreeSet<Metric> {
    let groups = event.listed(ResourceKind::AutoScalingGroup, account, region);
    let mut metrics: BTreeSet<_> = groups.map(|group| Metric::in_service(names::group_name(&group.name))).collect();
    for (class, purchase) in capacity::classes(facts) {
        metrics.insert(Metric::vcpus(class, purchase));
    }
    metrics.extend(quotas::usage_metrics(facts));
    if let Fact::Seen(balancers) = &facts.elb.load_balancers {
        for row in &event.prewarming {
            if row.growth().is_none() && row.peak_rps.is_some() {
                let named = row.load_balancer.as_deref();
                let matching = balancers.iter().filter(|(arn, balancer)| {
                    balancer.balancer_type == "application"
                        && named.is_none_or(|name| names::is_load_balancer(name, arn, balancer))
                });
                metrics.extend(matching.map(|(arn, _)| Metric::requests(names::load_balancer_suffix(arn))));
            }
        }
    }
    metrics
}
