//! What EC2 Auto Scaling describes, page by page.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_autoscaling::{Client, types};
use iem_core::{
    aws::{
        autoscaling::facts::{
            AccountUse, Activity, AttachedGroup, Distribution, Group, GroupInstance, Launch, Override, Policy,
            ScheduledAction,
        },
        ec2::facts::{LaunchTemplate, launch_template_key},
    },
    snapshot::Missed,
};
use jiff::Timestamp;

use crate::collect::{
    fields::{count, given, instant, required, state, text, timestamp},
    limits::{Api, in_chunks},
};

/// Names per request.
const NAMES: usize = 50;
/// Largest page.
const PAGE: i32 = 100;

/// The listed groups that exist, by name.
pub(super) async fn groups(api: &Api<'_, Client>, names: &[String]) -> Result<BTreeMap<String, Group>, Missed> {
    let pages = in_chunks(names, NAMES, async |names| {
        let request = api.client.describe_auto_scaling_groups().max_records(PAGE);
        let request = request.set_auto_scaling_group_names(Some(names.to_vec()));
        api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
    });
    let pages = pages.await?;
    let groups = pages.iter().flat_map(|page| page.auto_scaling_groups());
    groups.map(|found| Ok((text(found.auto_scaling_group_name(), "AutoScalingGroupName")?, group(found)?))).collect()
}

/// Names of all groups of the region.
pub(super) async fn names(api: &Api<'_, Client>) -> Result<BTreeSet<String>, Missed> {
    all(api).await?.iter().map(|group| text(group.auto_scaling_group_name(), "AutoScalingGroupName")).collect()
}

async fn all(api: &Api<'_, Client>) -> Result<Vec<types::AutoScalingGroup>, Missed> {
    let request = api.client.describe_auto_scaling_groups().max_records(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    Ok(pages.into_iter().filter_map(|page| page.auto_scaling_groups).flatten().collect())
}

/// The groups of the region that register in one of these target groups, by name.
pub(super) async fn attached(
    api: &Api<'_, Client>,
    target_groups: &[String],
) -> Result<BTreeMap<String, AttachedGroup>, Missed> {
    if target_groups.is_empty() {
        return Ok(BTreeMap::new());
    }
    // No filter knows target groups, so that all groups are listed.
    let groups = all(api).await?;
    let behind = groups.iter().filter(|group| group.target_group_arns().iter().any(|arn| target_groups.contains(arn)));
    let attached = behind.map(|group| {
        let instances = group.instances().iter().map(|instance| text(instance.instance_id(), "InstanceId"));
        let target_groups = group.target_group_arns().to_vec();
        let attached = AttachedGroup { target_groups, instances: instances.collect::<Result<_, Missed>>()? };
        Ok((text(group.auto_scaling_group_name(), "AutoScalingGroupName")?, attached))
    });
    attached.collect()
}

fn group(group: &types::AutoScalingGroup) -> Result<Group, Missed> {
    let subnets = group.vpc_zone_identifier().unwrap_or_default().split(',').map(str::trim);
    let suspended = group.suspended_processes().iter().filter_map(|it| it.process_name());
    let metrics = group.enabled_metrics().iter().filter_map(|it| it.metric());
    Ok(Group {
        arn: text(group.auto_scaling_group_arn(), "AutoScalingGroupARN")?,
        status: group.status().map(str::to_owned),
        min_size: count(group.min_size(), "MinSize")?,
        max_size: count(group.max_size(), "MaxSize")?,
        desired: count(group.desired_capacity(), "DesiredCapacity")?,
        zones: group.availability_zones().to_vec(),
        subnets: subnets.filter(|subnet| !subnet.is_empty()).map(str::to_owned).collect(),
        health_check_type: text(group.health_check_type(), "HealthCheckType")?,
        target_groups: group.target_group_arns().to_vec(),
        classic_load_balancers: group.load_balancer_names().to_vec(),
        suspended: suspended.map(str::to_owned).collect(),
        instances: group.instances().iter().map(instance).collect::<Result<_, Missed>>()?,
        launch: launch(group)?,
        metrics: metrics.map(str::to_owned).collect(),
    })
}

fn instance(instance: &types::Instance) -> Result<GroupInstance, Missed> {
    Ok(GroupInstance {
        id: text(instance.instance_id(), "InstanceId")?,
        instance_type: given(instance.instance_type()),
        zone: text(instance.availability_zone(), "AvailabilityZone")?,
        state: state(instance.lifecycle_state().map(|state| state.as_str())),
        weight: weight(instance.weighted_capacity())?,
    })
}

/// A group without weights counts instances: each has the weight 1.
fn weight(written: Option<&str>) -> Result<u32, Missed> {
    written.map_or(Ok(1), |weight| required(weight.parse().ok(), "WeightedCapacity"))
}

fn launch(group: &types::AutoScalingGroup) -> Result<Launch, Missed> {
    let mixed = group.mixed_instances_policy();
    let template = mixed.and_then(|mixed| mixed.launch_template());
    let overrides = template.map(|template| template.overrides()).unwrap_or_default();

    let specification = template.and_then(|template| template.launch_template_specification());
    let specifications = group.launch_template().into_iter().chain(specification);
    let of_overrides = overrides.iter().filter_map(|row| row.launch_template_specification());
    let keys = specifications.chain(of_overrides).map(template_key);
    let mut templates: Vec<String> = keys.collect::<Result<_, Missed>>()?;
    templates.sort_unstable();
    templates.dedup();

    let typed = overrides.iter().filter_map(|row| Some((row.instance_type()?, row)));
    let typed = typed.map(|(name, row)| {
        let instance_type = name.to_owned();
        Ok(Override { instance_type, weight: weight(row.weighted_capacity())? })
    });
    Ok(Launch {
        templates,
        configuration: group.launch_configuration_name().map(str::to_owned),
        overrides: typed.collect::<Result<_, Missed>>()?,
        by_attributes: overrides.iter().any(|row| row.instance_requirements().is_some()),
        distribution: mixed.map(distribution).transpose()?,
    })
}

/// The defaults are those that AWS documents for `InstancesDistribution`.
fn distribution(mixed: &types::MixedInstancesPolicy) -> Result<Distribution, Missed> {
    let split = mixed.instances_distribution();
    let base = split.and_then(|split| split.on_demand_base_capacity()).unwrap_or(0);
    let percent = split.and_then(|split| split.on_demand_percentage_above_base_capacity()).unwrap_or(100);
    Ok(Distribution {
        on_demand_base: count(Some(base), "OnDemandBaseCapacity")?,
        on_demand_percent: count(Some(percent), "OnDemandPercentageAboveBaseCapacity")?,
    })
}

/// A specification without a version means the default version (`LaunchTemplateSpecification`).
fn template_key(template: &types::LaunchTemplateSpecification) -> Result<String, Missed> {
    let name = template.launch_template_id().or(template.launch_template_name());
    let name = text(name, "LaunchTemplateId")?;
    Ok(launch_template_key(&name, template.version().unwrap_or("$Default")))
}

/// What the account uses in the region.
pub(super) async fn account_use(api: &Api<'_, Client>) -> Result<AccountUse, Missed> {
    let limits = api.send(|| api.client.describe_account_limits().send()).await?;
    Ok(AccountUse {
        groups: count(limits.number_of_auto_scaling_groups(), "NumberOfAutoScalingGroups")?,
        launch_configurations: count(limits.number_of_launch_configurations(), "NumberOfLaunchConfigurations")?,
    })
}

/// Scaling policies of the listed groups, by group name.
pub(super) async fn policies(
    api: &Api<'_, Client>,
    groups: &[String],
) -> Result<BTreeMap<String, Vec<Policy>>, Missed> {
    let request = api.client.describe_policies().max_records(PAGE);
    let request = request.set_auto_scaling_group_name(only(groups));
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let mut found: BTreeMap<String, Vec<Policy>> = BTreeMap::new();
    for policy in pages.iter().flat_map(|page| page.scaling_policies()) {
        let group = text(policy.auto_scaling_group_name(), "AutoScalingGroupName")?;
        if !groups.contains(&group) {
            continue;
        }
        let alarms = policy.alarms().iter().filter_map(|alarm| alarm.alarm_name());
        found.entry(group).or_default().push(Policy {
            name: text(policy.policy_name(), "PolicyName")?,
            policy_type: text(policy.policy_type(), "PolicyType")?,
            // A policy is enabled unless it says otherwise (`PutScalingPolicy`).
            enabled: policy.enabled().unwrap_or(true),
            alarms: alarms.map(str::to_owned).collect(),
        });
    }
    Ok(found)
}

/// Scheduled actions of the listed groups, by group name.
pub(super) async fn scheduled_actions(
    api: &Api<'_, Client>,
    groups: &[String],
) -> Result<BTreeMap<String, Vec<ScheduledAction>>, Missed> {
    let request = api.client.describe_scheduled_actions().max_records(PAGE);
    let request = request.set_auto_scaling_group_name(only(groups));
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let size = |size: Option<i32>, name| size.map(|size| count(Some(size), name)).transpose();
    let mut found: BTreeMap<String, Vec<ScheduledAction>> = BTreeMap::new();
    for action in pages.iter().flat_map(|page| page.scheduled_update_group_actions()) {
        let group = text(action.auto_scaling_group_name(), "AutoScalingGroupName")?;
        if !groups.contains(&group) {
            continue;
        }
        found.entry(group).or_default().push(ScheduledAction {
            name: text(action.scheduled_action_name(), "ScheduledActionName")?,
            start: timestamp(action.start_time()),
            end: timestamp(action.end_time()),
            recurrence: action.recurrence().map(str::to_owned),
            time_zone: action.time_zone().map(str::to_owned),
            min_size: size(action.min_size(), "MinSize")?,
            max_size: size(action.max_size(), "MaxSize")?,
            desired: size(action.desired_capacity(), "DesiredCapacity")?,
        });
    }
    Ok(found)
}

/// The operations take one group or none: with several, one list of all costs fewer requests.
fn only(groups: &[String]) -> Option<String> {
    match groups {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Activities of one group that started at or after `since`.
pub(super) async fn activities(api: &Api<'_, Client>, group: &str, since: Timestamp) -> Result<Vec<Activity>, Missed> {
    let request = api.client.describe_scaling_activities().auto_scaling_group_name(group).max_records(PAGE);
    let is_recent = |activity: &types::Activity| timestamp(activity.start_time()).is_none_or(|start| start >= since);
    // The newest come first, so that nothing of interest follows an old one.
    let pages = api.pages(
        |token| request.clone().set_next_token(token).send(),
        |page| page.next_token().filter(|_| page.activities().iter().all(is_recent)),
    );
    let pages = pages.await?;
    let recent = pages.iter().flat_map(|page| page.activities()).filter(|it| is_recent(it));
    let activities = recent.map(|activity| {
        Ok(Activity {
            status: state(activity.status_code().map(|code| code.as_str())),
            message: activity.status_message().unwrap_or_default().to_owned(),
            start: instant(activity.start_time(), "StartTime")?,
        })
    });
    activities.collect()
}

/// Launch configurations by name.
pub(super) async fn launch_configurations(
    api: &Api<'_, Client>,
    names: &[String],
) -> Result<BTreeMap<String, LaunchTemplate>, Missed> {
    let pages = in_chunks(names, NAMES, async |names| {
        let request = api.client.describe_launch_configurations().max_records(PAGE);
        let request = request.set_launch_configuration_names(Some(names.to_vec()));
        api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
    });
    let pages = pages.await?;
    let found = pages.iter().flat_map(|page| page.launch_configurations());
    let configurations = found.map(|configuration| {
        let name = text(configuration.launch_configuration_name(), "LaunchConfigurationName")?;
        let instance_type = Some(text(configuration.instance_type(), "InstanceType")?);
        let spot = configuration.spot_price().is_some_and(|price| !price.is_empty());
        Ok((name, LaunchTemplate { instance_type, spot }))
    });
    configurations.collect()
}

#[cfg(test)]
mod tests {
    use aws_sdk_autoscaling::types::{
        AutoScalingGroup, InstancesDistribution, LaunchTemplateOverrides, LaunchTemplateSpecification,
        MixedInstancesPolicy,
    };

    use super::*;
    use crate::collect::fake;

    #[test]
    fn a_mixed_policy_names_all_its_templates() {
        let template =
            |id: &str| LaunchTemplateSpecification::builder().launch_template_id(id).launch_template_name("n");
        let overrides = [
            LaunchTemplateOverrides::builder().instance_type("m5.large").weighted_capacity("2"),
            LaunchTemplateOverrides::builder()
                .instance_type("m6g.large")
                .launch_template_specification(template("lt-2").version("7").build()),
        ];
        let launch_template = types::LaunchTemplate::builder()
            .launch_template_specification(template("lt-1").build())
            .set_overrides(Some(overrides.map(|it| it.build()).to_vec()));
        let policy = MixedInstancesPolicy::builder()
            .launch_template(launch_template.build())
            .instances_distribution(InstancesDistribution::builder().build());
        let group = AutoScalingGroup::builder().mixed_instances_policy(policy.build()).build();
        let launch = launch(&group).expect("a launch");
        assert_eq!(launch.templates, ["lt-1:$Default", "lt-2:7"]);
        let weights: Vec<_> = launch.overrides.iter().map(|it| it.weight).collect();
        assert_eq!(weights, [2, 1]);
        let split = Distribution { on_demand_base: 0, on_demand_percent: 100 };
        assert_eq!(launch.distribution, Some(split));
    }

    #[test]
    fn an_instance_without_a_type_does_not_cost_its_group() {
        let bare = types::Instance::builder().instance_id("i-1").availability_zone("us-east-1a").build();
        let it = instance(&bare).expect("an instance");
        assert_eq!((it.instance_type, it.zone.as_str(), it.state.as_str()), (None, "us-east-1a", "unknown"));
    }

    #[tokio::test]
    async fn activities_stop_at_the_first_old_page() {
        let config = fake::config(|_, body| {
            let (start, next) = match body.contains("NextToken") {
                false => ("2026-11-19T00:00:00Z", "2"),
                true => ("2026-10-01T00:00:00Z", "3"),
            };
            let name = "DescribeScalingActivities";
            let member = format!("<member><StartTime>{start}</StartTime></member>");
            let result = format!("<Activities>{member}</Activities><NextToken>{next}</NextToken>");
            (200, format!("<{name}Response><{name}Result>{result}</{name}Result></{name}Response>"))
        });
        let run = fake::run();
        let api = fake::api(&run, &config, Client::new);
        let since = "2026-11-06T00:00:00Z".parse().expect("a time");
        let found = activities(&api, "web", since).await.expect("an answer");
        drop(api);
        assert_eq!((found.len(), run.into_calls()["test"]), (1, 2));
    }
}
