//! Names that nothing has.

use serde_json::Value;

use super::findings;
use crate::bed::{Bed, NOW};

const IS_THERE: [&str; 3] = ["asg-exists", "ec2-exists-running", "lb-state"];

#[test]
fn a_name_with_a_typing_error_brings_the_nearest_one() {
    let bed = Bed::start();
    let text = bed.workbook_text();
    let text = text.replace("ELB Name: web, ", "ELB Name: wbe, ").replace(", legacy\n", ", legcay\n");
    let text = text.replace("Autoscaling Group: web, api", "Autoscaling Group: web, aip, shop-of-last-year");
    let text = text.replace(", importer, ", ", improter, ");
    let workbook = bed.write("typing.md", &text);
    let output = bed.iem(["check", &workbook, "--now", NOW, "--format", "json"]).output().unwrap();
    let scorecard: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_gone = |it: &&Value| {
        IS_THERE.contains(&it["rule"].as_str().unwrap()) && it["summary"].as_str().unwrap().contains("there is no ")
    };
    let summaries = findings(&scorecard).iter().filter(is_gone).map(|it| it["summary"].as_str().unwrap());
    let mut summaries: Vec<&str> = summaries.collect();
    summaries.sort_unstable();
    assert_eq!(
        summaries,
        [
            "there is no Auto Scaling group aip in us-east-1: the nearest name is api",
            "there is no Auto Scaling group shop-of-last-year in us-east-1",
            "there is no instance improter in us-east-1: the nearest name is importer",
            "there is no load balancer legcay in us-east-1: the nearest name is legacy",
            "there is no load balancer wbe in us-east-1: the nearest name is web",
        ]
    );
}
