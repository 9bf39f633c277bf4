use proptest::prelude::*;

use crate::{
    event::Incident,
    workbook::{Workbook, parse},
};

fn workbook(section: &str) -> Workbook {
    let window = "## Section 2: Calendar\n- Start: Dec 12, 2026 09:00 AM GMT +8\n- End: Dec 12, 2026 11:00 PM GMT +8\n";
    parse(&format!("{window}\n{section}\n"))
}

fn told(lines: &str) -> Option<Vec<Incident>> {
    workbook(&format!("## Section 18: Post IEM Analysis\n\n{lines}")).event.incidents
}

/// One incident in short: times in UTC, `-` for what is not written.
fn short(incident: &Incident) -> String {
    let Incident { start, class, detected, responded, resolved, .. } = incident;
    let times = [start, detected, responded, resolved]
        .map(|time| time.map_or("-".to_owned(), |time| time.strftime("%d %H:%M").to_string()));
    let class = class.map_or("-".to_owned(), |class| format!("{class:?}"));
    let unread = if incident.unread.is_empty() { String::new() } else { format!(" !! {}", incident.unread.join("; ")) };
    let stated = if incident.is_stated { "" } else { " (not stated)" };
    format!("{} {class}{stated}: {}{unread}", times.join(" | "), incident.text)
}

fn shorts(lines: &str) -> String {
    match told(lines) {
        None => "nothing".to_owned(),
        Some(incidents) => incidents.iter().map(short).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn lines_tell_of_incidents_in_many_forms() {
    let lines = [
        "- 2026-12-12 09:14 GMT +8 (critical): checkout 502s; detected 09:16, responded 09:18, resolved 09:31",
        "- 09:14 (critical): checkout 502s; detected at 09:16; acknowledged by Kim at 09:18; fixed: 09:31",
        "- 09:14 [SEV1] checkout 502s (resolved 09:31)",
        "- SEV-2: 2026-12-12 09:14, checkout slow, detected by alarm at 09:16",
        "- sev 3 - 09:14 - search slow",
        "- P1 09:14 checkout down",
        "- Incident 3 (high), 09:14: checkout slow",
        "- Incident: 09:14 checkout slow",
        "- Dec 12, 2026 09:14 AM GMT +8 (Saturday): [medium] search slow",
        "- 2026-12-12T01:14:00Z critical: checkout 502s",
        "- 2026-12-12 01:14 UTC: checkout 502s, severity: 1; resolved 01:31",
        "- 09:14-09:31 (high): checkout slow",
        "- 2026-12-12 09:14 – 09:31: checkout slow",
        "- 10:14 to 10:31 JST (high): checkout slow",
        "- 22:50 (high): queue full; detected 23:10; resolved 00:20",
        "- 09:14 Singapore checkout slow",
        "- 09:14 high latency on checkout",
        "- 09:14 the 12 hosts of checkout failed (critical)",
        "- 09:14 (critical): checkout\n  - detected: 09:16\n  - resolved: 09:31",
    ];
    let read: Vec<String> = lines.iter().map(|line| format!("{line}\n    {}", shorts(line))).collect();
    insta::assert_snapshot!(read.join("\n"), @r"
    - 2026-12-12 09:14 GMT +8 (critical): checkout 502s; detected 09:16, responded 09:18, resolved 09:31
        12 01:14 | 12 01:16 | 12 01:18 | 12 01:31 Critical: checkout 502s; detected 09:16, responded 09:18, resolved 09:31
    - 09:14 (critical): checkout 502s; detected at 09:16; acknowledged by Kim at 09:18; fixed: 09:31
        12 01:14 | 12 01:16 | 12 01:18 | 12 01:31 Critical: checkout 502s; detected at 09:16; acknowledged by Kim at 09:18; fixed: 09:31
    - 09:14 [SEV1] checkout 502s (resolved 09:31)
        12 01:14 | - | - | 12 01:31 Critical: checkout 502s (resolved 09:31)
    - SEV-2: 2026-12-12 09:14, checkout slow, detected by alarm at 09:16
        12 01:14 | 12 01:16 | - | - High: checkout slow, detected by alarm at 09:16
    - sev 3 - 09:14 - search slow
        12 01:14 | - | - | - Medium: search slow
    - P1 09:14 checkout down
        12 01:14 | - | - | - Critical: checkout down
    - Incident 3 (high), 09:14: checkout slow
        12 01:14 | - | - | - High: checkout slow
    - Incident: 09:14 checkout slow
        12 01:14 | - | - | - -: checkout slow
    - Dec 12, 2026 09:14 AM GMT +8 (Saturday): [medium] search slow
        12 01:14 | - | - | - Medium: search slow
    - 2026-12-12T01:14:00Z critical: checkout 502s
        12 01:14 | - | - | - Critical: checkout 502s
    - 2026-12-12 01:14 UTC: checkout 502s, severity: 1; resolved 01:31
        12 01:14 | - | - | 12 01:31 Critical: checkout 502s, severity: 1; resolved 01:31
    - 09:14-09:31 (high): checkout slow
        12 01:14 | - | - | 12 01:31 High: checkout slow
    - 2026-12-12 09:14 – 09:31: checkout slow
        12 01:14 | - | - | 12 01:31 -: checkout slow
    - 10:14 to 10:31 JST (high): checkout slow
        12 01:14 | - | - | 12 01:31 High: checkout slow
    - 22:50 (high): queue full; detected 23:10; resolved 00:20
        12 14:50 | 12 15:10 | - | 12 16:20 High: queue full; detected 23:10; resolved 00:20
    - 09:14 Singapore checkout slow
        12 01:14 | - | - | - - (not stated): Singapore checkout slow
    - 09:14 high latency on checkout
        12 01:14 | - | - | - - (not stated): high latency on checkout
    - 09:14 the 12 hosts of checkout failed (critical)
        12 01:14 | - | - | - Critical: the 12 hosts of checkout failed (critical)
    - 09:14 (critical): checkout
      - detected: 09:16
      - resolved: 09:31
        12 01:14 | 12 01:16 | - | 12 01:31 Critical: checkout; detected: 09:16; resolved: 09:31
    ");
}

#[test]
fn what_cannot_be_read_is_kept_with_its_reason() {
    let lines = [
        "- 12/11/2026 09:14 (critical): checkout 502s",
        "- 2026-12-12 (critical): checkout 502s",
        "- 2026-12-12 09:14 EST (high): checkout slow",
        "- 25:99 (high): checkout slow",
        "- 09:14 (high): checkout slow; detected 9:1x; resolved 08:10",
        "- (high) checkout slow; resolved 2026-12-12 09:31",
        "- Incident: checkout slow",
    ];
    let read: Vec<String> = lines.iter().map(|line| format!("{line}\n    {}", shorts(line))).collect();
    insta::assert_snapshot!(read.join("\n"), @r"
    - 12/11/2026 09:14 (critical): checkout 502s
        - | - | - | - Critical: 12/11/2026 09:14 (critical): checkout 502s !! `12/11/2026` can mean two days
    - 2026-12-12 (critical): checkout 502s
        - | - | - | - Critical: 2026-12-12 (critical): checkout 502s !! `2026-12-12` has no time of day
    - 2026-12-12 09:14 EST (high): checkout slow
        - | - | - | - High: 2026-12-12 09:14 EST (high): checkout slow !! `EST` is the name of more than one time zone
    - 25:99 (high): checkout slow
        - | - | - | - High: 25:99 (high): checkout slow !! cannot read the time `25:99`
    - 09:14 (high): checkout slow; detected 9:1x; resolved 08:10
        12 01:14 | - | - | - High: checkout slow; detected 9:1x; resolved 08:10 !! detected: cannot read the time `9:1x`; resolved: `08:10` is not within 12 hours of its beginning, and has no date
    - (high) checkout slow; resolved 2026-12-12 09:31
        - | - | - | 12 01:31 High: checkout slow; resolved 2026-12-12 09:31 !! it gives no time at which it began
    - Incident: checkout slow
        - | - | - | - -: checkout slow !! it gives no time at which it began
    ");
    let workbook = workbook("## Section 18: x\n- 25:99 (high): checkout slow\n");
    assert!(workbook.problems.iter().any(|problem| problem.code == "incident-unreadable"));
}

#[test]
fn notes_are_no_incidents() {
    for line in [
        "- 2026-12-15: post-mortem held",
        "- 2026-12-15 10:00: post-mortem held",
        "- (P1) raise the quota before the next event",
        "- Incident response went well",
        "- Peak: 21,000 rps",
        "- The team was great",
        "<!-- iem:report -->\n- 09:14 (critical): checkout 502s\n<!-- /iem:report -->",
        "```\n- 09:14 (critical): checkout 502s\n```",
    ] {
        assert_eq!(told(line), None, "{line}");
    }
}

#[test]
fn none_is_not_the_same_as_nothing() {
    for none in
        ["### Incidents\n\n- none", "### Incidents\n\nNone.", "- Incidents: none", "- No incidents", "- Incidents: 0"]
    {
        assert_eq!(told(none), Some(Vec::new()), "{none}");
    }
    assert_eq!(told("### Incidents\n"), None);
    assert_eq!(told("### Incidents\n\n- <describe each incident>"), None);
}

#[test]
fn headings_lists_and_tables_hold_incidents_too() {
    let lists = "### Incidents\n\nThis is what happened:\n\n- 09:14 checkout 502s\n- checkout slow\n\n### Lessons\n\n- 2026-12-15: talk";
    let below = "- Incidents:\n  - 09:14 checkout 502s\n- Lessons: none";
    let table = "| Date | Time | Severity | What happened | Detected | Acknowledged | Resolved |\n|-|-|-|-|-|-|-|\n\
                 | 2026-12-12 | 09:14 | critical | checkout 502s | 09:16 | 09:18 | 09:31 |\n\
                 | 2026-12-12 | 10:00 | awful | search slow | soon | | |\n| | | | | | | |\n";
    let read = [lists, below, table].map(shorts).join("\n---\n");
    insta::assert_snapshot!(read, @r"
    12 01:14 | - | - | - -: checkout 502s
    - | - | - | - -: checkout slow !! it gives no time at which it began
    ---
    12 01:14 | - | - | - -: checkout 502s
    ---
    12 01:14 | 12 01:16 | 12 01:18 | 12 01:31 Critical: checkout 502s
    12 02:00 | - | - | - -: search slow !! `awful` is no class; cannot read the time `soon`
    ");
}

#[test]
fn section_16_keeps_its_action_items() {
    let text = "## Section 16: Action Items\n\n| Description | Status | Reason | Owner |\n|-|-|-|-|\n\
                | Rotate keys | Red | old | Kim |\n\n### Incidents\n\n- 09:14 (high): checkout slow\n  - Owner: Kim\n\n\
                | Time | Class | What |\n|-|-|-|\n| 10:00 | medium | search slow |\n";
    let workbook = workbook(text);
    assert_eq!(workbook.event.action_items.len(), 1);
    let incidents = workbook.event.incidents.unwrap_or_default();
    let read: Vec<_> = incidents.iter().map(|incident| format!("{}: {}", incident.line, short(incident))).collect();
    insta::assert_snapshot!(read.join("\n"), @r"
    13: 12 01:14 | - | - | - High: checkout slow; Owner: Kim
    18: 12 02:00 | - | - | - Medium: search slow
    ");
    assert!(
        workbook.problems.iter().all(|problem| !problem.message.starts_with("section 16")),
        "{:?}",
        workbook.problems
    );
}

#[test]
fn satisfaction_is_read_as_a_share() {
    for (written, percent) in [
        ("Satisfaction: 4.2/5", Some(84.0)),
        ("User satisfaction: 84 %", Some(84.0)),
        ("CSAT: 8 of 10 (120 answers)", Some(80.0)),
        ("satisfaction: 4.5 out of 5", Some(90.0)),
        ("Satisfaction: 4.2", None),
        ("Satisfaction: 6/5", None),
        ("Satisfaction: good", None),
    ] {
        let event = workbook(&format!("## Section 18: x\n- {written}\n")).event;
        assert_eq!(event.satisfaction.and_then(|it| it.percent), percent, "{written}");
    }
    assert_eq!(workbook("## Section 18: x\n- Satisfaction: TBD\n").event.satisfaction, None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn any_line_is_read(
        parts in proptest::collection::vec(
            prop_oneof![
                3 => proptest::sample::select(vec![
                    "2026-12-12", "09:14", "GMT +8", "(critical)", "[P1", "sev", "2", ":", " - ", "–", ";", "detected", "resolved",
                    "24:00", "Incident", "EST", "Asia/Singapore", "to", "\n  - ", "(", "é🙂", "−", "Dec", "noon", "T", "Z", "| ",
                ]).prop_map(str::to_owned),
                1 => ".{0,6}",
            ],
            0..14,
        ),
        glue in proptest::sample::select(vec![" ", ""]),
    ) {
        let text = parts.join(glue);
        for lines in [format!("- {text}"), text.clone(), format!("### Incidents\n\n- {text}"),
            format!("| Time | Class | What | Resolved |\n|-|-|-|-|\n| {text} | {text} | {text} | {text} |")] {
            for incident in told(&lines).unwrap_or_default() {
                // Nothing is dropped without a word: what has no place in time says why.
                prop_assert!(incident.start.is_some() || !incident.unread.is_empty());
                for later in [incident.detected, incident.responded, incident.resolved].into_iter().flatten() {
                    prop_assert!(incident.start.is_none_or(|start| start.as_second() - 60 < later.as_second()));
                }
            }
        }
    }
}
