//! Scorecards for tests of what is made from them.

use jiff::civil::date;
use serde_json::json;

use super::{Accepted, AreaScore, Changes, EventSummary, Finding, Judged, ProblemReport, SCHEMA, Scorecard};
use crate::rule::{Area, Light, Subject};

/// A waiver that counts.
pub(crate) fn accepted() -> Box<Accepted> {
    Box::new(Accepted {
        owner: "Kim".into(),
        reason: "the old group serves no traffic".into(),
        expires: "2026-12-31".into(),
    })
}

/// A finding about the Auto Scaling group `web`.
pub(crate) fn finding(light: Light, rule: &'static str) -> Finding {
    let word = rule.split('-').next().unwrap_or(rule);
    Finding {
        id: format!("{rule}/111122223333/ap-southeast-1/web"),
        rule,
        topics: crate::rules::find(rule).map_or(&[], |rule| rule.topics),
        area: Area::Service,
        light,
        resource: Subject {
            kind: "asg",
            id: "web".into(),
            arn: None,
            account: Some("111122223333".into()),
            region: Some("ap-southeast-1".into()),
            line: Some(54),
        },
        summary: format!("{word} summary"),
        evidence: Default::default(),
        need: None,
        when: Vec::new(),
        lines: Vec::new(),
        missed: None,
        fix: if light == Light::Green { String::new() } else { format!("{word} fix") },
        due: (light != Light::Green).then(|| date(2026, 11, 20)),
        overdue: light != Light::Green,
        owner: None,
        accepted: None,
    }
}

/// One finding of each light given, in that order.
pub(crate) fn with_lights(lights: &[Light]) -> Scorecard {
    let rule = |light| match light {
        Light::Red => "red-rule",
        Light::Yellow => "yellow-rule",
        Light::Gray => "gray-rule",
        Light::Green => "green-rule",
    };
    let mut scorecard = rich();
    scorecard.findings = lights.iter().map(|&light| finding(light, rule(light))).collect();
    scorecard.areas.iter_mut().for_each(|area| area.light = Light::Green);
    scorecard
}

/// A scorecard with something of everything.
pub(crate) fn rich() -> Scorecard {
    let mut red = finding(Light::Red, "asg-max-covers-peak");
    red.summary = "the maximum of 20 instances is below the 66 that the peak needs".into();
    red.fix = "Raise the maximum to at least 66 before the event, and ask the team that owns the \
               quota first:\n`aws autoscaling update-auto-scaling-group --auto-scaling-group-name \
               web --max-size 66 --region ap-southeast-1`"
        .into();
    red.owner = Some("Alex".into());
    red.evidence.insert("max_size", json!(20));
    red.evidence.insert("needed", json!(66));

    let mut yellow = finding(Light::Yellow, "workbook-owner");
    yellow.area = Area::Operations;
    yellow.resource = Subject::workbook("section-1");
    yellow.summary = "nobody is named as the owner of the event".into();
    yellow.fix = "Write `- Owner: name` in section 1.".into();
    yellow.due = Some(date(2026, 12, 10));
    yellow.overdue = false;

    let mut waived = finding(Light::Red, "asg-multi-az");
    waived.resource.id = "old".into();
    waived.accepted = Some(accepted());

    let denied = "could not read scaling policies: autoscaling:DescribePolicies was denied";
    let gray = |rule, id: &str| {
        let mut gray = finding(Light::Gray, rule);
        gray.resource.id = id.into();
        gray.summary = denied.into();
        gray.fix = "Allow autoscaling:DescribePolicies for the role that runs iem.".into();
        gray.due = None;
        gray.overdue = false;
        gray
    };

    let mut green = finding(Light::Green, "asg-exists");
    green.summary = "the group exists".into();

    Scorecard {
        schema: SCHEMA,
        generated_at: "2026-12-05T01:00:00Z".parse().unwrap_or_default(),
        snapshot_taken_at: "2026-12-05T00:30:00Z".parse().unwrap_or_default(),
        snapshot_age_seconds: 1800,
        event: EventSummary {
            name: Some("Winter Sale".into()),
            customer: Some("Example Shop".into()),
            start: "2026-12-12T12:00:00Z".parse().ok(),
            end: "2026-12-12T16:00:00Z".parse().ok(),
            time_zone: Some("GMT +8".into()),
            zone: Some(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))),
            peak_factor: Some(22.0),
        },
        overall: Light::Red,
        accepted: 1,
        areas: vec![
            area(Area::Service, Light::Red, [1, 0, 3, 1, 1]),
            area(Area::Operations, Light::Yellow, [0, 1, 0, 0, 0]),
            area(Area::Security, Light::Gray, [0; 5]),
        ],
        judged: Judged { rules: 6, findings: 7, gray: 3, not_applicable: 2 },
        changes: None,
        findings: vec![
            red,
            waived,
            yellow,
            gray("asg-scaling-policy", "web"),
            gray("asg-scaling-policy", "api"),
            gray("asg-warmup", "web"),
            green,
        ],
        problems: vec![ProblemReport {
            code: "unknown-date",
            line: 12,
            column: 10,
            message: "the end is not a date".into(),
            help: "write it as Dec 12, 2026 11:00 PM GMT +8".into(),
        }],
    }
}

fn area(id: Area, light: Light, [red, yellow, gray, green, accepted]: [usize; 5]) -> AreaScore {
    AreaScore { id, light, red, yellow, green, gray, accepted }
}

/// What changed in [`rich`] since an earlier day.
pub(crate) fn changes() -> Changes {
    Changes {
        since: date(2026, 12, 4),
        new: vec!["asg-max-covers-peak/111122223333/ap-southeast-1/web".into()],
        no_longer_known: vec!["asg-warmup/111122223333/ap-southeast-1/web".into()],
        better: vec!["asg-multi-az/111122223333/ap-southeast-1/web".into()],
        closed: vec!["asg-exists/111122223333/ap-southeast-1/web".into(), "lb-state-api-945b3a".into()],
        ..Changes::default()
    }
}

/// Writes a text everywhere where text comes from AWS or from the workbook.
pub(crate) fn shout(scorecard: &mut Scorecard, text: &str) {
    scorecard.event.name = Some(text.into());
    scorecard.event.customer = Some(text.into());
    scorecard.event.time_zone = Some(text.into());
    for finding in &mut scorecard.findings {
        finding.id = format!("{}/{text}", finding.rule);
        finding.resource.id = text.into();
        finding.resource.arn = Some(text.into());
        finding.resource.account = Some(text.into());
        finding.resource.region = Some(text.into());
        finding.summary = text.into();
        finding.evidence.insert("told", json!({ text: [text] }));
        finding.fix = format!("do {text} `aws x --y {text}`\naws {text} --z");
        finding.owner = Some(text.into());
        if let Some(accepted) = &mut finding.accepted {
            **accepted = Accepted { owner: text.into(), reason: text.into(), expires: text.into() };
        }
    }
    for problem in &mut scorecard.problems {
        problem.message = text.into();
        problem.help = text.into();
    }
}
