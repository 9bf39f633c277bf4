//! Quotas that Amazon RDS itself gives, together with their use.

/// One quota of Amazon RDS.
#[derive(Debug)]
pub struct DatabaseQuota {
    /// `AccountQuotaName` of `DescribeAccountAttributes`.
    pub attribute: &'static str,
    /// `QuotaCode` of Service Quotas, to ask for more.
    pub code: &'static str,
    /// `QuotaName` of Service Quotas.
    pub name: &'static str,
}

impl DatabaseQuota {
    /// Name of findings: `rds/quota-code`.
    pub fn key(&self) -> String {
        format!("{SERVICE}/{}", self.code)
    }
}

/// `ServiceCode` of Service Quotas.
pub const SERVICE: &str = "rds";

const fn row(attribute: &'static str, code: &'static str, name: &'static str) -> DatabaseQuota {
    DatabaseQuota { attribute, code, name }
}

/// The rows. What the answer holds besides is either of EC2-Classic or about roles and endpoints.
pub const DATABASE_QUOTAS: &[DatabaseQuota] = &[
    row("DBInstances", "L-7B6409FD", "DB instances"),
    row("DBClusters", "L-952B80B8", "DB clusters"),
    row("AllocatedStorage", "L-7ADDB58A", "Total storage for all DB instances, in GiB"),
    row("ReadReplicasPerMaster", "L-5BC124EF", "Read replicas per primary"),
    row("ManualSnapshots", "L-272F1212", "Manual DB instance snapshots"),
    row("ManualClusterSnapshots", "L-9B510759", "Manual DB cluster snapshots"),
    row("ReservedDBInstances", "L-78E853F4", "Reserved DB instances"),
    row("DBParameterGroups", "L-DE55804A", "Parameter groups"),
    row("DBClusterParameterGroups", "L-E4C808A8", "DB cluster parameter groups"),
    row("DBSubnetGroups", "L-48C6BF61", "DB subnet groups"),
    row("SubnetsPerDBSubnetGroup", "L-6F3ACC36", "Subnets per DB subnet group"),
    row("EventSubscriptions", "L-A59F4C87", "Event subscriptions"),
    row("OptionGroups", "L-9FA33840", "Option groups"),
];
