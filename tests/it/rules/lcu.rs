//! How large a reservation has to be, case by case.

use iem_core::{rule::Inputs, rules, workbook, workload::Workload};
use serde_json::json;

use super::{ACCOUNT, Cx, REGION, SNAPSHOT, Value, WORKBOOK, merge_patch, now};

const WEB: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188";

/// What the rule says of the balancer `web`, for its row of section 7 and a change of the region's facts.
fn says(row: &str, patch: &Value) -> String {
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    merge_patch(value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap(), patch);
    // A merge patch cannot set a value to null.
    let json = value.to_string().replace(r#"{"seen":"no datapoint"}"#, r#"{"seen":null}"#);
    let snapshot = serde_json::from_str(&json).unwrap();
    let header = "| ELB | Traffic is expected to increase | LCU reservation |";
    let text =
        WORKBOOK.replace(header, "| ELB | Traffic is expected to increase | LCU reservation | Get Requests/Sec |");
    let text = text.replace("| web | 22x | 1500 |", row).replace("| 3x | |", "| 3x | | |");
    let workbook = workbook::parse(&text.replace("\n|---|---|---|\n", "\n|---|---|---|---|\n"));
    let rule = rules::find("lb-lcu-reservation-size").unwrap();
    let (verdicts, _) = Cx::run(rule, &Inputs::new(&Workload::new(&workbook, &snapshot), now()));
    let verdict = verdicts.into_iter().find(|verdict| verdict.subject.id == "web");
    verdict.map_or_else(|| "not applicable".to_owned(), |verdict| format!("{:?}: {}", verdict.light, verdict.summary))
}

#[test]
fn a_reservation_is_held_against_the_busiest_minute_times_the_growth() {
    let reserved = |units: Option<u64>| json!({"elb": {"capacity_reservations": {WEB: {"seen": {"requested": units, "zones": []}}}}});
    let peak_lcus = "AWS/ApplicationELB PeakLCUs Sum LoadBalancer=app/web/50dc6c495c0c9188";
    let measured =
        |series: Value| json!({"elb": reserved(None)["elb"], "cloudwatch": {"metrics": {peak_lcus: series}}});
    let bytes = json!({
        "elb": {"load_balancers": {"seen": {WEB: {"balancer_type": "network"}}}},
        "cloudwatch": {"metrics": {"AWS/NetworkELB ProcessedBytes Sum LoadBalancer=app/web/50dc6c495c0c9188": {"seen": {
            "maximum": 9.9e9, "maximum_at": "2026-12-04T12:00:00Z", "latest": 1.0, "latest_at": "2026-12-05T00:00:00Z",
        }}}},
    });
    let gateway = |units| {
        let mut patch = reserved(units);
        merge_patch(&mut patch, &json!({"elb": {"load_balancers": {"seen": {WEB: {"balancer_type": "gateway"}}}}}));
        patch
    };
    let cases = [
        ("| web | 22x | 1500 | |", reserved(None)),
        ("| web | 22x | 1300 | |", reserved(None)),
        ("| web | 22x | 1000 | |", reserved(None)),
        ("| web | 22x | 1000 | |", reserved(Some(1200))),
        ("| web | 22x | | |", reserved(Some(1400))),
        ("| web | 22x | | |", reserved(None)),
        ("| web | 2x | | |", reserved(None)),
        ("| web | 22x | | |", measured(json!({"seen": {"maximum": 3.0}}))),
        ("| web | 22x | | |", measured(json!({"seen": "no datapoint"}))),
        ("| web | 22x | | |", measured(json!({"seen": null, "missed": {"reason": "denied", "detail": ""}}))),
        ("| web | | 1500 | peak 4,100 rps |", reserved(None)),
        ("| web | | 500 | peak 4,100 rps |", reserved(None)),
        ("| web | 10x | 7000 | |", bytes.clone()),
        ("| web | | 7000 | peak 4,100 rps |", bytes.clone()),
        ("| web | 22x | | |", gateway(None)),
        ("| web | 22x | | |", gateway(Some(500))),
    ];
    let told: Vec<String> = cases.iter().map(|(row, patch)| format!("{row} {}", says(row, patch))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn without_growth_nothing_is_judged() {
    let workbook = WORKBOOK.replace("| web | 22x | 1500 |", "| web | | 1500 |").replace("| 3x | |", "| | |");
    let workbook = workbook::parse(&workbook);
    let snapshot = serde_json::from_str(SNAPSHOT).unwrap();
    let rule = rules::find("lb-lcu-reservation-size").unwrap();
    let (verdicts, not_applicable) = Cx::run(rule, &Inputs::new(&Workload::new(&workbook, &snapshot), now()));
    let told: Vec<_> = verdicts.iter().map(|it| (it.subject.id.as_str(), it.light)).collect();
    assert_eq!((told, not_applicable), (vec![("web", super::Light::Gray), ("api", super::Light::Gray)], 1));
}
