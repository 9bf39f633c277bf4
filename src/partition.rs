//! AWS partitions: groups of regions with accounts, ARNs and endpoints of their own.

/// One partition ("AWS partitions", "AWS service endpoints").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partition {
    /// Second part of an ARN.
    pub id: &'static str,
    /// Beginning of its regions' codes.
    prefix: &'static str,
    /// Region in which its global services and AWS Health are asked; every account has it enabled.
    pub global_region: &'static str,
    /// Region in which AWS Support answers.
    pub support_region: &'static str,
}

/// The partitions with region codes of their own.
const OTHERS: [Partition; 3] = [
    Partition { id: "aws-cn", prefix: "cn-", global_region: "cn-northwest-1", support_region: "cn-north-1" },
    Partition { id: "aws-us-gov", prefix: "us-gov-", global_region: "us-gov-west-1", support_region: "us-gov-west-1" },
    Partition { id: "aws-eusc", prefix: "eusc-", global_region: "eusc-de-east-1", support_region: "eusc-de-east-1" },
];

impl Partition {
    /// The partition of every other region.
    pub const AWS: Self = Self { id: "aws", prefix: "", global_region: "us-east-1", support_region: "us-east-1" };

    /// The partition of a region.
    pub fn of(region: &str) -> Self {
        OTHERS.into_iter().find(|partition| region.starts_with(partition.prefix)).unwrap_or(Self::AWS)
    }
}

#[cfg(test)]
mod tests {
    use super::Partition;

    #[test]
    fn each_partition_has_one_region_that_answers_for_all() {
        let shown = |region: &str| {
            let Partition { id, global_region, support_region, .. } = Partition::of(region);
            [id, global_region, support_region]
        };
        for (region, expected) in [
            ("eu-west-1", ["aws", "us-east-1", "us-east-1"]),
            ("cn-north-1", ["aws-cn", "cn-northwest-1", "cn-north-1"]),
            ("us-gov-east-1", ["aws-us-gov", "us-gov-west-1", "us-gov-west-1"]),
            ("eusc-de-east-1", ["aws-eusc", "eusc-de-east-1", "eusc-de-east-1"]),
        ] {
            assert_eq!(shown(region), expected);
        }
    }
}
