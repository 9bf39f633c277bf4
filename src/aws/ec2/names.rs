//! Names of instances.

use std::{collections::BTreeMap, net::Ipv4Addr};

use super::facts::Instance;

/// Id of an instance, from its id or ARN (`arn:aws:ec2:…:instance/i-0123`).
pub fn instance_id(written: &str) -> &str {
    if written.starts_with("arn:") { written.rsplit('/').next().unwrap_or(written) } else { written }
}

/// The instances that an id, ARN, Name tag, DNS name or address names. More than one means that
/// they share a name, and which one was meant is not for us to say.
pub fn find_instances<'a>(instances: &'a BTreeMap<String, Instance>, written: &str) -> Vec<(&'a str, &'a Instance)> {
    if let Some((id, instance)) = instances.get_key_value(instance_id(written)) {
        return vec![(id, instance)];
    }
    let written = written.trim_end_matches('.');
    let named = |instance: &Instance| instance.names.iter().any(|name| name.eq_ignore_ascii_case(written));
    let named = instances.iter().filter(|(_, instance)| named(instance)).map(|(id, instance)| (id.as_str(), instance));
    // EC2 shows an instance for an hour after its end, under the name that its successor has now.
    let (ended, alive): (Vec<_>, Vec<_>) = named.partition(|(_, instance)| instance.state == "terminated");
    if alive.is_empty() { ended } else { alive }
}

/// Whether `written` is an instance's id or ARN.
pub fn is_instance_id(written: &str) -> bool {
    let hex = instance_id(written).strip_prefix("i-");
    hex.is_some_and(|hex| hex.len() >= 8 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The filter of `DescribeInstances` that finds an instance by what people wrote: its id, an
/// address, a DNS name, or else its `Name` tag.
pub fn instance_filter(written: &str) -> &'static str {
    if is_instance_id(written) {
        return "instance-id";
    }
    if let Ok(address) = written.parse::<Ipv4Addr>() {
        return if address.is_private() { "private-ip-address" } else { "ip-address" };
    }
    match written.trim_end_matches('.') {
        name if name.ends_with(".internal") => "private-dns-name",
        name if name.contains(".amazonaws.com") => "dns-name",
        _ => "tag:Name",
    }
}
