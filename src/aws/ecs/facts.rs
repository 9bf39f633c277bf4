//! What Amazon ECS answered, and Application Auto Scaling about its services.
//!
//! Services are named `cluster/service`, as the end of their ARN and the resource id of Application
//! Auto Scaling have them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, PerResource};

/// Amazon ECS in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ecs {
    /// The listed services that exist, by `cluster/service` (`DescribeServices`).
    pub services: Fact<BTreeMap<String, Service>>,
    /// Names of all services (`ListServices` of each cluster), asked for only where one is listed without its
    /// cluster, one does not exist, or nobody knows which one stands behind a listed balancer.
    pub service_names: Fact<BTreeSet<String>>,
    /// ARNs of the target groups that services behind the listed balancers register in, by service
    /// (`DescribeServices`).
    pub attached: Fact<BTreeMap<String, Vec<String>>>,
    /// Task definitions of the listed services on AWS Fargate, by ARN (`DescribeTaskDefinition`).
    pub task_definitions: PerResource<TaskDefinition>,
    /// Auto scaling of the listed services, by service (`DescribeScalableTargets`).
    pub scaling_targets: Fact<BTreeMap<String, ScalingTarget>>,
    /// Names of the scaling policies of services that have a scaling target, by service
    /// (`DescribeScalingPolicies`).
    pub scaling_policies: PerResource<Vec<String>>,
    /// Scheduled actions of the listed services, by service (`DescribeScheduledActions`).
    pub scheduled_actions: Fact<BTreeMap<String, Vec<ScheduledAction>>>,
}

/// One service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// `serviceArn`.
    pub arn: String,
    /// `status`: ACTIVE, DRAINING, INACTIVE.
    pub status: String,
    /// `desiredCount`.
    pub desired: u32,
    /// `runningCount`.
    pub running: u32,
    /// `pendingCount`.
    pub pending: u32,
    /// `schedulingStrategy`: REPLICA, DAEMON.
    pub scheduling: Option<String>,
    /// `launchType`: EC2, FARGATE, EXTERNAL, MANAGED_INSTANCES; absent where the service uses capacity providers.
    pub launch_type: Option<String>,
    /// `capacityProviderStrategy[]`.
    pub capacity_providers: Vec<CapacityProvider>,
    /// `taskDefinition`; absent for a service that an external controller deploys.
    pub task_definition: Option<String>,
    /// `deployments[]`.
    pub deployments: Vec<Deployment>,
    /// `deploymentController.type`: ECS, CODE_DEPLOY, EXTERNAL.
    pub controller: Option<String>,
    /// `deploymentConfiguration.deploymentCircuitBreaker`.
    pub circuit_breaker: Option<CircuitBreaker>,
    /// `loadBalancers[].targetGroupArn`.
    pub target_groups: Vec<String>,
    /// `loadBalancers[].loadBalancerName`, classic balancers.
    pub classic_load_balancers: Vec<String>,
    /// `networkConfiguration.awsvpcConfiguration.subnets`; empty where tasks share their instance's address.
    pub subnets: Vec<String>,
    /// `placementStrategy[].field` of type `spread`.
    pub spread_over: Vec<String>,
}

/// One part of a capacity provider strategy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CapacityProvider {
    /// `capacityProvider`: FARGATE, FARGATE_SPOT, or the name of one with an Auto Scaling group.
    pub name: String,
    /// `base`: tasks that it takes before any other.
    pub base: u32,
    /// `weight`: its share of the tasks after that.
    pub weight: u32,
}

/// One deployment of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deployment {
    /// `status`: PRIMARY, ACTIVE, INACTIVE.
    pub status: String,
    /// `rolloutState`: COMPLETED, FAILED, IN_PROGRESS; absent for a service behind a classic balancer.
    pub rollout: Option<String>,
    /// `rolloutStateReason`, empty when there is none.
    pub reason: String,
}

/// What ends a deployment that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CircuitBreaker {
    /// `enable`.
    pub enabled: bool,
    /// `rollback`.
    pub rollback: bool,
}

/// The size of one task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskDefinition {
    /// `cpu`, in CPU units: 1024 are one vCPU.
    pub cpu: u32,
}

/// Auto scaling of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScalingTarget {
    /// `MinCapacity`, in tasks.
    pub minimum: u32,
    /// `MaxCapacity`, in tasks.
    pub maximum: u32,
    /// `SuspendedState.DynamicScalingOutSuspended`.
    pub scale_out_suspended: bool,
    /// `SuspendedState.ScheduledScalingSuspended`.
    pub schedule_suspended: bool,
}

/// One scheduled action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduledAction {
    /// `ScheduledActionName`.
    pub name: String,
    /// `Schedule`: `at(…)`, `rate(…)` or `cron(…)`.
    pub schedule: String,
    /// `Timezone`; UTC where absent.
    pub time_zone: Option<String>,
    /// `StartTime`.
    #[schemars(with = "Option<String>")]
    pub start: Option<Timestamp>,
    /// `EndTime`.
    #[schemars(with = "Option<String>")]
    pub end: Option<Timestamp>,
    /// `ScalableTargetAction.MinCapacity`, in tasks.
    pub minimum: Option<u32>,
    /// `ScalableTargetAction.MaxCapacity`, in tasks.
    pub maximum: Option<u32>,
}
