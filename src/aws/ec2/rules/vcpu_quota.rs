//! EC2's vCPU quotas, today and with every listed group at its maximum.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    aws::{
        autoscaling::facts::Group,
        cloudwatch::metrics::Metric,
        ec2::{
            capacity::{self, Purchase, Starts, VcpuClass},
            facts::InstanceType,
        },
        quotas::facts::QuotaOrigin,
    },
    event::ResourceKind,
    names,
    rule::{Area, Cx, Evidence, Example, Light, Need, Place, Rule, Subject, Threshold, Topic},
    source::Source,
};

/// Rules about vCPU quotas.
pub const RULES: &[&Rule] = &[&NOW, &AT_PEAK, &REQUEST_IN_TIME];

const NEEDS: &[Source] = &[
    Source::Instances,
    Source::Groups,
    Source::LaunchTemplates,
    Source::LaunchConfigurations,
    Source::InstanceTypes,
    Source::CapacityReservations,
    Source::QuotaValues,
    Source::Metrics,
];

const REQUEST: &str = "Ask for more: `aws service-quotas request-service-quota-increase --service-code ec2 \
                       --quota-code {quota_code} --desired-value {ask_for} --region {region}`. Small increases are \
                       granted in minutes, large ones go to AWS Support and take days.";

const QUOTAS_PAGE: &str = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html";

const YELLOW_SHARE: Threshold =
    Threshold { name: "yellow-share", default: 0.8, meaning: "share of the quota from which it is at risk" };

const NOW: Rule = Rule {
    id: "ec2-vcpu-quota-now",
    area: Area::Service,
    topics: &[Topic::Quota],
    title: "vCPU quotas are not used up today",
    why: "At its vCPU quota an account starts no further instance of that family: not for scaling, not to \
          replace a broken one. Unused capacity reservations count as well.",
    fix: REQUEST,
    other_fixes: &[],
    references: &[QUOTAS_PAGE],
    lead_days: 14,
    needs: NEEDS,
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(r#"{"quotas":{"values":{"ec2/L-1216C47A":{"seen":{"value":16}}}}}"#),
    check: |cx| {
        for load in loads(cx) {
            let used = load.used + load.unused_reserved;
            let share = used / load.quota;
            let summary = format!("{used} of {} {} vCPUs are in use", load.quota, load.label);
            let evidence = load.evidence(used, cx.threshold(&YELLOW_SHARE));
            if used >= load.quota && used > 0.0 {
                cx.red(&load.subject, summary, evidence);
            } else if used > 0.0 && share >= cx.threshold(&YELLOW_SHARE) {
                cx.yellow(&load.subject, summary, evidence);
            } else {
                cx.green(&load.subject, summary, evidence);
            }
            cx.need(load.need(used, cx.threshold(&YELLOW_SHARE)));
        }
    },
};

const AT_PEAK: Rule = Rule {
    id: "ec2-vcpu-quota-at-peak",
    area: Area::Service,
    topics: &[Topic::Quota, Topic::Capacity],
    title: "vCPU quotas allow every listed group to reach its maximum",
    why: "The groups may be allowed to grow, and the account not. The launches fail with VcpuLimitExceeded at \
          the moment when the instances are needed, and a quota is not raised in the middle of a peak.",
    fix: REQUEST,
    other_fixes: &[],
    references: &[
        QUOTAS_PAGE,
        "https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html",
    ],
    lead_days: 14,
    needs: NEEDS,
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(r#"{"quotas":{"values":{"ec2/L-1216C47A":{"seen":{"value":100}}}}}"#),
    check: |cx| {
        for load in loads(cx) {
            let summary = format!("the peak needs {} of {} {} vCPUs", load.at_peak, load.quota, load.label);
            let share = cx.threshold(&YELLOW_SHARE);
            let evidence = load.evidence(load.at_peak, share);
            if load.at_peak > load.quota {
                cx.red(&load.subject, summary, evidence);
            } else if load.at_peak > share * load.quota {
                cx.yellow(&load.subject, summary, evidence);
            } else {
                cx.green(&load.subject, summary, evidence);
            }
            cx.need(load.need(load.at_peak, share));
        }
    },
};

const OPEN_DAYS: Threshold = Threshold {
    name: "open-days",
    default: 7.0,
    meaning: "days before the event from which a request that is still open is not ready",
};

const REQUEST_IN_TIME: Rule = Rule {
    id: "ec2-vcpu-quota-request-in-time",
    area: Area::Service,
    topics: &[Topic::QuotaRequest],
    title: "a quota that the peak exceeds has an increase on its way, in time",
    why: "An increase that was never asked for, was denied, or is still open a week before the event is no \
          increase.",
    fix: "Ask, or ask again with your account team: `aws service-quotas request-service-quota-increase \
          --service-code ec2 --quota-code {quota_code} --desired-value {ask_for} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html"],
    lead_days: 14,
    needs: &[
        Source::Instances,
        Source::Groups,
        Source::LaunchTemplates,
        Source::LaunchConfigurations,
        Source::InstanceTypes,
        Source::CapacityReservations,
        Source::QuotaValues,
        Source::QuotaRequests,
        Source::Metrics,
    ],
    thresholds: &[OPEN_DAYS],
    example: Example::Region(r#"{"quotas":{"values":{"ec2/L-1216C47A":{"seen":{"value":100}}}}}"#),
    check: |cx| {
        let open_days = cx.threshold(&OPEN_DAYS);
        for load in loads(cx) {
            let requests = &load.place.facts.quotas.requests;
            let Some(requests) = cx.read(&load.subject, Source::QuotaRequests, requests) else {
                continue;
            };
            let mut evidence = load.evidence(load.at_peak, YELLOW_SHARE.default);
            let need = load.need(load.at_peak, YELLOW_SHARE.default);
            if load.at_peak <= load.quota {
                cx.green(&load.subject, "no increase is needed", evidence);
                cx.need(need);
                continue;
            }
            let latest =
                requests.iter().filter(|request| request.quota == load.key).max_by_key(|request| request.created);
            let Some(request) = latest else {
                cx.red(&load.subject, "no increase was asked for in the last 90 days", evidence);
                cx.need(need);
                continue;
            };
            evidence.insert("request", json!(request));
            let Some(window) = cx.window(&load.subject) else { continue };
            let days_left = window.start.duration_since(cx.now).as_hours() as f64 / 24.0;
            let is_open = matches!(request.status.as_str(), "PENDING" | "CASE_OPENED");
            let summary = format!("the request for {} is {}", request.desired, request.status);
            let light = match is_open {
                _ if request.desired < load.at_peak => Light::Red,
                true if days_left < open_days => Light::Red,
                true => Light::Yellow,
                // Approved and not yet visible in the applied value.
                false if request.status == "APPROVED" => Light::Yellow,
                false => Light::Red,
            };
            cx.push(light, &load.subject, format!("{summary}, the peak needs {}", load.at_peak), evidence);
            cx.need(need);
        }
    },
};

/// The load on one vCPU quota.
struct Load<'a> {
    subject: Subject,
    place: Place<'a>,
    key: String,
    label: String,
    quota: f64,
    origin: QuotaOrigin,
    /// vCPUs of running instances: the newest datapoint of the usage metric.
    used: f64,
    /// vCPUs of reservations that nothing runs in.
    unused_reserved: f64,
    /// vCPUs with every listed group at its maximum.
    at_peak: f64,
}

impl Load<'_> {
    fn evidence(&self, needed: f64, share: f64) -> Evidence {
        Evidence::from([
            ("quota_code", json!(self.key.trim_start_matches("ec2/"))),
            ("quota", json!(self.quota)),
            ("quota_origin", json!(self.origin)),
            ("used", json!(self.used)),
            ("unused_reserved", json!(self.unused_reserved)),
            ("needed", json!(needed)),
            ("ask_for", json!((needed / share).ceil() as u64)),
        ])
    }

    fn need(&self, needed: f64, share: f64) -> Need {
        let need = Need::new(needed, self.quota, "vCPUs").used(self.used);
        need.quota(&self.key, (needed / share).ceil() as u64)
    }
}

/// The load on each vCPU quota that the listed instances and groups count against. What cannot
/// be read becomes a gray verdict.
fn loads<'a>(cx: &mut Cx<'a>) -> Vec<Load<'a>> {
    let mut loads = Vec::new();
    for place in cx.places() {
        let Some(groups) = groups_here(cx, place) else { continue };
        for (class, purchase) in capacity::classes(place.facts) {
            if let Some(load) = load(cx, place, class, purchase, &groups) {
                loads.push(load);
            }
        }
    }
    loads
}

type Groups<'a> = BTreeMap<&'a str, (&'a Group, Starts)>;

/// The listed groups of a place and what they start, after everything that says so was opened;
/// `None` where nothing that counts against a vCPU quota is listed, or its facts are missed.
fn groups_here<'a>(cx: &mut Cx<'a>, place: Place<'a>) -> Option<Groups<'a>> {
    let listed = |kind| cx.listed_in(place, kind).len();
    let (instances, groups) = (listed(ResourceKind::Instance), listed(ResourceKind::AutoScalingGroup));
    if instances + groups == 0 {
        return None;
    }
    let subject = Subject::new("quota", capacity::VCPUS, place);
    if instances > 0 {
        let known = cx.read(&subject, Source::Instances, &place.facts.ec2.instances)?;
        let types = known.values().map(|instance| instance.instance_type.as_str());
        unknown_families(cx, &subject, types.collect());
    }
    if groups == 0 {
        return Some(Groups::new());
    }
    let all = cx.read(&subject, Source::Groups, &place.facts.autoscaling.groups)?;
    cx.read(&subject, Source::LaunchTemplates, &place.facts.ec2.launch_templates)?;
    cx.read(&subject, Source::LaunchConfigurations, &place.facts.autoscaling.launch_configurations)?;
    let mut found = Groups::new();
    for resource in cx.listed_in(place, ResourceKind::AutoScalingGroup) {
        let Some((name, group)) = all.get_key_value(names::group_name(&resource.name)) else {
            continue;
        };
        let subject = Subject::new("asg", name, place).listed_on(resource.line);
        let Some(starts) = capacity::starts(group, place.facts) else {
            let subject = subject.with_arn(&group.arn);
            cx.gray(&subject, "the instance types that it can start are not known", Evidence::default());
            continue;
        };
        let types = starts.types.iter().map(|(name, _)| name.as_str()).collect();
        unknown_families(cx, &subject, types);
        found.insert(name, (group, starts));
    }
    Some(found)
}

/// A family that no quota is known for must not pass in silence.
fn unknown_families(cx: &mut Cx<'_>, subject: &Subject, types: BTreeSet<&str>) {
    let unknown: Vec<_> = types.into_iter().filter(|name| capacity::class_of(name).is_none()).collect();
    if !unknown.is_empty() {
        let summary = format!("no vCPU quota is known for {}", unknown.join(", "));
        cx.push_part(
            Light::Gray,
            Area::Service,
            subject,
            "family",
            summary,
            Evidence::from([("types", json!(unknown))]),
        );
    }
}

fn load<'a>(
    cx: &mut Cx<'a>,
    place: Place<'a>,
    class: &VcpuClass,
    purchase: Purchase,
    groups: &Groups<'a>,
) -> Option<Load<'a>> {
    let key = class.quota(purchase)?;
    let subject = Subject::new("quota", &key, place);
    let facts = place.facts;
    let types = cx.read(&subject, Source::InstanceTypes, &facts.ec2.instance_types)?;
    let reservations = cx.read(&subject, Source::CapacityReservations, &facts.ec2.capacity_reservations)?;
    let quota = cx.read_one(&subject, Source::QuotaValues, &facts.quotas.values, &key)?;
    let metric = Metric::vcpus(class, purchase);
    let usage = cx.read_one(&subject, Source::Metrics, &facts.cloudwatch.metrics, &metric.key())?;
    let label = class.usage_class(purchase);
    let Some(usage) = usage else {
        cx.gray(
            &subject,
            format!("CloudWatch has no usage of {label} vCPUs"),
            Evidence::from([("metric", json!(metric.key()))]),
        );
        return None;
    };
    let in_class = |name: &str| capacity::class_of(name) == Some(class);
    let mut growth = Growth::default();
    for (group, starts) in groups.values() {
        let Some(()) = growth.add(group, starts, purchase, types, in_class) else {
            cx.gray(&subject, "EC2 does not know one of the instance types in use", Evidence::default());
            return None;
        };
    }
    let mut unused_reserved = 0.0;
    let mut left_over = 0.0;
    // Capacity reservations are On-Demand capacity.
    let reserved = reservations.values().filter(|row| row.state == "active" && purchase == Purchase::OnDemand);
    for reservation in reserved.filter(|row| in_class(&row.instance_type)) {
        let Some(kind) = types.get(&reservation.instance_type) else {
            cx.gray(&subject, format!("EC2 does not know {}", reservation.instance_type), Evidence::default());
            return None;
        };
        let filled = growth.take(&reservation.instance_type, reservation.available);
        unused_reserved += f64::from(reservation.available * kind.vcpus);
        left_over += f64::from((reservation.available - filled) * kind.vcpus);
    }
    let at_peak = (usage.latest - growth.today).max(0.0) + growth.at_max + left_over;
    Some(Load {
        subject,
        place,
        key,
        label,
        quota: quota.value,
        origin: quota.origin,
        used: usage.latest,
        unused_reserved,
        at_peak,
    })
}

/// What the listed groups count against one quota.
#[derive(Default)]
struct Growth {
    /// vCPUs of their instances today.
    today: f64,
    /// vCPUs of their largest types at their maximum.
    at_max: f64,
    /// Instances to come, by type: they fill reservations of that type first.
    instances: BTreeMap<String, u32>,
}

impl Growth {
    /// Adds a group; `None` when a type is unknown.
    fn add(
        &mut self,
        group: &Group,
        starts: &Starts,
        purchase: Purchase,
        types: &BTreeMap<String, InstanceType>,
        in_class: impl Fn(&str) -> bool,
    ) -> Option<()> {
        let units = capacity::units(group, starts.spot, purchase, group.max_size);
        let mut largest = 0.0_f64;
        for (name, weight) in starts.types.iter().filter(|(name, _)| in_class(name)) {
            let count = units.div_ceil(*weight);
            largest = largest.max(f64::from(count * types.get(name)?.vcpus));
            let today = group.instances.iter().filter(|it| it.instance_type.as_ref() == Some(name)).count();
            let to_come = count.saturating_sub(u32::try_from(today).unwrap_or(u32::MAX));
            *self.instances.entry(name.clone()).or_default() += to_come;
        }
        self.at_max += largest;
        let capacity: u32 = group.instances.iter().map(|instance| instance.weight).sum();
        let share = f64::from(capacity::units(group, starts.spot, purchase, capacity)) / f64::from(capacity.max(1));
        for instance in &group.instances {
            let name = instance.instance_type.as_ref()?;
            if in_class(name) {
                self.today += share * f64::from(types.get(name)?.vcpus);
            }
        }
        Some(())
    }

    /// How many of `available` reserved instances the growth fills.
    fn take(&mut self, instance_type: &str, available: u32) -> u32 {
        let Some(to_come) = self.instances.get_mut(instance_type) else { return 0 };
        let filled = available.min(*to_come);
        *to_come -= filled;
        filled
    }
}
