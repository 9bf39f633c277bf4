use std::collections::BTreeMap;

use super::indicators;
use crate::{
    aws::cloudwatch::facts::{Alarm, AlarmChange},
    report::{Inputs, readings::Readings, spans, timeline::timeline},
    snapshot::{AccountSnapshot, Fact, RegionSnapshot, Snapshot},
    workbook,
};

const CALENDAR: &str = "\
## Section 2: Calendar
- Start: Dec 12, 2026 09:00 AM GMT +8
- End: Dec 12, 2026 11:00 AM GMT +8

## Section 6: AWS Resources

| AWS Account | AWS Region | Auto Scaling groups |
|---|---|---|
| 111122223333 | us-east-1 | web |
";

/// Alarms fire at the given minutes after 09:00 in Singapore.
fn snapshot(alarms: Option<&[(&str, i64)]>) -> Snapshot {
    let nine = "2026-12-12T01:00:00Z".parse::<jiff::Timestamp>().expect("a time");
    let mut region = RegionSnapshot::default();
    if let Some(alarms) = alarms {
        let change = |(alarm, minute): &(&str, i64)| AlarmChange {
            alarm: (*alarm).into(),
            at: nine + jiff::SignedDuration::from_mins(*minute),
            from: "OK".into(),
            to: "ALARM".into(),
            reason: String::new(),
        };
        let mut changes = Vec::new();
        for alarm in alarms {
            let fired = change(alarm);
            let back = AlarmChange { from: "ALARM".into(), to: "OK".into(), ..change(&(alarm.0, alarm.1 + 1)) };
            changes.extend([fired, back]);
        }
        region.cloudwatch.alarm_history = Fact::Seen(changes);
        let policy = "arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:x".to_owned();
        region.cloudwatch.alarms = Fact::Seen(BTreeMap::from([
            ("web-5xx".to_owned(), Alarm::default()),
            ("scale-out".to_owned(), Alarm { alarm_actions: vec![policy], ..Alarm::default() }),
        ]));
    }
    let mut snapshot = Snapshot::empty("2026-12-12T20:00:00Z".parse().expect("a time"));
    let regions = BTreeMap::from([("us-east-1".to_owned(), region)]);
    snapshot.accounts.insert("111122223333".into(), AccountSnapshot { regions, ..AccountSnapshot::default() });
    snapshot
}

/// Every indicator but the uptime: `name = value: detail`.
fn shown(sections: &str, alarms: Option<&[(&str, i64)]>) -> String {
    let text = format!("{CALENDAR}\n{sections}");
    let (workbook, snapshot) = (workbook::parse(&text), snapshot(alarms));
    let now = "2026-12-12T20:00:00Z".parse().expect("a time");
    let inputs = Inputs { workbook: &workbook, text: &text, snapshot: &snapshot, before: None, now };
    let readings = Readings::new(inputs, spans(workbook.event.window.as_ref(), now).expect("a window"));
    let all = indicators(&readings, &inputs, &timeline(&readings, &inputs, &[]));
    let line = |it: &super::Indicator| {
        assert!(!it.definition.is_empty());
        let value = it.value.map_or("?".to_owned(), |value| format!("{value:.1}"));
        format!("{} = {value} {:?}: {}", it.name, it.unit, it.detail)
    };
    all.iter().filter(|it| it.name != "uptime").map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn incidents_and_alarms_give_the_means() {
    // Detection: 2 min written, 4 min by the alarm of 09:34, none for the third; the alarm that only
    // scales and the one before the incident detect nothing. Response: 2 min, then 26 min.
    let incidents = "\
## Section 18: Post IEM Analysis

### Incidents

- 09:14 (critical): checkout 502s; detected 09:16, responded 09:18, resolved 09:31
- 09:30 (high): search slow; acknowledged 10:00; resolved 10:30
- 10:40: refunds late

### Survey

- Satisfaction: 4.2/5
";
    let alarms = [("web-5xx", 15), ("web-5xx", 25), ("scale-out", 31), ("web-5xx", 34)];
    insta::assert_snapshot!(shown(incidents, Some(&alarms)), @r"
    mean time to detect = 180.0 Seconds: 3 min over 2 incidents: 2 min, 4 min; 1 incident without time of detection, and no alarm fired in them (line 17)
    mean time to respond = 840.0 Seconds: 14 min over 2 incidents: 2 min, 26 min; 1 incident without times of detection and response (line 17); 2 of 2 in the expected time
    mean time to resolve = 2310.0 Seconds: 38 min 30 s over 2 incidents: 17 min, 1 h; 1 incident without time of resolution (line 17)
    incidents = 3.0 Count: 1 critical, 1 high, 1 medium
    alarms that fired = 1.0 Count: 1 alarm fired, 3 times in all; 1 alarm more only scale
    security findings open = ? Count: not measurable: section 16 holds no action items of iem; run `iem plan` before the event
    user satisfaction = 84.0 Percent: `4.2/5` on line 21
    ");
}

#[test]
fn what_is_not_measurable_says_why_and_what_to_write() {
    insta::assert_snapshot!(shown("## Section 18: Post IEM Analysis\n", None), @r"
    mean time to detect = ? Seconds: not measurable: nobody wrote down an incident; write each below `### Incidents` in section 18, like `- 09:14 (critical): what failed; detected 09:16, responded 09:18, resolved 09:31`, or `- none`
    mean time to respond = ? Seconds: not measurable: nobody wrote down an incident; write each below `### Incidents` in section 18, like `- 09:14 (critical): what failed; detected 09:16, responded 09:18, resolved 09:31`, or `- none`
    mean time to resolve = ? Seconds: not measurable: nobody wrote down an incident; write each below `### Incidents` in section 18, like `- 09:14 (critical): what failed; detected 09:16, responded 09:18, resolved 09:31`, or `- none`
    incidents = ? Count: not measurable: nobody wrote whether there were incidents; write each below `### Incidents` in section 18, like `- 09:14 (critical): what failed; detected 09:16, responded 09:18, resolved 09:31`, or `- none`
    alarms that fired = ? Count: not measurable: alarm history of us-east-1 was not read: the snapshot does not hold them; what was read: 0 alarms fired, 0 times in all
    security findings open = ? Count: not measurable: section 16 holds no action items of iem; run `iem plan` before the event
    user satisfaction = ? Percent: not measurable: nobody entered it; write `- Satisfaction: 4.2/5` or `84%` in section 18
    ");
    insta::assert_snapshot!(shown("## Section 18: Post IEM Analysis\n\n- Incidents: none\n- CSAT: fine\n", Some(&[])), @r"
    mean time to detect = ? Seconds: not measurable: there was no incident
    mean time to respond = ? Seconds: not measurable: there was no incident
    mean time to resolve = ? Seconds: not measurable: there was no incident
    incidents = 0.0 Count: 0 critical, 0 high, 0 medium
    alarms that fired = 0.0 Count: 0 alarms fired, 0 times in all
    security findings open = ? Count: not measurable: section 16 holds no action items of iem; run `iem plan` before the event
    user satisfaction = ? Percent: not measurable: `fine` on line 14 cannot be read; write it like `4.2/5` or `84%`
    ");
}

#[test]
fn open_security_findings_are_counted_where_their_area_is_known() {
    let tracker = |rows: &str| {
        let header = "| Id | Status | Description |\n|---|---|---|";
        let text = format!(
            "## Section 16: Action Items\n\n<!-- iem:action-items -->\n{header}\n{rows}\n<!-- /iem:action-items -->\n"
        );
        let all = shown(&text, Some(&[]));
        all.lines().find(|line| line.starts_with("security")).unwrap_or_default().to_owned()
    };
    let secret = "| wb-no-secrets-text-0123ab | Red | credentials |";
    let other = "| asg-exists-web-6895fd | Yellow | gone |\n|  | Red | written by people |";
    let closed = "| wb-no-secrets-text-0123ac | Closed | credentials |";
    let advised = "| ta-listed-resources-web-6895fd | Yellow | open ports |";
    insta::assert_snapshot!(tracker(&format!("{secret}\n{other}\n{closed}")), @"security findings open = 1.0 Count: 2 action items open, 1 of them of security");
    insta::assert_snapshot!(tracker(&format!("{secret}\n{advised}")), @"security findings open = ? Count: not measurable: open findings of Trusted Advisor: 1, and section 16 does not keep their area; look them up in section 10; of all, 2 action items open, 1 of them of security");
}
