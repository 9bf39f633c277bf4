//! How much the load grows until the peak: the one place that rules ask, and the rule that its sources agree.
//!
//! Of everything that section 7 says, and what CloudWatch measured, the growth that asks for the most counts. What cannot
//! be read is not known, and is borrowed from no other row.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    aws::{cloudwatch::metrics::Metric, elb::facts::LoadBalancer},
    event::{Prewarming, ResourceKind},
    names,
    rule::{Area, Cx, Evidence, Example, Light, Place, Rule, Subject, Threshold, Topic, Unknown},
    snapshot::{Fact, Missed},
    source::Source,
};

/// Rules about the growth that section 7 gives.
pub const RULES: &[&Rule] = &[&AGREES];

impl Unknown {
    /// A gray verdict about `subject`.
    pub(crate) fn tell(self, cx: &mut Cx<'_>, subject: &Subject) {
        match self {
            Self::Missed(source, missed) => cx.miss(subject, source, missed),
            Self::Says(why) => {
                cx.gray(subject, why, Evidence::default());
                cx.fix_by_growth();
            }
        }
    }
}

fn seen<T>(source: Source, fact: Option<&Fact<T>>) -> Result<&T, Unknown> {
    match fact {
        Some(Fact::Seen(value)) => Ok(value),
        Some(Fact::Missed(missed)) => Err(Unknown::Missed(source, missed.clone())),
        None => Err(Unknown::Missed(source, Missed::not_asked())),
    }
}

fn unreadable(row: &Prewarming) -> Unknown {
    let of = row.load_balancer.as_deref().map(|name| format!(" of {name}")).unwrap_or_default();
    Unknown::Says(format!("section 7 gives no growth{of} that can be read (line {})", row.line))
}

fn larger(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.into_iter().chain(other).max_by(f64::total_cmp)
}

/// Growth of the whole workload, for what stands behind no balancer of section 7. What a row says is compared with the
/// traffic of `place` where that lists a balancer.
pub(crate) fn whole(cx: &Cx<'_>, place: Option<Place<'_>>) -> Result<f64, Unknown> {
    cx.growth_in(place, || {
        let mut largest = None;
        for row in cx.event.whole_rows() {
            if row.is_unread {
                return Err(unreadable(row));
            }
            let measured = if row.gives_a_rate() { today(cx, row, place)? } else { None };
            largest = larger(largest, Some(over(row, measured)?));
        }
        largest.ok_or_else(|| Unknown::Says("the workbook gives no growth factor (section 7)".to_owned()))
    })
}

fn over(row: &Prewarming, measured: Option<f64>) -> Result<f64, Unknown> {
    let why = "section 7 gives no growth factor, and CloudWatch no traffic to compare its peak with";
    row.growth_over(measured).ok_or_else(|| Unknown::Says(why.to_owned()))
}

/// Growth of one balancer: of the rows that name it, else of the whole workload.
pub(crate) fn of_balancer(cx: &Cx<'_>, arn: &str, balancer: &LoadBalancer, place: Place<'_>) -> Result<f64, Unknown> {
    let names_it = |name: &str| names::is_load_balancer(name, arn, balancer);
    of_named(cx, place, names_it, || requests(arn, balancer, place))
}

/// Growth of what `names_it` knows by the name that section 7 gives it, and of which CloudWatch `measured` requests.
pub(crate) fn of_named(
    cx: &Cx<'_>,
    place: Place<'_>,
    names_it: impl Fn(&str) -> bool,
    measured: impl FnOnce() -> Result<Option<f64>, Unknown>,
) -> Result<f64, Unknown> {
    match cx.event.prewarming_of(place.region, names_it) {
        Some(row) if row.load_balancer.is_some() && row.is_unread => Err(unreadable(&row)),
        Some(row) if row.load_balancer.is_some() && (row.growth().is_some() || row.peak_rps.is_some()) => {
            let measured = if row.gives_a_rate() { measured()? } else { None };
            over(&row, measured)
        }
        _ => whole(cx, Some(place)),
    }
}

/// Growth of the load on what registers in target groups: the largest of the balancers in front of it that section 7
/// names; else that of the whole workload.
pub(crate) fn behind(cx: &Cx<'_>, target_groups: &[String], place: Place<'_>) -> Result<f64, Unknown> {
    let is_any_named = cx.event.prewarming.iter().any(|row| row.load_balancer.is_some());
    let has_balancers = !cx.listed_in(place, ResourceKind::LoadBalancer).is_empty();
    let mut largest = None;
    if has_balancers && is_any_named && !target_groups.is_empty() {
        let elb = &place.facts.elb;
        let balancers = seen(Source::LoadBalancers, Some(&elb.load_balancers))?;
        let targets = seen(Source::TargetGroups, Some(&elb.target_groups))?;
        let names_it = |arn: &str, balancer: &LoadBalancer| {
            let mut named = cx.event.prewarming.iter().filter_map(|row| row.load_balancer.as_deref());
            named.any(|name| names::is_load_balancer(name, arn, balancer))
        };
        let in_front: BTreeSet<_> =
            target_groups.iter().filter_map(|arn| targets.get(arn)).flat_map(|target| &target.load_balancers).collect();
        for (arn, balancer) in in_front.into_iter().filter_map(|arn| balancers.get_key_value(arn)) {
            if names_it(arn, balancer) {
                largest = larger(largest, Some(of_balancer(cx, arn, balancer, place)?));
            }
        }
    }
    largest.map_or_else(|| whole(cx, Some(place)), Ok)
}

/// Requests per second in the busiest minute of a balancer; nothing where it had none, or they are not counted.
fn requests(arn: &str, balancer: &LoadBalancer, place: Place<'_>) -> Result<Option<f64>, Unknown> {
    if balancer.balancer_type != "application" {
        return Ok(None);
    }
    let metric = Metric::requests(names::load_balancer_suffix(arn));
    let series = seen(Source::Metrics, place.facts.cloudwatch.metrics.get(&metric.key()))?;
    Ok(series.as_ref().map(|series| series.maximum / f64::from(metric.period)))
}

/// Today's busiest traffic of what a row speaks of, in requests per second: of the balancer that it names, else of all
/// that the internet reaches. Where `place` has none of them and the row has a growth of its own, that alone counts.
fn today(cx: &Cx<'_>, row: &Prewarming, place: Option<Place<'_>>) -> Result<Option<f64>, Unknown> {
    let here = place.filter(|place| !cx.listed_in(*place, ResourceKind::LoadBalancer).is_empty());
    if let Some(here) = here {
        let measured = measured(cx, row, [here])?;
        if measured.is_some() || row.growth().is_some() {
            return Ok(measured);
        }
    }
    measured(cx, row, cx.places())
}

fn measured<'a>(
    cx: &Cx<'a>,
    row: &Prewarming,
    places: impl IntoIterator<Item = Place<'a>>,
) -> Result<Option<f64>, Unknown> {
    let (mut outside, mut all) = (None, None);
    let name = row.load_balancer.as_deref();
    for place in places.into_iter().filter(|place| row.region.as_deref().is_none_or(|region| region == place.region)) {
        if cx.listed_in(place, ResourceKind::LoadBalancer).is_empty() {
            continue;
        }
        seen(Source::LoadBalancers, Some(&place.facts.elb.load_balancers))?;
        let Some(listed) = cx.balancers_in(place) else { continue };
        let meant = name.map(|name| cx.balancer(place, name).filter(|(arn, _)| listed.contains_key(arn)));
        let rest = listed.iter().filter(|_| name.is_none()).map(|(arn, balancer)| (*arn, *balancer));
        for (arn, balancer) in meant.flatten().into_iter().chain(rest) {
            let Some(rate) = requests(arn, balancer, place)? else { continue };
            // A name that stands for several balancers is judged by the one with the least traffic: it grows most.
            let add = |sum: Option<f64>| match (name, sum) {
                (Some(_), Some(least)) => Some(rate.min(least)),
                (None, Some(sum)) => Some(sum + rate),
                (_, None) => Some(rate),
            };
            all = add(all);
            if !balancer.dns_name.starts_with("internal-") {
                outside = add(outside);
            }
        }
    }
    Ok(if row.load_balancer.is_some() { all } else { outside.or(all) })
}

const TOLERANCE: Threshold = Threshold {
    name: "tolerance",
    default: 1.1,
    meaning: "how many times the smallest growth that follows from a row the largest may be",
};

const AGREES: Rule = Rule {
    id: "wb-growth-agrees",
    area: Area::Service,
    topics: &[Topic::Completeness, Topic::Capacity],
    title: "the growth that section 7 gives agrees with its peaks and with what CloudWatch measured",
    why: "Every rule about the peak multiplies today's load by the growth. Where section 7 says 22 times and its own \
          peak is 200 times what CloudWatch measured, somebody plans for the wrong event. The largest is what \
          everything is judged by until they agree.",
    fix: "Correct line {line} of the workbook: growth, today's peak and expected peak belong together, and today's peak \
          is what CloudWatch shows for the busiest minute ({measured} requests per second).",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
    ],
    lead_days: 21,
    needs: &[Source::LoadBalancers, Source::Metrics],
    thresholds: &[TOLERANCE],
    example: Example::Workbook("| web | 22x | 1500 |", "| web | 22x, peak 90,000 rps | 1500 |"),
    check: |cx| {
        for row in &cx.event.prewarming {
            agrees(cx, row);
        }
    },
};

fn agrees(cx: &mut Cx<'_>, row: &Prewarming) {
    let subject = Subject::workbook("section-7").listed_on(row.line);
    let part = row.load_balancer.as_deref().unwrap_or("whole workload");
    if row.is_unread {
        let Unknown::Says(why) = unreadable(row) else { return };
        cx.push_part(Light::Gray, Area::Service, &subject, part, why, Evidence::from([("line", json!(row.line))]));
        return cx.fix_by_growth();
    }
    if row.growth().is_none() && row.peak_rps.is_none() {
        return cx.not_applicable();
    }
    let measured = match today(cx, row, None) {
        Ok(measured) => measured,
        Err(unknown) => return unknown.tell(cx, &subject),
    };
    let implied = row.implied(measured);
    let of = |largest: bool| {
        let all = implied.iter().map(|it| it.factor);
        if largest { all.max_by(f64::total_cmp) } else { all.min_by(f64::total_cmp) }
    };
    let evidence = Evidence::from([
        ("line", json!(row.line)),
        ("measured", json!(measured)),
        ("implied", json!(implied.iter().map(|it| it.factor).collect::<Vec<_>>())),
    ]);
    let (Some(least), Some(most), Some(judged)) = (of(false), of(true), row.growth_over(measured)) else {
        let why = format!("CloudWatch has no traffic of {part} to compare the peak with");
        cx.push_part(Light::Gray, Area::Service, &subject, part, why, evidence);
        return cx.fix_by_growth();
    };
    let tolerance = cx.threshold(&TOLERANCE);
    let times = |factor: f64| format!("{}x", (factor * 10.0).round() / 10.0);
    let judged = times(judged);
    let (light, summary) = if most > least * tolerance {
        let all: Vec<_> = implied.iter().map(|it| format!("{} {}", times(it.factor), it.from)).collect();
        (Light::Yellow, format!("{part} grows {}: everything is judged by {judged}", all.join(", ")))
    } else if most * tolerance < 1.0 {
        (Light::Yellow, format!("the peak of {part} is less than today's traffic: everything is judged by today's"))
    } else {
        (Light::Green, format!("{part} grows {judged}, and nothing says otherwise"))
    };
    cx.push_part(light, Area::Service, &subject, part, summary, evidence);
}
