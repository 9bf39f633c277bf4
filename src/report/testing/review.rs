//! A report for tests of what is made from it: something of everything, in numbers that can be
//! checked by hand.

mod resources;
mod shout;

use jiff::Timestamp;

use self::resources::resources;
pub(crate) use self::shout::shout;

use crate::report::{
    Class, ClosedItem, Closing, Criterion, Forecast, Happening, Indicator, Judgement, Loss, Measured, MonthlyUse,
    Report, SCHEMA, Span, Spans, Unit, WindDown,
};
use crate::{
    rule::{Light, Subject},
    scorecard::EventSummary,
};

/// A name that every format has to show as it is.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script> | `x` \u{1b}[2J\u{202e}";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}

fn subject(kind: &'static str, id: &str) -> Subject {
    Subject {
        kind,
        id: id.into(),
        arn: None,
        account: Some("111122223333".into()),
        region: Some("ap-southeast-1".into()),
        line: None,
    }
}

/// Eight hours, a minute per datapoint.
fn event_span() -> Span {
    Span { start: at("2026-12-12T10:00:00Z"), end: at("2026-12-12T18:00:00Z"), period: 60 }
}

fn criterion(line: usize, judgement: Judgement, text: &str, summary: &str) -> Criterion {
    Criterion {
        text: text.into(),
        line,
        judgement,
        summary: summary.into(),
        definition: "served requests ÷ all requests of the listed balancers, over the window".into(),
        value: None,
        bound: None,
    }
}

fn criteria() -> Vec<Criterion> {
    let mut people = criterion(
        17,
        Judgement::AskPeople,
        "customers were satisfied",
        "no metric tells this: write the answer behind the criterion",
    );
    people.definition.clear();
    vec![
        Criterion {
            value: Some(99.946),
            bound: Some(99.95),
            ..criterion(
                14,
                Judgement::Missed,
                "availability >= 99.95%",
                "99.946%, below 99.95%; the worst minute was 2026-12-12 22:02 with 99.1%",
            )
        },
        criterion(15, Judgement::Met, "p99 latency < 3 s", "2.4 s, below 3 s"),
        criterion(16, Judgement::NotMeasured, HOSTILE, "16 of 480 datapoints are missing"),
        people,
        criterion(18, Judgement::Met, "peak requests >= 9000 rps", "9,012 a second, not below 9,000"),
    ]
}

fn forecasts(resources: &[Measured]) -> Vec<Forecast> {
    let peak = |resource: usize| resources[resource].series[0].event.clone();
    let (group, requests) = (peak(1), peak(0));
    vec![
        Forecast {
            resource: subject("asg", "web"),
            what: "instances in service".into(),
            unit: Unit::Count,
            metric: Some("GroupInServiceInstances"),
            statistic: Some("Maximum"),
            predicted_factor: Some(22.0),
            real_factor: Some(8.0),
            predicted_peak: Some(55.0),
            predicted_from: "largest value of the 14 days before × 22".into(),
            real_peak: group.maximum,
            peak_at: group.maximum_at,
            error: Some(1.75),
            ceiling: Some(20.0),
            ceiling_is: "the group's maximum".into(),
            headroom: Some(0.0),
            carries: Some(8.0),
            unknown: Vec::new(),
        },
        Forecast {
            resource: subject("load-balancer", "shop"),
            what: "requests per second".into(),
            unit: Unit::PerSecond,
            metric: Some("RequestCount"),
            statistic: Some("Sum"),
            predicted_factor: Some(22.0),
            real_factor: Some(8.0),
            predicted_peak: Some(12_000.0),
            predicted_from: "section 7".into(),
            real_peak: requests.maximum,
            peak_at: requests.maximum_at,
            error: Some(0.3316),
            ceiling: Some(15_000.0),
            ceiling_is: "the reserved capacity".into(),
            headroom: Some(0.3992),
            carries: Some(13.3),
            unknown: Vec::new(),
        },
        Forecast {
            resource: Subject { kind: "quota", ..subject("quota", "Running On-Demand Standard instances") },
            what: "vCPUs".into(),
            unit: Unit::Count,
            metric: None,
            statistic: None,
            predicted_factor: Some(22.0),
            real_factor: None,
            predicted_peak: None,
            predicted_from: String::new(),
            real_peak: None,
            peak_at: None,
            error: None,
            ceiling: Some(640.0),
            ceiling_is: "the quota".into(),
            headroom: None,
            carries: None,
            unknown: vec!["The use during the event was not read: cloudwatch:GetMetricData was denied.".into()],
        },
    ]
}

fn happening(at: Timestamp, until: Option<Timestamp>, class: Class, kind: &'static str, text: &str) -> Happening {
    Happening { at, until, class, kind, resource: None, text: text.into(), source: "DescribeAlarmHistory".into() }
}

fn timeline() -> Vec<Happening> {
    let span = event_span();
    let mut errors =
        happening(span.at(236), Some(span.at(252)), Class::Critical, "incident", "customers saw errors at checkout");
    errors.source = "workbook line 214".into();
    let mut alarm = happening(span.at(238), Some(span.at(255)), Class::High, "alarm", "shop-5xx went to ALARM");
    alarm.resource = Some("load-balancer shop".into());
    let mut change = happening(span.at(200), None, Class::Medium, "change", "UpdateAutoScalingGroup during the freeze");
    change.resource = Some(HOSTILE.into());
    change.source = "LookupEvents".into();
    vec![
        happening(at("2026-12-11T09:00:00Z"), None, Class::Info, "phase", "change freeze began"),
        happening(span.at(120), Some(span.at(360)), Class::Info, "phase", "the event ran"),
        change,
        errors,
        alarm,
        happening(span.at(320), None, Class::High, "deleted", "database orders-replica was deleted"),
        happening(span.at(470), None, Class::Medium, "alarm", "web-cpu went to ALARM and has not returned"),
    ]
}

fn indicators() -> Vec<Indicator> {
    let indicator = |name, definition, value, unit, detail: &str| Indicator {
        name,
        definition,
        value,
        unit,
        detail: detail.into(),
    };
    vec![
        indicator(
            "mean time to detect",
            "from the first period with errors to the first alarm, over all critical incidents",
            Some(120.0),
            Unit::Seconds,
            "1 incident",
        ),
        indicator(
            "uptime",
            "share of periods in which every listed balancer answered",
            Some(99.946),
            Unit::Percent,
            "479 of 480 periods",
        ),
        indicator(
            "satisfaction",
            "as the workbook states it",
            None,
            Unit::Percent,
            "not measurable: the workbook has no answer",
        ),
    ]
}

fn wind_down() -> Vec<WindDown> {
    vec![
        WindDown {
            resource: subject("load-balancer", "shop"),
            what: "LCU reservation",
            light: Light::Red,
            summary: "500 LCUs are reserved and the event is over".into(),
            command: Some(
                "aws elbv2 modify-capacity-reservation --load-balancer-arn arn:aws:elasticloadbalancing:ap-southeast-1:\
                 111122223333:loadbalancer/app/shop/0123456789abcdef --reset-capacity-reservation --region ap-southeast-1"
                    .into(),
            ),
        },
        WindDown {
            resource: subject("asg", "web"),
            what: "group minimum",
            light: Light::Yellow,
            summary: "the minimum is 12 and was 4 before the event".into(),
            command: Some("aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --min-size 4".into()),
        },
        WindDown {
            resource: subject("stack", HOSTILE),
            what: "scaling processes",
            light: Light::Gray,
            summary: "could not read groups: autoscaling:DescribeAutoScalingGroups was denied".into(),
            command: None,
        },
        WindDown {
            resource: subject("asg", "api"),
            what: "group minimum",
            light: Light::Green,
            summary: "the minimum is 2, as before the event".into(),
            command: None,
        },
    ]
}

fn item(id: &str, description: &str, status: &str, open: bool) -> ClosedItem {
    ClosedItem {
        id: id.into(),
        description: description.into(),
        status: status.into(),
        owner: Some("Alex".into()),
        open,
        opened_during_event: open,
    }
}

fn closing() -> Closing {
    let mut nobody = item("ab-2", HOSTILE, "Yellow", true);
    nobody.owner = None;
    nobody.opened_during_event = false;
    Closing {
        items: vec![
            item("ab-1", "Raise the maximum of group web", "Red", true),
            nobody,
            item("ab-3", "Name a second contact", "Closed", false),
        ],
        post_mortem_by: "2026-12-20".into(),
        case_resolution: "The event took place.\n\n# Reason code: to be chosen\nThe busiest minute had 9,012 rps."
            .into(),
        survey: "How content were you with the support, 1 to 5?".into(),
        success_story: format!("Example Shop served 86.4 million requests. ``` {HOSTILE}"),
        recommendations: vec![
            "Raise the maximum of group web above 20: no headroom was left at the peak.".into(),
            format!("Plan with a factor of 8, not 22, for {HOSTILE}."),
        ],
    }
}

fn losses() -> Vec<Loss> {
    let one = |kind, id, (what, metric), total: Option<f64>, unknown: Option<&str>| Loss {
        resource: subject(kind, id),
        what,
        metric,
        total,
        worst_at: total.filter(|total| *total > 0.0).map(|_| at("2026-12-12T14:02:00Z")),
        unknown: unknown.map(str::to_owned),
    };
    let rejected = ("rejected connections", "RejectedConnectionCount");
    vec![
        one(
            "load-balancer",
            "shop",
            ("requests that the balancer answered with 5xx", "HTTPCode_ELB_5XX_Count"),
            Some(1_800.0),
            None,
        ),
        one("load-balancer", "shop", rejected, Some(0.0), None),
        one("load-balancer", "old-shop", rejected, Some(0.0), None),
        one(
            "dynamodb-table",
            "carts",
            ("throttled writes", "WriteThrottleEvents"),
            None,
            Some("cloudwatch:GetMetricData was denied"),
        ),
    ]
}

fn usage() -> Vec<MonthlyUse> {
    let months: Vec<String> = (1..=12).map(|month| format!("2026-{month:02}")).collect();
    let mut values: Vec<_> = (1..=12).map(|month| Some(f64::from(month) * 1.0e8)).collect();
    values[3] = None;
    let one = |kind, id, values, missed: Option<&str>| MonthlyUse {
        resource: subject(kind, id),
        what: "RequestCount",
        statistic: "Sum",
        unit: Unit::Count,
        months: months.clone(),
        values,
        missed: missed.map(str::to_owned),
    };
    vec![
        one("load-balancer", "shop", values, None),
        one("dynamodb-table", "carts", vec![None; 12], Some("cloudwatch:GetMetricData was denied")),
    ]
}

/// A report with something of everything.
pub(crate) fn rich() -> Report {
    let resources = resources();
    let event = event_span();
    let week = jiff::SignedDuration::from_hours(7 * 24);
    let back = |moment: Timestamp| moment.saturating_sub(week).unwrap_or(moment);
    Report {
        schema: SCHEMA,
        generated_at: at("2026-12-13T02:00:00Z"),
        snapshot_taken_at: at("2026-12-13T01:30:00Z"),
        snapshot_age_seconds: 1800,
        event: EventSummary {
            name: Some("Winter Sale".into()),
            customer: Some("Example Shop".into()),
            start: Some(event.at(120)),
            end: Some(event.at(360)),
            time_zone: Some("GMT +8".into()),
            zone: Some(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))),
            peak_factor: Some(22.0),
        },
        spans: Spans {
            event,
            baseline: Span { start: back(event.start), end: back(event.end), period: 60 },
            months: Span { start: at("2025-12-13T00:00:00Z"), end: at("2026-12-14T00:00:00Z"), period: 86_400 },
            minutes_until: Some(at("2026-12-27T10:00:00Z")),
        },
        notices: vec!["One-minute datapoints exist until 2026-12-27 18:00 GMT +8: keep the snapshot.".into()],
        criteria: criteria(),
        losses: losses(),
        forecasts: forecasts(&resources),
        resources,
        timeline: timeline(),
        indicators: indicators(),
        wind_down: wind_down(),
        closing: closing(),
        usage: usage(),
    }
}
