//! The plan's regions on the built-in example, on hostile names, and where nothing was seen.

use iem_core::{
    example,
    plan::{Plan, sections},
    rules, scorecard,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use jiff::Timestamp;

/// Name and Markdown of every region.
fn regions(workbook: &str, snapshot: &Snapshot, now: Timestamp) -> Vec<(&'static str, String)> {
    let workbook = workbook::parse(workbook);
    let workload = Workload::new(&workbook, snapshot);
    let scorecard = scorecard::evaluate(&rules::all(), &workload, now);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now };
    sections(&plan).into_iter().map(|(name, _, text)| (name, text)).collect()
}

fn example_snapshot() -> Snapshot {
    serde_json::from_str(example::SNAPSHOT).unwrap()
}

#[test]
fn every_region_of_the_example() {
    for (name, text) in regions(example::WORKBOOK, &example_snapshot(), example::NOW) {
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn databases_bring_the_quotas_of_rds() {
    let workbook = include_str!("../fixtures/healthy/workbook.md");
    let snapshot = serde_json::from_str(include_str!("../fixtures/healthy/snapshot.json")).unwrap();
    let all = regions(workbook, &snapshot, example::NOW);
    let (_, limits) = all.into_iter().find(|(name, _)| *name == "limits").unwrap();
    let (_, rds) = limits.split_once("#### rds ").unwrap();
    insta::assert_snapshot!(rds.split("####").next().unwrap());
}

#[test]
fn zones_bring_the_quotas_of_route_53() {
    let workbook = include_str!("../fixtures/healthy/workbook.md");
    let mut snapshot: serde_json::Value =
        serde_json::from_str(include_str!("../fixtures/healthy/snapshot.json")).unwrap();
    let limits = snapshot.pointer_mut("/accounts/111122223333/route53/limits/seen").unwrap();
    limits["MAX_HOSTED_ZONES_BY_OWNER"] = serde_json::json!({ "used": 500, "max": 500 });
    limits["MAX_HEALTH_CHECKS_BY_OWNER"] = serde_json::json!({ "used": 0, "max": 200 });
    let all = regions(workbook, &serde_json::from_value(snapshot).unwrap(), example::NOW);
    let (_, limits) = all.into_iter().find(|(name, _)| *name == "limits").unwrap();
    let (_, route53) = limits.split_once("#### route53 ").unwrap();
    insta::assert_snapshot!(route53.split("####").next().unwrap());
}

/// What nobody saw is said in words: no cell is blank, and no number stands for it.
#[test]
fn every_region_where_nothing_was_seen() {
    for (name, text) in regions(example::WORKBOOK, &Snapshot::empty(example::NOW), example::NOW) {
        insta::assert_snapshot!(format!("unseen_{name}"), text);
    }
}

#[test]
fn every_region_of_an_empty_workbook() {
    let all = regions("", &Snapshot::empty(example::NOW), example::NOW);
    let text: Vec<String> = all.iter().map(|(name, text)| format!("[{name}]\n{text}")).collect();
    insta::assert_snapshot!(text.join("\n\n"));
}

#[test]
fn no_cell_is_blank_and_every_row_is_whole() {
    let texts = [example_snapshot(), Snapshot::empty(example::NOW)]
        .map(|snapshot| regions(example::WORKBOOK, &snapshot, example::NOW));
    for (name, text) in texts.iter().flatten() {
        let mut columns = None;
        for line in text.lines() {
            if !line.starts_with('|') {
                columns = None;
                continue;
            }
            let unescaped = line.replace(r"\|", "");
            let cells: Vec<&str> = unescaped.trim_matches('|').split('|').collect();
            assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "{name}: {line}");
            assert_eq!(*columns.get_or_insert(cells.len()), cells.len(), "{name}: {line}");
        }
        assert!(!text.is_empty() && !text.contains("<!--"), "{name}");
    }
}

/// Names from AWS and from the workbook that try to leave their cell, block, label or region.
#[test]
fn hostile_names_change_no_structure() {
    let hostile = "a|b\"]`<img src=x>\\n```\\n# x <!-- /iem:scope -->";
    let plain = regions(example::WORKBOOK, &example_snapshot(), example::NOW);
    // The zone, a launch template, a balancer's ARN and a volume.
    let zone = hostile.replace('"', "\\\"");
    let names = ["lt-0a1b2c3d4e5f60001", "50dc6c495c0c9188", "vol-0a1b2c3d4e5f60001"];
    let snapshot = example::SNAPSHOT.replace("us-east-1a\"", &format!("{zone}\""));
    let snapshot = names.iter().fold(snapshot, |snapshot, name| snapshot.replace(name, &zone));
    let snapshot: Snapshot = serde_json::from_str(&snapshot).unwrap();
    let changed = regions(example::WORKBOOK, &snapshot, example::NOW);
    let structure = |text: &str| {
        let lines = text.lines().map(|line| line.chars().take_while(|c| "|#`- ".contains(*c)).collect::<String>());
        lines.filter(|start| !start.is_empty()).count()
    };
    for ((name, plain), (_, changed)) in plain.iter().zip(&changed) {
        assert_eq!(structure(plain), structure(changed), "{name}\n{changed}");
        assert!(!changed.contains("<img") && !changed.contains("<!--"), "{name}\n{changed}");
    }
    assert!(changed.iter().any(|(_, text)| text.contains("img src")));
}

#[test]
fn contradictions_need_a_clear_answer() {
    let answer = |given: &str| {
        let workbook = example::WORKBOOK.replace("(Eg. Single AZ) The orders importer runs on one instance.", given);
        let all = regions(&workbook, &example_snapshot(), example::NOW);
        all.into_iter().find(|(name, _)| *name == "checklist").unwrap().1.contains("**CONTRADICTION:** yes")
    };
    assert_eq!(
        ["(Eg. Single AZ) No", "(Eg. Single AZ) Yes", "(Eg. Single AZ) No idea"].map(answer),
        [true, false, false]
    );
}

/// Section 7 with every number: an application and a network balancer, and one of neither kind.
#[test]
fn prewarming_with_every_number() {
    let workbook = example::WORKBOOK
        .replace("| LCU reservation |\n|---|", "| LCU reservation | Request size | Response size | Keep alive |\n|---|---|---|---|")
        .replace("| 1500 |", "| 1500 | 2 KB | 48.5 KB | no |")
        .replace("| peak 900 rps | |", "| peak 10,000 rps | | 2 KB | 30 KB | no |")
        .replace("\n\n## Section 8:", "\n| old-classic | us-east-1 | 4x | 50 rps | 40/sec on avg, peak 200 rps | | 1 KB | 12 KB | yes |\n\n## Section 8:")
        .replace("web, api-1234567890", "web, old-classic, api-1234567890");
    let snapshot =
        example::SNAPSHOT.replacen("\"balancer_type\": \"application\"", "\"balancer_type\": \"network\"", 1);
    let network = "\"AWS/NetworkELB ProcessedBytes Sum LoadBalancer=app/api/60dc6c495c0c9189\": {\"seen\": \
        {\"latest\": 6e7, \"latest_at\": \"2026-12-05T00:00:00Z\", \
        \"maximum\": 1.2e11, \"maximum_at\": \"2026-11-28T12:05:00Z\"}}, \"AWS/Usage ResourceCount";
    let snapshot = snapshot.replacen("\"AWS/Usage ResourceCount", network, 1);
    let snapshot: Snapshot = serde_json::from_str(&snapshot).unwrap();
    let all = regions(&workbook, &snapshot, example::NOW);
    insta::assert_snapshot!(all[1].1);
    let load_tests = all.iter().find(|(name, _)| *name == "load-tests").unwrap();
    insta::assert_snapshot!("load-tests_network", load_tests.1);
}

#[test]
fn quotas_and_load_tests_that_do_not_suffice() {
    let region = |name: &str, workbook: &str, snapshot: &str| {
        let all = regions(workbook, &serde_json::from_str(snapshot).unwrap(), example::NOW);
        all.into_iter().find(|(region, _)| *region == name).unwrap().1
    };
    let snapshot = example::SNAPSHOT.replace("64.0", "40.0").replace("\"applied\"", "\"default\"");
    insta::assert_snapshot!("limits_short", region("limits", example::WORKBOOK, &snapshot));
    let requests = "\"AWS/ApplicationELB RequestCount Sum LoadBalancer=app/web/50dc6c495c0c9188\": {\"seen\": \
        {\"latest\": 60.0, \"latest_at\": \"2026-12-05T00:00:00Z\", \
        \"maximum\": 24600.0, \"maximum_at\": \"2026-11-28T12:00:00Z\"}}, \"AWS/Usage ResourceCount";
    let snapshot = example::SNAPSHOT.replacen("\"AWS/Usage ResourceCount", requests, 1);
    // The earlier days of one balancer were not read.
    let snapshot = snapshot.replace("app/api/60dc6c495c0c9189 Period=300", "app/other/60dc6c495c0c9189 Period=300");
    let tests = "- web alone: 9,400 rps, 0.02 % errors\n- a dry run went well\n- Nov 27, 2026: 6,000 rps";
    let workbook = example::WORKBOOK.replace("- Nov 27, 2026: 6,000 rps", tests);
    insta::assert_snapshot!("load-tests_measured", region("load-tests", &workbook, &snapshot));
}

/// What the same run did is not overdue, and what nobody could read is not done.
#[test]
fn a_step_that_iem_did_is_not_overdue() {
    let row = |snapshot: &Snapshot, step: u8| {
        let all = regions(example::WORKBOOK, snapshot, example::NOW);
        let (_, timeline) = all.into_iter().find(|(name, _)| *name == "timeline").unwrap();
        let row = timeline.lines().find(|row| row.starts_with(&format!("| {step} |"))).unwrap().to_owned();
        row.split(" | ").nth(3).unwrap().to_owned()
    };
    for step in [8, 9, 15] {
        let (seen, unseen) = (row(&example_snapshot(), step), row(&Snapshot::empty(example::NOW), step));
        assert!(seen == "done" || seen.starts_with("checked by iem on 2026-12-05, "), "{step}: {seen}");
        assert!(!unseen.starts_with("checked"), "{step}: {unseen}");
    }
    assert!((20..=25).all(|step| {
        let all = regions(example::WORKBOOK, &example_snapshot(), example::NOW);
        let (_, timeline) = all.into_iter().find(|(name, _)| *name == "timeline").unwrap();
        timeline.lines().any(|row| row.starts_with(&format!("| {step} |")) && row.contains("iem report"))
    }));
}

/// However the zone is written, one run speaks of one zone.
#[test]
fn every_form_of_a_zone_is_the_same_zone_everywhere() {
    let said = |zone: &str| {
        let workbook = workbook::parse(&example::WORKBOOK.replace("GMT +8", zone));
        let snapshot = example_snapshot();
        let workload = Workload::new(&workbook, &snapshot);
        let scorecard = scorecard::evaluate(&rules::all(), &workload, example::NOW);
        let window = workbook.event.window.unwrap();
        let at = |moment: Timestamp| moment.to_zoned(window.time_zone.clone()).datetime();
        assert_eq!(window.start.to_zoned(scorecard.event.zone()).datetime(), at(window.start), "{zone}");
        (scorecard.today(), scorecard.days_to_go())
    };
    let known = said("GMT +8");
    for zone in ["SGT", "Asia/Singapore", "UTC+08:00", "+08:00"] {
        assert_eq!(said(zone), known, "{zone}");
    }
}
