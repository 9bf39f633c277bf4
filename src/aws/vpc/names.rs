//! Names of VPCs.

use std::collections::BTreeMap;

use super::facts::Vpc;

/// The VPCs that an id, an ARN (`arn:aws:ec2:…:vpc/vpc-1`) or a `Name` tag names. More than one means that they share a
/// name.
pub fn find_vpcs<'a>(vpcs: &'a BTreeMap<String, Vpc>, written: &str) -> Vec<(&'a str, &'a Vpc)> {
    if let Some((id, vpc)) = vpcs.get_key_value(vpc_id(written)) {
        return vec![(id, vpc)];
    }
    let named = |vpc: &Vpc| vpc.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(written.trim()));
    vpcs.iter().filter(|(_, vpc)| named(vpc)).map(|(id, vpc)| (id.as_str(), vpc)).collect()
}

/// Id of a VPC, from its id or ARN.
pub fn vpc_id(written: &str) -> &str {
    if written.starts_with("arn:") { written.rsplit('/').next().unwrap_or(written) } else { written }
}
