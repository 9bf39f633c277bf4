//! What the workbook says: the window, the growth, the people, the resources.
//!
//! Every value that a person can get wrong carries the line it was written on, so that a
//! finding about it can point there.

mod growth;
mod kind;
mod resource;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use crate::{access::Access, partition::Partition};

pub use growth::{Implied, Prewarming};
pub use kind::{Home, KindInfo, ResourceKind};
pub use resource::Resource;

/// A planned high-traffic event, as its workbook describes it. What has the shape of a credential was taken out of every
/// text before it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Event {
    /// Name of the event (section 1, the front matter's title, or the support-case subject).
    pub name: Option<String>,
    /// Customer or company name, as AWS Support knows it.
    pub customer: Option<String>,
    /// Person or team accountable for readiness (section 1, `Owner`).
    pub owner: Option<Entry>,
    /// When the event starts and ends (section 2).
    pub window: Option<Window>,
    /// Success criteria (section 1), one per bullet.
    pub criteria: Vec<Entry>,
    /// People and groups involved (section 3).
    pub contacts: Vec<Contact>,
    /// Conference bridge or chat room (section 4).
    pub bridge: Vec<Entry>,
    /// What to monitor (section 5): bare addresses, without user, query and fragment, or else names.
    pub endpoints: Vec<Entry>,
    /// Everything that section 6 lists, in the order written, and then what was found to follow from
    /// it ([`crate::workload::Workload::new`]).
    pub resources: Vec<Resource>,
    /// What was found to follow from the list, and that AWS did not describe.
    pub unseen: Vec<Resource>,
    /// Load expected at the peak, per load balancer (section 7).
    pub prewarming: Vec<Prewarming>,
    /// Steps 1 to 25 (section 8).
    pub steps: Vec<Step>,
    /// Questions of the operations checklist (section 12).
    pub questions: Vec<Question>,
    /// Load-test results (section 13).
    pub load_tests: Vec<Entry>,
    /// Primary and secondary plan (section 14).
    pub plans: Vec<ScenarioPlan>,
    /// Rows of the action-item tracker that people wrote (section 16).
    pub action_items: Vec<ActionItem>,
    /// Waivers (section 16, `Accepted risks`).
    pub accepted_risks: Vec<AcceptedRisk>,
    /// Incidents of the event (sections 16 and 18), in the order written; `None` where nobody wrote
    /// whether there were any.
    pub incidents: Option<Vec<Incident>>,
    /// How satisfied the users were (section 18).
    pub satisfaction: Option<Satisfaction>,
    /// Text of the sections that have no type of their own: 9, 10, 11, 15, 17, 18 and the appendices.
    pub notes: BTreeMap<Section, Vec<Entry>>,
    /// Line of each section's heading, for the sections that the workbook has.
    pub sections: BTreeMap<Section, usize>,
    /// Thresholds set in the front matter, by `rule-id.threshold-name`.
    pub thresholds: BTreeMap<String, f64>,
    /// How the front matter says to sign in, by account id.
    pub access: BTreeMap<String, Access>,
    /// The same for what those leave open, and for every other account.
    pub access_elsewhere: Access,
}

/// A piece of text and the line it stands on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The text as written, without list markers.
    pub text: String,
    /// Line in the workbook, counted from 1.
    pub line: usize,
}

/// A numbered section or an appendix of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Sections 1 to 18.
    Number(u8),
    /// Appendix A: references.
    AppendixA,
    /// Appendix B: service usage of the last twelve months.
    AppendixB,
}

/// When the event takes place. All instants are UTC; the zone is for showing them.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// First moment of the event.
    pub start: Timestamp,
    /// Last moment of the event.
    pub end: Timestamp,
    /// Zone that the workbook writes its dates in.
    pub time_zone: TimeZone,
    /// The zone as written, such as `GMT +8` or `Asia/Singapore`.
    pub time_zone_label: String,
    /// Time before the start in which a change already hurts. Default: 4 hours.
    pub lead: SignedDuration,
    /// Time after the end in which a change still hurts. Default: 2 hours.
    pub tail: SignedDuration,
    /// Line of the start date.
    pub line: usize,
}

impl Window {
    /// Default for [`Window::lead`]: pre-scaling and cache warming happen in these hours.
    pub const DEFAULT_LEAD: SignedDuration = SignedDuration::from_hours(4);
    /// Default for [`Window::tail`]: traffic rarely stops at the announced minute.
    pub const DEFAULT_TAIL: SignedDuration = SignedDuration::from_hours(2);

    /// First moment at which the workload must stand still.
    pub fn opens(&self) -> Timestamp {
        self.start.saturating_sub(self.lead).unwrap_or(Timestamp::MIN)
    }

    /// Last moment at which the workload must stand still.
    pub fn closes(&self) -> Timestamp {
        self.end.saturating_add(self.tail).unwrap_or(Timestamp::MAX)
    }

    /// A moment as the workbook's readers write it: `2026-12-12 22:00 GMT +8`.
    pub fn show(&self, moment: Timestamp) -> String {
        let local = moment.to_zoned(self.time_zone.clone());
        format!("{} {}", local.strftime("%Y-%m-%d %H:%M"), self.time_zone_label)
    }

    /// Whether the span from `from` to `to` meets the window.
    pub fn meets(&self, from: Timestamp, to: Timestamp) -> bool {
        from <= self.closes() && to >= self.opens()
    }
}

/// A person or group (section 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Group or team.
    pub group: Option<String>,
    /// Person's name.
    pub name: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Role during the event.
    pub role: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Line in the workbook.
    pub line: usize,
}

/// One step of the timeline (section 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 1 to 25.
    pub number: u8,
    /// Title without its number.
    pub title: String,
    /// Done when its task-list box is ticked, or its heading or state says so.
    pub state: StepState,
    /// Filled-in bullets under the step, label and value.
    pub answers: Vec<(String, Entry)>,
    /// Line of the heading.
    pub line: usize,
}

/// State of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Nothing says that it was done.
    Open,
    /// Written as in progress.
    InProgress,
    /// Ticked, or written as done.
    Done,
}

/// A question of the operations checklist (section 12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Heading that it stands under: Monitoring, Security, Resilience, Performance, Service Limits.
    pub topic: String,
    /// The question.
    pub text: String,
    /// The team's answer, if any.
    pub answer: Option<String>,
    /// Line in the workbook.
    pub line: usize,
}

/// Primary or secondary plan (section 14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioPlan {
    /// Heading of the plan.
    pub name: String,
    /// Whether it is the secondary or rollback plan.
    pub is_rollback: bool,
    /// Questions and answers.
    pub questions: Vec<Question>,
    /// Line of the heading.
    pub line: usize,
}

/// One row of the tracker (section 16).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionItem {
    /// What has to be done.
    pub description: String,
    /// Red, Yellow, Green, or a word for closed.
    pub status: ItemStatus,
    /// Why it is open.
    pub reason: Option<String>,
    /// Who closes it.
    pub owner: Option<String>,
    /// Due date.
    pub due: Option<Date>,
    /// Remarks.
    pub remarks: Option<String>,
    /// Line in the workbook.
    pub line: usize,
}

/// Status of an action item, in the template's vocabulary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ItemStatus {
    /// Not ready.
    Red,
    /// At risk.
    Yellow,
    /// Ready, done or closed.
    Green,
    /// Not stated, or a word that is none of these.
    #[default]
    Unknown,
}

/// Something that people wrote down about the event with its time (sections 16 and 18).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Incident {
    /// What happened, in the words of the line, without the time and class that it begins with.
    pub text: String,
    /// When it began; `None` where that could not be read.
    pub start: Option<Timestamp>,
    /// How grave it was, where that is written.
    pub class: Option<IncidentClass>,
    /// When somebody or something noticed it.
    pub detected: Option<Timestamp>,
    /// When somebody took it on.
    pub responded: Option<Timestamp>,
    /// When it was over.
    pub resolved: Option<Timestamp>,
    /// Whether the line says that it is an incident: by a class, by the time of its detection,
    /// response or resolution, by the word, or by its heading. A time with text alone does not.
    pub is_stated: bool,
    /// What could not be read, in whole phrases.
    pub unread: Vec<String>,
    /// Line in the workbook.
    pub line: usize,
}

/// How grave an incident was. The order is from the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncidentClass {
    /// The service failed: `critical`, `SEV1`, `P1`.
    Critical,
    /// A part of it failed: `high`, `SEV2`, `P2`.
    High,
    /// It was slower or worse than it should be: `medium`, `SEV3`, `P3`.
    Medium,
}

/// How satisfied the users were (section 18).
#[derive(Debug, Clone, PartialEq)]
pub struct Satisfaction {
    /// 0 to 100; `None` where the words could not be read.
    pub percent: Option<f64>,
    /// As written.
    pub text: String,
    /// Line in the workbook.
    pub line: usize,
}

/// A waiver: somebody decided to live with a finding until a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedRisk {
    /// Rule id.
    pub rule: String,
    /// Resource by any of its names, with its kind, account or region where that is not enough; or `*`.
    pub resource: String,
    /// Who decided. A waiver without an owner does not count.
    pub owner: Option<String>,
    /// Why. A waiver without a reason does not count.
    pub reason: Option<String>,
    /// Last day on which it counts. A waiver without a date does not count.
    pub expires: Option<Date>,
    /// Line in the workbook.
    pub line: usize,
}

impl AcceptedRisk {
    /// Whether the waiver is whole and has not expired on `today`.
    pub fn counts_on(&self, today: Date) -> bool {
        self.owner.is_some() && self.reason.is_some() && self.expires.is_some_and(|day| day >= today)
    }
}

impl Event {
    /// How to sign in to an account; see [`Access::of`].
    pub fn access_of(&self, account: &str, flags: &Access) -> Access {
        Access::of(self.access.get(account), flags, &self.access_elsewhere)
    }

    /// Accounts and regions that list at least one regional resource.
    pub fn places(&self) -> Vec<(&str, &str)> {
        let mut places: Vec<_> = self
            .resources
            .iter()
            .filter(|resource| resource.kind.is_regional())
            .filter_map(|resource| Some((resource.account.as_deref()?, resource.region.as_deref()?)))
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Resources of one kind in one account and region, in the order written.
    pub fn listed<'a>(
        &'a self,
        kind: ResourceKind,
        account: &'a str,
        region: &'a str,
    ) -> impl Iterator<Item = &'a Resource> {
        self.resources.iter().filter(move |resource| {
            resource.kind == kind
                && resource.account.as_deref() == Some(account)
                && resource.region.as_deref() == Some(region)
        })
    }

    /// Regions in which a resource is asked for. An identity of Amazon SES belongs to a region, though section 6 lists
    /// it among the global resources: where no ARN or column names the region, it is looked for wherever the account
    /// lists anything, else where its global services are asked.
    pub fn regions_of<'a>(&'a self, resource: &'a Resource) -> Vec<&'a str> {
        match (&resource.region, resource.account.as_deref()) {
            (Some(region), _) => vec![region],
            (None, Some(account)) if resource.kind == ResourceKind::EmailIdentity => {
                let listed = self.places().into_iter().filter(|(id, _)| *id == account);
                let regions: Vec<_> = listed.map(|(_, region)| region).collect();
                if regions.is_empty() { vec![self.global_region(account)] } else { regions }
            }
            (None, Some(account)) if resource.kind == ResourceKind::Distribution => vec![self.global_region(account)],
            _ => Vec::new(),
        }
    }

    /// The partition of an account, by its first region.
    pub fn partition(&self, account: &str) -> Partition {
        let own = self.resources.iter().filter(|it| it.kind.is_regional() && it.account.as_deref() == Some(account));
        own.filter_map(|it| it.region.as_deref()).min().map_or(Partition::AWS, Partition::of)
    }

    /// Region in which the global services of an account are asked (CloudWatch has their metrics
    /// there too).
    pub fn global_region(&self, account: &str) -> &'static str {
        self.partition(account).global_region
    }
}
