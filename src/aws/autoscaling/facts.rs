//! What Amazon EC2 Auto Scaling answered.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    aws::ec2::facts::LaunchTemplate,
    snapshot::{Fact, PerResource},
};

/// Amazon EC2 Auto Scaling in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AutoScaling {
    /// The listed groups that exist, by name (`DescribeAutoScalingGroups`).
    pub groups: Fact<BTreeMap<String, Group>>,
    /// Names of other groups of the region, read only where a listed one was not found (`DescribeAutoScalingGroups`).
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<String>,
    /// Scaling policies by group name; a group without any is absent (`DescribePolicies`).
    pub policies: Fact<BTreeMap<String, Vec<Policy>>>,
    /// Scheduled actions by group name; a group without any is absent (`DescribeScheduledActions`).
    pub scheduled_actions: Fact<BTreeMap<String, Vec<ScheduledAction>>>,
    /// Scaling activities of the last 14 days, by group name (`DescribeScalingActivities`).
    pub activities: PerResource<Vec<Activity>>,
    /// The newest instance refresh, by group name; nothing where none was started in the last six weeks
    /// (`DescribeInstanceRefreshes`).
    pub refreshes: PerResource<Option<InstanceRefresh>>,
    /// Launch configurations that listed groups use, by name (`DescribeLaunchConfigurations`).
    pub launch_configurations: Fact<BTreeMap<String, LaunchTemplate>>,
    /// What the account uses in the region (`DescribeAccountLimits`).
    pub account_use: Fact<AccountUse>,
    /// Groups behind the listed balancers, by name (`DescribeAutoScalingGroups`).
    pub attached: Fact<BTreeMap<String, AttachedGroup>>,
}

/// A group behind a listed balancer, whether it is listed itself or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachedGroup {
    /// `TargetGroupARNs`.
    pub target_groups: Vec<String>,
    /// `Instances[].InstanceId`.
    pub instances: Vec<String>,
}

/// One instance refresh.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceRefresh {
    /// `Status`: Pending, InProgress, Baking, Cancelling, RollbackInProgress; Successful, Failed, Cancelled,
    /// RollbackSuccessful, RollbackFailed once it is over.
    pub status: String,
    /// `StatusReason`; absent where AWS gives none.
    pub reason: Option<String>,
    /// `StartTime`; absent before it starts.
    #[schemars(with = "Option<String>")]
    pub start: Option<Timestamp>,
    /// `PercentageComplete`; absent before it starts.
    pub percent: Option<u32>,
}

/// What an account uses in a region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountUse {
    /// `NumberOfAutoScalingGroups`.
    pub groups: u32,
    /// `NumberOfLaunchConfigurations`.
    pub launch_configurations: u32,
}

/// One group.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// `AutoScalingGroupARN`.
    pub arn: String,
    /// `Status`: set only while the group is being deleted.
    #[serde(default)]
    pub status: Option<String>,
    /// `MinSize`.
    pub min_size: u32,
    /// `MaxSize`.
    pub max_size: u32,
    /// `DesiredCapacity`.
    pub desired: u32,
    /// `AvailabilityZones`.
    pub zones: Vec<String>,
    /// `VPCZoneIdentifier`, split.
    pub subnets: Vec<String>,
    /// `HealthCheckType`: EC2, ELB, or several separated by commas.
    pub health_check_type: String,
    /// `TargetGroupARNs`.
    pub target_groups: Vec<String>,
    /// `LoadBalancerNames` (classic balancers).
    pub classic_load_balancers: Vec<String>,
    /// `SuspendedProcesses[].ProcessName`.
    pub suspended: Vec<String>,
    /// `Instances[]`.
    pub instances: Vec<GroupInstance>,
    /// Where new instances come from.
    pub launch: Launch,
    /// `EnabledMetrics[].Metric`.
    pub metrics: Vec<String>,
}

impl Group {
    /// Whether its sizes count weights instead of instances.
    pub fn is_weighted(&self) -> bool {
        self.launch.overrides.iter().any(|it| it.weight > 1) || self.instances.iter().any(|it| it.weight > 1)
    }

    /// Capacity in service, in the units of its sizes.
    pub fn in_service(&self) -> u32 {
        self.instances.iter().filter(|it| it.state == "InService").map(|it| it.weight).sum()
    }
}

/// One instance of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupInstance {
    /// `InstanceId`.
    pub id: String,
    /// `InstanceType`, where EC2 Auto Scaling gives it.
    #[serde(default)]
    pub instance_type: Option<String>,
    /// `AvailabilityZone`.
    pub zone: String,
    /// `LifecycleState`: InService, Pending, …
    pub state: String,
    /// `WeightedCapacity`; 1 where the group has no weights.
    pub weight: u32,
}

/// Where a group's instances come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Launch {
    /// Keys of the launch template versions in use, as in `ec2.launch_templates`.
    pub templates: Vec<String>,
    /// `LaunchConfigurationName`.
    #[serde(default)]
    pub configuration: Option<String>,
    /// Instance types that a mixed-instances policy allows instead of the template's own.
    pub overrides: Vec<Override>,
    /// Whether types are chosen by attributes, so that the list is not known.
    pub by_attributes: bool,
    /// Split between On-Demand and Spot; absent without a mixed-instances policy.
    #[serde(default)]
    pub distribution: Option<Distribution>,
}

/// One type of a mixed-instances policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// `InstanceType`.
    pub instance_type: String,
    /// `WeightedCapacity`, at least 1: how many units of capacity one instance counts for.
    pub weight: u32,
}

/// Split of a mixed-instances policy (`InstancesDistribution`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// `OnDemandBaseCapacity`.
    pub on_demand_base: u32,
    /// `OnDemandPercentageAboveBaseCapacity`, 0 to 100.
    pub on_demand_percent: u32,
}

/// One scaling policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// `PolicyName`.
    pub name: String,
    /// `PolicyType`: TargetTrackingScaling, StepScaling, SimpleScaling, PredictiveScaling.
    pub policy_type: String,
    /// `Enabled`.
    pub enabled: bool,
    /// `Alarms[].AlarmName`.
    pub alarms: Vec<String>,
}

/// One scheduled action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduledAction {
    /// `ScheduledActionName`.
    pub name: String,
    /// `StartTime`: the next time it runs.
    #[schemars(with = "Option<String>")]
    pub start: Option<Timestamp>,
    /// `EndTime`: after which it does not recur.
    #[schemars(with = "Option<String>")]
    pub end: Option<Timestamp>,
    /// `Recurrence`: a cron expression of five fields.
    pub recurrence: Option<String>,
    /// `TimeZone` of the recurrence; UTC when absent.
    pub time_zone: Option<String>,
    /// `MinSize`.
    pub min_size: Option<u32>,
    /// `MaxSize`.
    pub max_size: Option<u32>,
    /// `DesiredCapacity`.
    pub desired: Option<u32>,
}

/// One scaling activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// `StatusCode`: see [`Activity::outcome`].
    pub status: String,
    /// `StatusMessage`.
    pub message: String,
    /// `StartTime`.
    #[schemars(with = "String")]
    pub start: Timestamp,
}

/// What came of a scaling activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It did not do what it was to do.
    Failed,
    /// It was given up, by the group or by somebody.
    Cancelled,
    /// AWS says a word that iem does not know.
    Unknown,
    /// It goes on.
    Underway,
    /// It did what it was to do.
    Successful,
}

impl Activity {
    /// What came of it, by its status (API `Activity`, `StatusCode`).
    pub fn outcome(&self) -> Outcome {
        match self.status.as_str() {
            "Successful" => Outcome::Successful,
            "Failed" => Outcome::Failed,
            "Cancelled" => Outcome::Cancelled,
            "PendingSpotBidPlacement"
            | "WaitingForSpotInstanceRequestId"
            | "WaitingForSpotInstanceId"
            | "WaitingForInstanceId"
            | "PreInService"
            | "InProgress"
            | "WaitingForELBConnectionDraining"
            | "MidLifecycleAction"
            | "WaitingForInstanceWarmup"
            | "WaitingForConnectionDraining"
            | "WaitingForInPlaceUpdateToStart"
            | "WaitingForInPlaceUpdateToFinalize" => Outcome::Underway,
            _ => Outcome::Unknown,
        }
    }
}
