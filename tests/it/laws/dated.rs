//! What AWS, a schedule or a certificate changes or ends has a date, and the calendar holds it.

use iem_core::{
    handout,
    plan::Plan,
    rule::{Light, Topic},
    rules, scorecard,
    workload::Workload,
};

use crate::rules::{example, now};

#[test]
fn what_a_finding_dates_is_in_the_calendar() {
    let mut dated = Vec::new();
    for rule in rules::all().into_iter().filter(|rule| rule.topics.contains(&Topic::Change)) {
        let (workbook, snapshot) = example(rule);
        let workload = Workload::new(&workbook, &snapshot);
        let scorecard = scorecard::evaluate(&[rule], &workload, now());
        let plan = Plan { workload: &workload, scorecard: &scorecard, now: now() };
        let calendar = handout::calendar(&plan).replace("\r\n ", "");
        for finding in scorecard.findings.iter().filter(|finding| finding.light != Light::Green) {
            let is_dated = ["2026-", "2027-"].iter().any(|year| finding.summary.contains(year));
            assert!(!is_dated || !finding.when.is_empty(), "{}: {}", finding.id, finding.summary);
            for period in &finding.when {
                let start = period.from.strftime("DTSTART:%Y%m%dT%H%M%SZ").to_string();
                let entries: Vec<&str> = calendar.split("BEGIN:VEVENT").filter(|it| it.contains(&start)).collect();
                let names =
                    |entry: &&str| entry.contains(&format!("{} {}", finding.resource.kind, finding.resource.id));
                assert!(entries.iter().any(names), "{}: {start} is not in {calendar}", finding.id);
                dated.push(rule.id);
            }
        }
    }
    dated.dedup();
    insta::assert_snapshot!(dated.join(" "), @"ec2-scheduled-event-in-window ec2-reservation-through-event asg-scheduled-scale-in-in-window lb-certificate ecs-scheduled-scale-in-in-window db-maintenance-in-window cache-maintenance-in-window distribution-certificate health-scheduled-change-in-window shield-through-event");
}
