//! Quotas that a service itself gives, together with their use.

/// One such quota.
#[derive(Debug)]
pub struct ToldQuota {
    /// `ServiceCode` of Service Quotas.
    pub service: &'static str,
    /// What the service's own answer calls it.
    pub limit: &'static str,
    /// `QuotaCode` of Service Quotas, to ask for more.
    pub code: &'static str,
    /// `QuotaName` of Service Quotas.
    pub name: &'static str,
}

impl ToldQuota {
    /// Name of findings: `service-code/quota-code`.
    pub fn key(&self) -> String {
        format!("{}/{}", self.service, self.code)
    }
}

const fn rds(limit: &'static str, code: &'static str, name: &'static str) -> ToldQuota {
    ToldQuota { service: RDS, limit, code, name }
}

const fn route53(limit: &'static str, code: &'static str, name: &'static str) -> ToldQuota {
    ToldQuota { service: ROUTE53, limit, code, name }
}

/// `ServiceCode` of Amazon RDS.
pub const RDS: &str = "rds";
/// `ServiceCode` of Amazon Route 53.
pub const ROUTE53: &str = "route53";

/// Quotas of Amazon RDS by `AccountQuotaName` (`DescribeAccountAttributes`). What the answer holds besides is either of
/// EC2-Classic or about roles and endpoints.
pub const DATABASE_QUOTAS: &[ToldQuota] = &[
    rds("DBInstances", "L-7B6409FD", "DB instances"),
    rds("DBClusters", "L-952B80B8", "DB clusters"),
    rds("AllocatedStorage", "L-7ADDB58A", "Total storage for all DB instances, in GiB"),
    rds("ReadReplicasPerMaster", "L-5BC124EF", "Read replicas per primary"),
    rds("ManualSnapshots", "L-272F1212", "Manual DB instance snapshots"),
    rds("ManualClusterSnapshots", "L-9B510759", "Manual DB cluster snapshots"),
    rds("ReservedDBInstances", "L-78E853F4", "Reserved DB instances"),
    rds("DBParameterGroups", "L-DE55804A", "Parameter groups"),
    rds("DBClusterParameterGroups", "L-E4C808A8", "DB cluster parameter groups"),
    rds("DBSubnetGroups", "L-48C6BF61", "DB subnet groups"),
    rds("SubnetsPerDBSubnetGroup", "L-6F3ACC36", "Subnets per DB subnet group"),
    rds("EventSubscriptions", "L-A59F4C87", "Event subscriptions"),
    rds("OptionGroups", "L-9FA33840", "Option groups"),
];

/// Quotas of an account in Route 53 by `Type` (`GetAccountLimit`).
pub const DNS_QUOTAS: &[ToldQuota] = &[
    route53("MAX_HOSTED_ZONES_BY_OWNER", "L-4EA4796A", "Hosted zones"),
    route53("MAX_HEALTH_CHECKS_BY_OWNER", "L-ACB674F3", "Health checks"),
];

/// The quota of each hosted zone by `Type` (`GetHostedZoneLimit`).
pub const RECORDS_QUOTA: ToldQuota = route53("MAX_RRSETS_BY_ZONE", "L-E209CC9F", "Records per hosted zone");
