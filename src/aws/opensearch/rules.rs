//! Domains of Amazon OpenSearch Service.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::facts::{Domain, SoftwareUpdate};
use crate::{
    event::{ResourceKind, Window},
    maintenance::Recurring,
    rule::{self, Area, Cx, Evidence, Example, Fix, Light, Rule, Subject, Topic},
    source::Source,
};

/// Rules about domains.
pub const RULES: &[&Rule] = &[&EXISTS, &MULTI_AZ, &MAINTENANCE_IN_WINDOW];

const EXISTS: Rule = Rule {
    id: "search-exists",
    area: Area::Service,
    topics: &[Topic::Inventory, Topic::Health],
    title: "every listed OpenSearch domain exists and is active",
    why: "Without its domain a workload finds nothing: searches, listings and logs fail, or go to the database, which \
          cannot answer them at the peak. While a domain changes, AWS copies it to new nodes, which costs capacity.",
    fix: "Look at it with `aws opensearch describe-domain --domain-name {resource} --region {region} --query \
          'DomainStatus.[DomainProcessingStatus,Processing,UpgradeProcessing,Deleted,ChangeProgressDetails]'`, let a \
          running change end, and correct section 6 of the workbook if the domain was replaced. One that is isolated \
          needs AWS Support.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-configuration-changes.html",
    ],
    lead_days: 7,
    needs: &[Source::SearchDomains],
    thresholds: &[],
    example: Example::Region(r#"{"opensearch":{"domains":{"seen":{"products":{"status":"Isolated"}}}}}"#),
    check: |cx| {
        let is_on = cx.event.window.as_ref().is_some_and(|window| window.meets(cx.now, cx.now));
        for (subject, domain) in domains(cx, Cx::existing) {
            let (light, summary) = state(&subject.id, domain, is_on);
            let evidence = Evidence::from([
                ("state", json!(domain.status)),
                ("processing", json!(domain.processing)),
                ("upgrading", json!(domain.upgrading)),
                ("deleted", json!(domain.deleted)),
            ]);
            cx.push(light, &subject, summary, evidence);
        }
    },
};

/// `DomainStatus` in the API reference. Answers without a status have flags.
fn state(name: &str, domain: &Domain, is_on: bool) -> (Light, String) {
    let change = if is_on { Light::Red } else { Light::Yellow };
    let is_changing = domain.processing == Some(true) || domain.upgrading == Some(true);
    let is_settled = domain.processing == Some(false) && domain.upgrading == Some(false);
    let is_kept = domain.deleted == Some(false);
    let (light, words) = match domain.status.as_deref() {
        _ if domain.deleted == Some(true) => (Light::Red, "is being deleted"),
        Some("Deleting") => (Light::Red, "is being deleted"),
        Some("Isolated") => (Light::Red, "is isolated"),
        Some("Creating") => (Light::Yellow, "is still being created"),
        Some("UpgradingEngineVersion") => (change, "gets another version of its engine"),
        Some("UpdatingServiceSoftware") => (change, "gets new service software"),
        Some("Modifying") => (change, "is being changed"),
        Some("Active") | None if is_changing => (change, "is being changed"),
        Some("Active") => (Light::Green, "is active"),
        Some(other) => return (Light::Gray, format!("{name} is {other}, a state that iem does not know")),
        None if is_settled && is_kept => (Light::Green, "is active"),
        None => return (Light::Gray, format!("OpenSearch Service does not say how {name} is")),
    };
    (light, format!("{name} {words}"))
}

/// The listed domains that exist. The others are the business of `search-exists`.
fn domains<'a>(
    cx: &mut Cx<'a>,
    listed: fn(&mut Cx<'a>, ResourceKind) -> Vec<rule::Listed<'a>>,
) -> Vec<(Subject, &'a Domain)> {
    let domain = |it: rule::Listed<'a>| {
        let domain = it.place.facts.opensearch.domains.seen()?.get(it.resource.id)?;
        Some((it.subject, domain))
    };
    listed(cx, ResourceKind::SearchDomain).into_iter().filter_map(domain).collect()
}

const MULTI_AZ: Rule = Rule {
    id: "search-multi-az",
    area: Area::Service,
    topics: &[Topic::Zones, Topic::Failover],
    title: "every OpenSearch domain spans at least two Availability Zones",
    why: "A domain in one zone goes down with it, and what has no replica on a node elsewhere is lost with the node that \
          holds it.",
    fix: "Spread it over zones, well before the event, because AWS copies the domain to new nodes: `aws opensearch \
          update-domain-config --domain-name {resource} --cluster-config \
          \"InstanceCount=<data nodes>,ZoneAwarenessEnabled=true,ZoneAwarenessConfig={AvailabilityZoneCount=2}\" \
          --region {region}`, with an even number of data nodes, half of which bear the peak. Give every index a \
          replica.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html"],
    lead_days: 14,
    needs: &[Source::SearchDomains],
    thresholds: &[],
    example: Example::Region(r#"{"opensearch":{"domains":{"seen":{"products":{"zone_awareness":false}}}}}"#),
    check: |cx| {
        for (subject, domain) in domains(cx, Cx::resources) {
            let (light, summary) = zones(domain);
            let evidence = Evidence::from([
                ("data_nodes", json!(domain.data_nodes)),
                ("zone_awareness", json!(domain.zone_awareness)),
                ("zones", json!(domain.zone_count)),
                ("standby", json!(domain.standby)),
            ]);
            cx.push(light, &subject, summary, evidence);
        }
    },
};

fn zones(domain: &Domain) -> (Light, String) {
    let standby = if domain.standby == Some(true) { ", one of which stands by" } else { "" };
    match (domain.zone_awareness, domain.data_nodes, domain.zone_count) {
        (_, Some(1), _) => (Light::Red, "one data node, and nothing takes over".to_owned()),
        (Some(false), ..) => (Light::Red, "runs in a single Availability Zone".to_owned()),
        (None, ..) => (Light::Gray, "OpenSearch Service does not say whether it spans Availability Zones".to_owned()),
        (Some(true), None | Some(0), _) => {
            (Light::Gray, "OpenSearch Service does not say how many data nodes it has".to_owned())
        }
        (Some(true), Some(_), Some(0 | 1)) => {
            (Light::Gray, "OpenSearch Service does not say how many Availability Zones it spans".to_owned())
        }
        (Some(true), Some(nodes), Some(count)) => {
            (Light::Green, format!("{nodes} data nodes span {count} Availability Zones{standby}"))
        }
        // Two, where it says no number.
        (Some(true), Some(nodes), None) => {
            (Light::Green, format!("{nodes} data nodes span several Availability Zones{standby}"))
        }
    }
}

const MAINTENANCE_IN_WINDOW: Rule = Rule {
    id: "search-maintenance-in-window",
    area: Area::Service,
    topics: &[Topic::Change],
    title: "no OpenSearch domain gets new service software during the event",
    why: "To update its service software AWS copies a domain to new nodes. Inside the event that costs the capacity that \
          the peak needs, and on a small domain the connections.",
    fix: "Install it before the event, at a quiet hour: `aws opensearch start-service-software-update --domain-name \
          {resource} --schedule-at NOW --region {region}`. It takes hours: let it end before the event begins.",
    other_fixes: &[RUNS],
    references: &[
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/service-software.html",
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/off-peak.html",
    ],
    lead_days: 7,
    needs: &[Source::SearchDomains],
    thresholds: &[],
    example: Example::Region(
        r#"{"opensearch":{"domains":{"seen":{"products":{"update":{"available":true,"status":"ELIGIBLE",
            "version":"OpenSearch_2_19_R20261101","automatic_from":"2026-12-12T00:00:00Z"}}}}}}"#,
    ),
    check: |cx| {
        for (subject, domain) in domains(cx, Cx::resources) {
            let Some(window) = cx.window(&subject) else { continue };
            let Maintenance { light, summary, when } = maintenance(domain, window, cx.now);
            let update = domain.update.as_ref();
            let evidence = Evidence::from([
                ("update", json!(update.and_then(|update| update.version.as_deref()))),
                ("update_status", json!(update.and_then(|update| update.status.as_deref()))),
                ("automatic_from", json!(update.and_then(|update| update.automatic_from))),
                ("off_peak_starts", json!(off_peak(domain).map(|window| clock(window.start)))),
            ]);
            cx.push(light, &subject, summary, evidence);
            when.into_iter().for_each(|(from, to)| cx.takes_place(from, Some(to)));
            if update.is_some_and(|update| update.status.as_deref() == Some("IN_PROGRESS")) {
                cx.fix(&RUNS);
            }
        }
    },
};

const RUNS: Fix = Fix {
    when: "Where an update runs",
    text: "Let it end, and look at it until then: `aws opensearch describe-domain --domain-name {resource} --region \
           {region} --query 'DomainStatus.[ServiceSoftwareOptions,ChangeProgressDetails]'`. Deploy nothing else \
           meanwhile.",
    example: Example::Region(
        r#"{"opensearch":{"domains":{"seen":{"products":{"update":{"available":true,"status":"IN_PROGRESS"}}}}}}"#,
    ),
};

/// What is going to be done to the software of a domain.
struct Maintenance {
    light: Light,
    summary: String,
    /// When AWS does it by itself, in the event or before.
    when: Option<(Timestamp, Timestamp)>,
}

impl Maintenance {
    fn new(light: Light, summary: impl Into<String>) -> Self {
        Self { light, summary: summary.into(), when: None }
    }
}

fn maintenance(domain: &Domain, window: &Window, now: Timestamp) -> Maintenance {
    let silent = |what: &str| Maintenance::new(Light::Gray, format!("OpenSearch Service does not say {what}"));
    let Some(update) = &domain.update else { return silent("whether an update waits") };
    let version = update.version.as_deref().unwrap_or("of its service software");
    let today = |does: &str| match place(window, now, now) {
        Place::Inside => Maintenance::new(Light::Red, format!("the update {version} {does}, in the event")),
        Place::Before => Maintenance::new(Light::Yellow, format!("the update {version} {does}")),
        Place::After => Maintenance::new(Light::Green, format!("the update {version} {does}, after the event")),
    };
    match (update.status.as_deref(), update.available) {
        (Some("IN_PROGRESS"), _) => today("is being installed"),
        // Somebody, or AWS, has ordered it: it begins soon, or on its date.
        (Some("PENDING_UPDATE"), _) => {
            let dated = automatic(domain, update, window, now);
            if dated.light == Light::Red { dated } else { today("is about to be installed") }
        }
        (Some("ELIGIBLE" | "COMPLETED" | "NOT_ELIGIBLE") | None, Some(false)) => {
            Maintenance::new(Light::Green, "no update of its service software waits")
        }
        (Some("ELIGIBLE" | "COMPLETED" | "NOT_ELIGIBLE") | None, Some(true)) => match update.optional {
            Some(true) => {
                let summary = format!("the update {version} is optional: AWS does not install it by itself");
                Maintenance::new(Light::Green, summary)
            }
            Some(false) => automatic(domain, update, window, now),
            None => silent(&format!("whether AWS installs the update {version} by itself")),
        },
        (Some("ELIGIBLE" | "COMPLETED" | "NOT_ELIGIBLE") | None, None) => silent("whether an update waits"),
        (Some(other), _) => Maintenance::new(Light::Gray, format!("iem does not know the state {other} of its update")),
    }
}

/// When AWS installs an update by itself: in the first off-peak window from its date on, or, where there is none, at any
/// time from then on.
fn automatic(domain: &Domain, update: &SoftwareUpdate, window: &Window, now: Timestamp) -> Maintenance {
    let version = update.version.as_deref().unwrap_or("of its service software");
    let Some(date) = update.automatic_from else {
        let summary = format!("OpenSearch Service does not say when AWS installs the update {version}");
        return Maintenance::new(Light::Gray, summary);
    };
    // One that is overdue comes at the next chance.
    let from = date.max(now);
    let has_off_peak = domain.off_peak.as_ref().is_some_and(|it| it.enabled == Some(true));
    let spans: Vec<(Timestamp, Timestamp)> = match off_peak(domain) {
        Some(daily) => {
            let first = daily.first_from(from);
            // Where it is on already, the time that is left may be too short.
            let is_on = first.filter(|(start, _)| *start < from);
            let next =
                is_on.and_then(|(_, end)| daily.first_from(end.saturating_add(SignedDuration::from_secs(1)).ok()?));
            first.map(|(start, end)| (start.max(from), end)).into_iter().chain(next).collect()
        }
        None if has_off_peak && place(window, from, from) != Place::After => {
            return Maintenance::new(Light::Gray, "OpenSearch Service does not say when its off-peak window begins");
        }
        None => vec![(from, from)],
    };
    let worst = spans.iter().map(|(start, end)| (place(window, *start, *end), (*start, *end))).min();
    let at = if has_off_peak { "in the off-peak window" } else { "at any time" };
    let shown = window.show(date);
    let (light, summary) = match worst {
        Some((Place::Inside, (start, _))) => {
            let start = window.show(start);
            (Light::Red, format!("AWS installs the update {version} in the event, {at} from {start} on"))
        }
        Some((Place::Before, _)) => {
            (Light::Yellow, format!("the update {version} waits: AWS installs it {at} from {shown} on"))
        }
        Some((Place::After, _)) => {
            (Light::Green, format!("AWS installs the update {version} after the event, {at} from {shown} on"))
        }
        None => (Light::Gray, format!("iem cannot tell when AWS installs the update {version}, from {shown} on")),
    };
    let when = worst.filter(|(place, _)| *place != Place::After).map(|(_, span)| span);
    Maintenance { light, summary, when }
}

/// Where a span lies, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Inside,
    Before,
    After,
}

fn place(window: &Window, from: Timestamp, to: Timestamp) -> Place {
    if window.meets(from, to) {
        Place::Inside
    } else if to < window.opens() {
        Place::Before
    } else {
        Place::After
    }
}

/// The ten hours of every day in which AWS updates a domain, where it has them.
fn off_peak(domain: &Domain) -> Option<Recurring> {
    let window = domain.off_peak.as_ref().filter(|window| window.enabled == Some(true))?;
    Some(Recurring { start: i64::from(window.starts_at?) * 60, length: 10 * 3600, every: 24 * 3600 })
}

/// `22:30 UTC`, from seconds after midnight.
fn clock(seconds: i64) -> String {
    format!("{:02}:{:02} UTC", seconds / 3600, seconds % 3600 / 60)
}
