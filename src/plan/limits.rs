//! Section 11: every quota of the table and every vCPU quota that counts: its value, its use
//! today and at the peak, its request; or why its use is not known.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Plan,
    facts::{open, place_name, places},
};
use crate::{
    aws::{
        ec2::capacity,
        quotas::facts::{Quota, QuotaOrigin, QuotaRequest},
    },
    quotas::{self, Peak, QuotaRow, Unknown, Usage},
    rule::{Light, Place, Topic, fix::missed_summary},
    scorecard::Finding,
    snapshot::{Fact, Missed, Reason},
    source::Source,
    text::{
        markdown::{bullets, table, text},
        number::number,
    },
};

mod databases;
mod mail;
mod zones;

/// When a quota is judged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// By its use today.
    Now,
    /// By its use at the peak.
    Peak,
}

/// Quotas that a service tells itself, so that their value and use stand in what was found.
const TOLD: [(&str, &str, &str); 2] = [
    ("lambda/L-B99A9384", "Concurrent executions", "lambda:GetAccountSettings; CloudWatch metric × growth factor"),
    (
        "apigateway/L-8A5B8E43",
        "Throttle rate, in requests per second",
        "apigateway:GET; CloudWatch metrics of the listed APIs × growth factor",
    ),
];

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let mut blocks: Vec<String> = places(plan).into_iter().flat_map(|place| here(plan, place)).collect();
    blocks.extend(mail::blocks(plan));
    blocks.extend(zones::blocks(plan));
    if blocks.is_empty() {
        return "Section 6 lists nothing with an account and a region.".to_owned();
    }
    blocks.join("\n\n")
}

/// One block per service. vCPU quotas come first, then the services in the order of the table.
fn here(plan: &Plan<'_>, place: Place<'_>) -> Vec<String> {
    let mut vcpus = capacity::wanted_quotas(place.facts);
    vcpus.extend(place.facts.quotas.values.keys().cloned());
    for row in quotas::QUOTAS {
        vcpus.remove(&row.key());
    }
    let mut ec2 = Service::new("ec2");
    for key in vcpus {
        ec2.add_vcpus(plan, place, &key);
    }
    let mut services = vec![ec2];
    for row in quotas::rows(place.facts) {
        let at = services.iter().position(|service| service.code == row.service);
        let at = at.unwrap_or_else(|| {
            services.push(Service::new(row.service));
            services.len() - 1
        });
        services[at].add(plan, place, row);
    }
    services[0].notes.extend(unmeasured(plan, place));
    services.extend(databases::service(plan, place));
    services.extend(TOLD.iter().filter_map(|told| self::told(plan, place, told)));
    services.into_iter().map(|service| service.markdown(place)).collect()
}

/// What is said about the quotas of one service.
struct Service<'a> {
    code: &'a str,
    rows: Vec<Row>,
    /// Quotas that nothing counts against today.
    unused: Vec<String>,
    /// Quotas without a known use, by the words that say why.
    unknown: BTreeMap<String, Vec<String>>,
    notes: BTreeSet<String>,
}

/// One row of the table, and its place in it: the worst first.
struct Row {
    rank: (Light, Reverse<u64>),
    cells: Vec<String>,
}

impl<'a> Service<'a> {
    fn new(code: &'a str) -> Self {
        Self { code, rows: Vec::new(), unused: Vec::new(), unknown: BTreeMap::new(), notes: BTreeSet::new() }
    }

    fn add_vcpus(&mut self, plan: &Plan<'_>, place: Place<'_>, key: &str) {
        let quota = match quotas::find(place.facts, key) {
            Some(Fact::Seen(quota)) => quota,
            Some(Fact::Missed(missed)) => return self.miss(Source::QuotaValues, missed, text(key)),
            None => return self.miss(Source::QuotaValues, &Missed::not_asked(), text(key)),
        };
        let now = finding(plan, place, When::Now, key);
        let peak = finding(plan, place, When::Peak, key);
        let Some(used) = now.and_then(needed) else {
            let why = now.map_or("nothing that is listed counts against it", |finding| &finding.summary);
            return self.cannot("Not measured", &text(why), label(key, quota));
        };
        let at_peak = match peak.and_then(needed) {
            Some(needed) => Cell { text: number(needed), highest: needed, is_known: true },
            None => Cell { text: "not known".to_owned(), highest: used, is_known: false },
        };
        let source = "CloudWatch usage metric; groups at their maximum";
        self.push(plan, place, key, quota, Some(used), at_peak, source);
    }

    fn add(&mut self, plan: &Plan<'_>, place: Place<'_>, row: &QuotaRow) {
        let key = row.key();
        let named = format!("{} ({})", text(row.name), row.code);
        let quota = match (row.value(place.facts), row.usage) {
            (Ok(quota), _) => quota,
            (Err(_), Usage::NotMeasured(why)) => return self.cannot("Not measurable", &text(why), named),
            (Err((source, missed)), _) => return self.miss(source, &missed, named),
        };
        let peak = finding(plan, place, When::Peak, &key);
        let used = row.used(place.facts, quota);
        let unknown = match (&used, peak.is_some_and(|finding| needed(finding).is_some())) {
            (Ok(used), false) if *used == 0.0 => {
                self.unused.push(label(&key, quota));
                return;
            }
            (Err(unknown), false) => unknown,
            (used, _) => {
                let used = used.as_ref().ok().copied();
                let at_peak = at_peak(row, used.unwrap_or(0.0), peak);
                return self.push(plan, place, &key, quota, used, at_peak, &use_from(row));
            }
        };
        match unknown {
            Unknown::NotMeasurable(why) => self.cannot("Not measurable", &text(why), label(&key, quota)),
            Unknown::NoDatapoint => {
                let why = "CloudWatch has no datapoint of the usage metric in 14 days, which is no zero";
                self.cannot("Not measured", why, label(&key, quota));
            }
            Unknown::Missed(source, missed) => self.miss(*source, missed, label(&key, quota)),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "they are the cells of one row")]
    fn push(
        &mut self,
        plan: &Plan<'_>,
        place: Place<'_>,
        key: &str,
        quota: &Quota,
        used: Option<f64>,
        at_peak: Cell,
        source: &str,
    ) {
        let lights = [When::Now, When::Peak].map(|when| finding(plan, place, when, key).map(|it| it.light));
        let light = lights.into_iter().flatten().min().unwrap_or(Light::Green);
        let highest = at_peak.highest.max(used.unwrap_or(0.0));
        let share = if quota.value > 0.0 { highest / quota.value } else { f64::MAX };
        let headroom = headroom(highest, quota.value);
        let origin = match quota.origin {
            QuotaOrigin::Applied => "applied",
            QuotaOrigin::Default => "AWS's default",
        };
        let adjustable = if quota.adjustable { "" } else { ", cannot be raised" };
        let (_, code) = key.split_once('/').unwrap_or_default();
        let cells = vec![
            format!("{} ({})", text(&quota.name), text(code)),
            format!("{} ({origin}{adjustable})", number(quota.value)),
            used.map_or("not known".to_owned(), number),
            at_peak.text,
            if at_peak.is_known { headroom } else { format!("not known; now {headroom}") },
            request(place, key),
            source.to_owned(),
        ];
        // Shares are compared in thousandths; a cast saturates.
        self.rows.push(Row { rank: (light, Reverse((share * 1000.0) as u64)), cells });
    }

    fn miss(&mut self, source: Source, missed: &Missed, label: String) {
        let what = if missed.reason == Reason::Denied { "Not permitted" } else { "Not read" };
        self.cannot(what, &text(&missed_summary(source, missed)), label);
    }

    fn cannot(&mut self, what: &str, why: &str, label: String) {
        self.unknown.entry(format!("**{what}:** {why}")).or_default().push(label);
    }

    fn markdown(mut self, place: Place<'_>) -> String {
        let mut blocks = vec![format!("#### {} ({})", self.code, text(&place_name(place)))];
        self.rows.sort_by_key(|row| row.rank);
        if !self.rows.is_empty() {
            let header =
                ["Quota", "Value", "In use now", "At peak", "Headroom at peak", "Increase request", "Use known from"];
            let rows: Vec<Vec<String>> = self.rows.into_iter().map(|row| row.cells).collect();
            blocks.push(table(&header, &rows));
        }
        let mut lines = Vec::new();
        if !self.unused.is_empty() {
            lines.push(format!("**Not in use:** {}.", self.unused.join("; ")));
        }
        lines.extend(self.unknown.into_iter().map(|(why, labels)| format!("{why}. {}.", labels.join("; "))));
        lines.extend(self.notes);
        if !lines.is_empty() {
            blocks.push(bullets(&lines));
        }
        blocks.join("\n\n")
    }
}

/// The block of a quota that a service tells itself, where something that it limits is listed.
fn told<'a>(plan: &Plan<'_>, place: Place<'_>, (key, name, source): &(&'a str, &str, &str)) -> Option<Service<'a>> {
    let (code, _) = key.split_once('/')?;
    let finding = finding(plan, place, When::Peak, key)?;
    let mut service = Service::new(code);
    let need = finding.need.as_ref();
    match (need.and_then(|need| need.ceiling), needed(finding)) {
        (Some(value_of_quota), Some(needed)) => {
            let quota = Quota {
                name: (*name).to_owned(),
                value: value_of_quota,
                origin: QuotaOrigin::Applied,
                adjustable: true,
                usage_metric: None,
                period: None,
            };
            let at_peak = Cell { text: number(needed), highest: needed, is_known: true };
            service.push(plan, place, key, &quota, need.and_then(|need| need.used), at_peak, source);
        }
        _ => service.cannot("Not measured", &text(&finding.summary), (*name).to_owned()),
    }
    Some(service)
}

/// Use at the peak: what the table says, and the highest use that is known.
struct Cell {
    text: String,
    highest: f64,
    /// Whether the highest use is that of the peak, and not merely that of today.
    is_known: bool,
}

fn at_peak(row: &QuotaRow, used: f64, peak: Option<&Finding>) -> Cell {
    let as_now = |why: &str| Cell { text: format!("as now{why}"), highest: used, is_known: true };
    let not_known = |why: &str| Cell { text: format!("not known: {}", text(why)), highest: used, is_known: false };
    match (peak.map(|finding| (finding, needed(finding))), row.peak) {
        (Some((finding, Some(needed))), _) => {
            let of = finding.need.as_ref().and_then(|need| need.of.as_deref());
            let of = of.map(|of| format!(" in {}", text(of))).unwrap_or_default();
            Cell { text: format!("{}{of}", number(needed)), highest: needed, is_known: true }
        }
        (Some((finding, None)), _) => not_known(&finding.summary),
        (None, Peak::Same) => as_now(""),
        (None, Peak::NotKnown(why)) => not_known(why),
        (None, Peak::Targets(_) | Peak::Interfaces | Peak::Fargate(_)) => as_now(": nothing that is listed adds to it"),
        (None, Peak::Reservations(_)) => as_now(": section 7 plans no reservation"),
    }
}

fn use_from(row: &QuotaRow) -> String {
    match row.usage {
        Usage::Published | Usage::NotMeasured(_) => "CloudWatch usage metric".to_owned(),
        Usage::Counted(source, _) | Usage::Fullest(source, _) => source.info().actions.join(", "),
    }
}

/// `Listeners per Application Load Balancer (L-B6DF7632): 50`.
fn label(key: &str, quota: &Quota) -> String {
    let (_, code) = key.split_once('/').unwrap_or_default();
    format!("{} ({}): {}", text(&quota.name), text(code), number(quota.value))
}

fn headroom(needed: f64, quota: f64) -> String {
    if quota <= 0.0 {
        return "none: the quota is 0".to_owned();
    }
    let percent = number(((quota - needed) / quota * 100.0).round());
    if needed > quota { format!("**{percent}%**, {} short", number(needed - quota)) } else { format!("{percent}%") }
}

/// The worst finding about one quota of one place.
fn finding<'a>(plan: &Plan<'a>, place: Place<'_>, when: When, key: &str) -> Option<&'a Finding> {
    let is_of = |it: &Finding| {
        let quota = it.need.as_ref().and_then(|need| need.quota.as_deref());
        (it.resource.id == key || quota == Some(key)) && is_here(it, place)
    };
    let is_then = |it: &Finding| it.is_about(Topic::Capacity) == (when == When::Peak);
    plan.scorecard.findings.iter().find(|it| it.is_about(Topic::Quota) && is_then(it) && is_of(it))
}

fn is_here(finding: &Finding, place: Place<'_>) -> bool {
    finding.resource.account.as_deref() == Some(place.account)
        && finding.resource.region.as_deref() == Some(place.region)
}

fn needed(finding: &Finding) -> Option<f64> {
    finding.need.as_ref()?.needed
}

fn request(place: Place<'_>, key: &str) -> String {
    let requests = match open(Source::QuotaRequests, &place.facts.quotas.requests) {
        Ok(requests) => requests,
        Err(why) => return text(&why),
    };
    let latest: Option<&QuotaRequest> =
        requests.iter().filter(|request| request.quota == key).max_by_key(|request| request.created);
    let Some(QuotaRequest { desired, status, created, .. }) = latest else {
        return "none in 90 days".to_owned();
    };
    let asked =
        created.map_or("on a day that AWS does not give".to_owned(), |at| format!("on {}", at.strftime("%Y-%m-%d")));
    format!("{} to {}, asked {asked}", text(status), number(*desired))
}

/// What kept the use of vCPU quotas from being known, where it is not about one quota.
fn unmeasured(plan: &Plan<'_>, place: Place<'_>) -> Vec<String> {
    let gray = plan.scorecard.findings.iter().filter(|finding| {
        finding.is_about(Topic::Quota)
            && [capacity::VCPUS, "asg"]
                .iter()
                .any(|it| [finding.resource.id.as_str(), finding.resource.kind].contains(it))
            && finding.light == Light::Gray
            && is_here(finding, place)
            && quotas::find(place.facts, &finding.resource.id).is_none()
    });
    gray.map(|finding| format!("**Not measured:** {}. {}.", text(&finding.summary), text(&finding.resource.id)))
        .collect()
}
