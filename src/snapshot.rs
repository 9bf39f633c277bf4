//! Everything that AWS answered at one moment, as our own small structs.
//!
//! A fact is either [`Fact::Seen`] or [`Fact::Missed`] with the reason. There is no third
//! state and no default value: a fact that nobody asked for is missed as well.

mod join;
mod merge;
mod redact;
mod slot;

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::aws::{
    acm::facts::Acm,
    apigateway::facts::ApiGateway,
    autoscaling::facts::AutoScaling,
    backup::facts::Backup,
    cloudformation::facts::CloudFormation,
    cloudfront::facts::CloudFront,
    cloudtrail::facts::CloudTrail,
    cloudwatch::facts::CloudWatch,
    dynamodb::facts::DynamoDb,
    ec2::facts::Ec2,
    ecs::facts::Ecs,
    eks::facts::Eks,
    elasticache::facts::ElastiCache,
    elb::facts::{Elb, classic::ClassicElb},
    health::facts::Health,
    lambda::facts::Lambda,
    quotas::facts::Quotas,
    rds::facts::Rds,
    route53::facts::Route53,
    s3::facts::S3,
    ses::facts::Ses,
    shield::facts::Shield,
    sns::facts::Sns,
    sqs::facts::Sqs,
    support::facts::Support,
    tagging::facts::Tagging,
    vpc::facts::Networks,
    waf::facts::Waf,
};

pub use join::join;
pub use merge::merge;
pub use redact::redact;
pub use slot::Slot;

/// Format of a saved snapshot. A reader refuses any other.
pub const SCHEMA: &str = "iem.snapshot/1";

/// What AWS answered, per account and region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// When collection started.
    #[schemars(with = "String")]
    pub taken_at: Timestamp,
    /// By twelve-digit account id.
    pub accounts: BTreeMap<String, AccountSnapshot>,
}

impl Snapshot {
    /// A snapshot in which nothing has been asked yet.
    pub fn empty(taken_at: Timestamp) -> Self {
        Self { schema: SCHEMA.to_owned(), taken_at, accounts: BTreeMap::new() }
    }

    /// Answers of an account; for one that is not here, nothing but missed facts.
    pub fn account(&self, id: &str) -> &AccountSnapshot {
        static NOTHING: LazyLock<AccountSnapshot> = LazyLock::new(AccountSnapshot::default);
        self.accounts.get(id).unwrap_or(&NOTHING)
    }
}

/// Answers of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccountSnapshot {
    /// Who answered.
    pub sts: Sts,
    /// Trusted Advisor through the Support API.
    pub support: Support,
    /// AWS Health.
    pub health: Health,
    /// Amazon CloudFront.
    pub cloudfront: CloudFront,
    /// AWS Certificate Manager in the region that CloudFront takes certificates from.
    pub acm: Acm,
    /// Amazon Route 53.
    pub route53: Route53,
    /// AWS Shield.
    pub shield: Shield,
    /// By region code.
    pub regions: BTreeMap<String, RegionSnapshot>,
}

impl AccountSnapshot {
    /// Answers of a region; for one that is not here, nothing but missed facts.
    pub fn region(&self, code: &str) -> &RegionSnapshot {
        static NOTHING: LazyLock<RegionSnapshot> = LazyLock::new(RegionSnapshot::default);
        self.regions.get(code).unwrap_or(&NOTHING)
    }
}

/// Answers of AWS STS.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sts {
    /// Account and ARN of the credentials in use (`GetCallerIdentity`).
    pub identity: Fact<Identity>,
}

/// Who the credentials belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Twelve-digit account id.
    pub account: String,
    /// ARN of the user or assumed role.
    pub arn: String,
}

/// Answers of one region of one account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RegionSnapshot {
    /// Amazon EC2.
    pub ec2: Ec2,
    /// Networks of Amazon EC2.
    pub vpc: Networks,
    /// AWS Certificate Manager.
    pub acm: Acm,
    /// Elastic Load Balancing (application, network and gateway balancers).
    pub elb: Elb,
    /// Elastic Load Balancing (classic balancers).
    pub classic_elb: ClassicElb,
    /// Amazon DynamoDB.
    pub dynamodb: DynamoDb,
    /// Amazon ECS.
    pub ecs: Ecs,
    /// Amazon EKS.
    pub eks: Eks,
    /// Amazon S3.
    pub s3: S3,
    /// AWS Backup.
    pub backup: Backup,
    /// Amazon SES.
    pub ses: Ses,
    /// AWS Lambda.
    pub lambda: Lambda,
    /// Amazon API Gateway.
    pub apigateway: ApiGateway,
    /// Amazon SQS.
    pub sqs: Sqs,
    /// Amazon SNS.
    pub sns: Sns,
    /// AWS WAF.
    pub waf: Waf,
    /// Amazon EC2 Auto Scaling.
    pub autoscaling: AutoScaling,
    /// Amazon RDS and Aurora.
    pub rds: Rds,
    /// Amazon ElastiCache.
    pub elasticache: ElastiCache,
    /// Service Quotas.
    pub quotas: Quotas,
    /// Amazon CloudWatch.
    pub cloudwatch: CloudWatch,
    /// AWS CloudTrail.
    pub cloudtrail: CloudTrail,
    /// AWS CloudFormation.
    pub cloudformation: CloudFormation,
    /// AWS Resource Groups Tagging API.
    pub tagging: Tagging,
}

/// One answer of AWS, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact<T> {
    /// AWS answered.
    Seen(T),
    /// AWS did not answer, or was not asked.
    Missed(Missed),
}

impl<T> Fact<T> {
    /// The answer, if there is one.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(answer) => Some(answer),
            Self::Missed(_) => None,
        }
    }

    /// Whether nobody has asked yet.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Missed(Missed { reason: Reason::NotAsked, .. }))
    }
}

// Not derived: `T` need not have a default, because the default is "nobody asked".
impl<T> Default for Fact<T> {
    fn default() -> Self {
        Self::Missed(Missed::not_asked())
    }
}

/// Answers that AWS gives one resource at a time, by the resource's key. A key that is absent
/// was not asked for.
pub type PerResource<T> = BTreeMap<String, Fact<T>>;

/// Why a fact is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missed {
    /// The kind of cause.
    pub reason: Reason,
    /// What AWS or the network said, shortened; empty when there is nothing to add.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Missed {
    /// Begins the detail of a fact that could not be asked for, because the answer that names
    /// what to ask for is missing; the title of that answer's source follows.
    pub const NEEDS: &str = "needs ";
    /// Begins the detail of a fact that could not be asked for, because the role that it would have
    /// been asked in was refused; the role's ARN, `: ` and what AWS said follow.
    pub const ROLE: &str = "sts:AssumeRole on ";

    /// The role that was refused, and what AWS said.
    pub fn role(&self) -> Option<(&str, &str)> {
        let role = self.detail.strip_prefix(Self::ROLE)?;
        Some(role.split_once(": ").unwrap_or((role, "")))
    }

    /// A fact that no call was made for.
    pub fn not_asked() -> Self {
        Self { reason: Reason::NotAsked, detail: String::new() }
    }
}

/// The kinds of cause that keep a fact from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No call was made for it.
    NotAsked,
    /// The credentials lack the IAM action, or a policy denies it.
    Denied,
    /// AWS kept throttling until the retries were used up.
    Throttled,
    /// The account has no support plan that includes the API.
    NotSubscribed,
    /// No credentials were found.
    NoCredentials,
    /// Credentials were found, and AWS does not accept them.
    RefusedCredentials,
    /// The clock of the machine is too far from that of AWS, which accepts 15 minutes.
    WrongClock,
    /// The session or token has expired.
    ExpiredCredentials,
    /// The credentials belong to another account than the workbook names.
    WrongAccount,
    /// The region is not enabled for the account, or does not exist.
    RegionDisabled,
    /// No answer came in time.
    TimedOut,
    /// The run was interrupted before the answer came.
    Interrupted,
    /// The endpoint could not be reached.
    Unreachable,
    /// The answer was not what AWS documents, for example an HTML page.
    Malformed,
    /// AWS answered with another error.
    Failed,
}
