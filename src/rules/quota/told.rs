//! Quotas of which the service itself tells the limit and the use.

use serde_json::json;

use super::{RED_SHARE, YELLOW_SHARE};
use crate::{
    aws::quotas::facts::Limit,
    quotas::told::ToldQuota,
    rule::{Cx, Evidence, Light, Need},
};

/// Judges a quota by the use that its service gives, with the rule's thresholds `yellow-share` and `red-share`.
pub(crate) fn judge(cx: &Cx<'_>, row: &ToldQuota, limit: &Limit) -> (Light, String, Evidence, Need) {
    let (yellow, red) = (cx.threshold(&YELLOW_SHARE), cx.threshold(&RED_SHARE));
    let (used, max) = (limit.used as f64, limit.max as f64);
    let light = match () {
        () if used > 0.0 && used >= red * max => Light::Red,
        () if used > 0.0 && used >= yellow * max => Light::Yellow,
        () => Light::Green,
    };
    // The smallest whole number of which the use is below the share.
    let ask_for = (used / yellow).floor() as u64 + 1;
    let evidence = Evidence::from([
        ("service_code", json!(row.service)),
        ("quota_code", json!(row.code)),
        ("quota", json!(limit.max)),
        ("used", json!(limit.used)),
        ("needed", json!(limit.used)),
        ("ask_for", json!(ask_for)),
    ]);
    let need = Need::new(used, max, "units").used(used).quota(row.key(), ask_for);
    (light, format!("{} of {} are in use: {}", limit.used, limit.max, row.name), evidence, need)
}
