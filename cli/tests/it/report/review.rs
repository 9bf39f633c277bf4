//! The workbook of the reviews: what `thirty_days` loads, with success criteria of all kinds.

use serde_json::Value;

use super::AFTERWARDS;
use crate::bed::{
    Bed,
    history::{DISTRIBUTION, GONE},
};

/// Success criteria that can be measured: each is met by a little or missed by a little.
pub(super) const CRITERIA: &str = "\
- availability >= 99.95%
- availability >= 99.999%
- 5xx rate < 0.1%
- p99 latency <= 750 ms
- p99 latency < 700 ms
- peak requests >= 60 rps
- peak requests >= 61 rps
- CPU < 65%
- No change of capacity by hand during the event";

/// That workbook.
pub(super) fn workbook(bed: &Bed) -> String {
    let replaced = |line: &str| match line {
        "- 99.9 % of requests are answered within one second" => CRITERIA.to_owned(),
        "- Fewer than 0.1 % of orders fail" | "- No change of capacity by hand during the event" => String::new(),
        _ if line.starts_with("- CloudFront distribution") => {
            format!("- CloudFront distribution (ID or CNAME): {DISTRIBUTION}")
        }
        _ if ["- Route 53", "- S3 Bucket", "- RDS", "- Elasticache", "- DynamoDB", "- Other: tag"]
            .iter()
            .any(|it| line.starts_with(it)) =>
        {
            String::new()
        }
        _ if line.starts_with("- Instance ID's:") => format!("- Instance ID's: {}, {GONE}", bed.id("instance.0")),
        _ if line.starts_with("- ELB Name:") => {
            "- ELB Name: web\n- RDS Hostnames: orders\n- DynamoDB Hostnames: carts".to_owned()
        }
        _ if line.starts_with("- Autoscaling Group:") => "- Autoscaling Group: web".to_owned(),
        _ => line.to_owned(),
    };
    let lines: Vec<String> = bed.workbook_text().lines().map(replaced).collect();
    bed.write("review.md", &(lines.join("\n") + "\n"))
}

/// The JSON report on that workbook.
pub(super) fn review(bed: &Bed) -> Value {
    serde_json::from_str(&text(bed, "json")).unwrap()
}

/// The same report in another format.
pub(super) fn text(bed: &Bed, format: &str) -> String {
    let saved = bed.path("after.json");
    let arguments = ["report", &workbook(bed), "--now", AFTERWARDS, "--format", format, "--save-snapshot"];
    let output = bed.iem(arguments).arg(saved).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Elements of a list of the report.
pub(super) fn list<'a>(report: &'a Value, name: &str) -> &'a [Value] {
    report[name].as_array().unwrap()
}
