//! Which question is answered from what.

use crate::{event::ResourceKind, rule::Topic};

/// How a question is answered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Asks for trouble: what is red about one of `of` and none of `but` is a yes.
    Trouble { of: &'static [Topic], but: &'static [Topic] },
    /// Asks whether something is done: what is red is a no, what is all ready a yes. Of some kinds, or of all.
    Done { of: &'static [Topic], kinds: &'static [&'static str] },
    /// Asks for words: what the findings say. `fine` stands where all are ready, if it is not empty.
    Tells { of: &'static [Topic], fine: &'static str },
    /// Asks where something is kept: what the findings speak of, of some kinds.
    Kept { of: &'static [Topic], kinds: &'static [&'static str] },
    /// Asks for limits, of some services or of all; `decides` where it is whether the peak goes beyond one.
    Quotas { services: &'static [&'static str], decides: bool },
    /// Asks whether something of a kind is there.
    Listed(ResourceKind),
    /// Asks whether there are alarms.
    Alarms,
    /// Asks what is watched.
    Watched,
    /// Asks for capacity that AWS may take back.
    Spot,
    /// Asks how many mails are sent, by what their limit counts.
    Mails(&'static str),
    /// Asks for load tests.
    LoadTests,
    /// Asks for what no fact tells.
    People,
}

/// What a question asks: all the words of one of the lists stand in it, as a part of it at least.
type Words = &'static [&'static [&'static str]];

const STORES: &[&str] = &["database", "database-cluster", "dynamodb-table", "bucket", "cache", "serverless-cache"];

/// The first row that fits a question is taken: what asks for less stands below.
const ROWS: &[(Words, Kind)] = &[
    // Monitoring
    (&[&["internal tool"], &["tools", "monitoring"]], Kind::People),
    (&[&["metric"]], Kind::Watched),
    // Security
    (
        &[&["rotation"], &["rotated"]],
        Kind::Tells { of: &[Topic::Access], fine: "only people know when; the workbook itself holds no credentials" },
    ),
    (&[&["environment", "accessed"]], Kind::People),
    (&[&["ddos"], &["waf"], &["shield"], &["web acl"], &["attack"]], Kind::Done { of: &[Topic::Ddos], kinds: &[] }),
    // Resilience
    (&[&["single point of failure"], &["spof"]], Kind::Trouble { of: &[Topic::Zones], but: &[] }),
    (
        &[&["rds", "multiple az"], &["rds", "multiple availability"], &["rds", "multi-az"]],
        Kind::Done { of: &[Topic::Zones], kinds: &["database", "database-cluster", "asg", "load-balancer"] },
    ),
    (
        &[&["multiple az"], &["multiple availability"], &["multi-az"], &["multi az"], &["several zones"]],
        Kind::Done { of: &[Topic::Zones], kinds: &[] },
    ),
    (
        &[&["failover"], &["fail over"]],
        Kind::Tells { of: &[Topic::Failover], fine: "automatic wherever it was looked at" },
    ),
    (
        &[&["snapshot", "ebs"], &["snapshot", "volume"]],
        Kind::Done { of: &[Topic::Backup], kinds: &["volume", "instance"] },
    ),
    (&[&["backed up"], &["backup"], &["back up"]], Kind::Done { of: &[Topic::Backup], kinds: STORES }),
    (&[&["content stored"], &["data stored"]], Kind::Kept { of: &[Topic::Backup], kinds: STORES }),
    (&[&["restoration"], &["restore"]], Kind::Tells { of: &[Topic::Backup], fine: "" }),
    (
        &[&["risk", "stability"]],
        Kind::Tells {
            of: &[Topic::Health, Topic::Change, Topic::Zones, Topic::Capacity],
            fine: "none is known: everything that was looked at is ready",
        },
    ),
    (&[&["impact", "lost"]], Kind::People),
    // Performance
    (
        &[&["application stress"], &["stress point in the application"]],
        Kind::Trouble { of: &[Topic::Application], but: &[] },
    ),
    (
        &[&["stress point"], &["bottleneck"]],
        Kind::Trouble { of: &[Topic::Capacity], but: &[Topic::Application, Topic::Quota] },
    ),
    (&[&["load test"], &["load-test"]], Kind::LoadTests),
    (&[&["cdn"], &["cloudfront"], &["content delivery"]], Kind::Listed(ResourceKind::Distribution)),
    (&[&["logging"], &["access log"]], Kind::Done { of: &[Topic::Logging], kinds: &[] }),
    (&[&["alarm"]], Kind::Alarms),
    // Service limits
    (&[&["autoscaling", "limit"], &["auto scaling", "limit"]], Kind::Quotas { services: &["ec2"], decides: true }),
    (&[&["provisioned iops"], &["iops"]], Kind::Quotas { services: &["ebs"], decides: false }),
    (&[&["ebs", "storage"], &["volume", "capacity"]], Kind::Quotas { services: &["ebs"], decides: false }),
    (&[&["24 hour"], &["24-hour"], &["per day", "mail"]], Kind::Mails("24 hours")),
    (&[&["email"], &["e-mail"], &["mails"]], Kind::Mails("second")),
    (&[&["spot"]], Kind::Spot),
    (&[&["bucket"]], Kind::People),
    (&[&["increased limit"], &["limit"], &["quota"]], Kind::Quotas { services: &[], decides: false }),
];

/// How a question is answered; `None` where no row fits.
pub(super) fn row(question: &str) -> Option<&'static Kind> {
    let words = question.to_lowercase();
    let fits = |(asks, _): &&(Words, Kind)| asks.iter().any(|all| all.iter().all(|word| words.contains(word)));
    ROWS.iter().find(fits).map(|(_, kind)| kind)
}
