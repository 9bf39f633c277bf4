//! What a rule is about, as the sections of the workbook and the hand-outs ask for it.

/// What a rule is about. Sections of the workbook and the hand-outs ask for findings by topic and never by the id of a
/// rule, so that a new rule is in each of them from its first day. A topic has at least one section that asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Whether the workbook says what it has to say.
    Completeness,
    /// Whether what is listed exists, and what exists is listed.
    Inventory,
    /// Whether it works today.
    Health,
    /// Whether it outlives the loss of an Availability Zone.
    Zones,
    /// What takes over by itself, and how fast.
    Failover,
    /// Whether it carries the load of the peak. With [`Topic::Quota`]: whether the peak fits the quota.
    Capacity,
    /// Whether what scales may grow as far as the peak needs.
    Maximum,
    /// Whether reserved load balancer capacity is there.
    Reservation,
    /// Limits that AWS sets to an account or to one resource of it.
    Quota,
    /// Whether a higher quota is on its way.
    QuotaRequest,
    /// Limits that the application meets in what it calls: connections, throughput of tables, messages, timeouts.
    Application,
    /// Capacity that AWS may take back.
    Spot,
    /// Whether data that is lost can be had again.
    Backup,
    /// Alarms on what is listed.
    Alarms,
    /// Who is told.
    Notification,
    /// What is written down of requests.
    Logging,
    /// What Trusted Advisor flags.
    TrustedAdvisor,
    /// What AWS Support has to know or to provide.
    Support,
    /// What AWS, a schedule or a certificate changes or ends around the event.
    Change,
    /// Content delivery: distributions and what they need.
    Edge,
    /// Sending of mail.
    Mail,
    /// Attacks that keep users out.
    Ddos,
    /// Credentials.
    Access,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 23] = [
        Self::Completeness,
        Self::Inventory,
        Self::Health,
        Self::Zones,
        Self::Failover,
        Self::Capacity,
        Self::Maximum,
        Self::Reservation,
        Self::Quota,
        Self::QuotaRequest,
        Self::Application,
        Self::Spot,
        Self::Backup,
        Self::Alarms,
        Self::Notification,
        Self::Logging,
        Self::TrustedAdvisor,
        Self::Support,
        Self::Change,
        Self::Edge,
        Self::Mail,
        Self::Ddos,
        Self::Access,
    ];

    /// What is judged, in as few words as a table has room for.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Completeness => "completeness",
            Self::Inventory => "existence",
            Self::Health => "health today",
            Self::Zones => "loss of a zone",
            Self::Failover => "failover",
            Self::Capacity => "capacity at the peak",
            Self::Maximum => "room to scale out",
            Self::Reservation => "LCU reservations",
            Self::Quota => "quotas",
            Self::QuotaRequest => "quota requests",
            Self::Application => "limits that the application meets",
            Self::Spot => "Spot",
            Self::Backup => "backups",
            Self::Alarms => "alarms",
            Self::Notification => "who is told",
            Self::Logging => "logs",
            Self::TrustedAdvisor => "Trusted Advisor",
            Self::Support => "AWS Support",
            Self::Change => "changes during the event",
            Self::Edge => "content delivery",
            Self::Mail => "mail",
            Self::Ddos => "attacks",
            Self::Access => "credentials",
        }
    }
}
