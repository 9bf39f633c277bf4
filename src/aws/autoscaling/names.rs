//! Names of Auto Scaling groups.

/// Name of an Auto Scaling group, from its name or ARN
/// (`arn:aws:autoscaling:…:autoScalingGroup:uuid:autoScalingGroupName/web`).
pub fn group_name(written: &str) -> &str {
    written.split_once("autoScalingGroupName/").map_or(written, |(_, name)| name)
}
