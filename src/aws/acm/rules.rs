//! Whether a certificate lasts through the event.

use jiff::SignedDuration;
use serde_json::json;

use super::facts::Certificate;
use crate::rule::{Area, Cx, Evidence, Light, Subject, Threshold};

const SPARE_DAYS: Threshold = Threshold {
    name: "spare-days",
    default: 14.0,
    meaning: "days after the event that a certificate must still be valid",
};

const RENEWAL_DAYS: Threshold = Threshold {
    name: "renewal-days",
    default: 30.0,
    meaning: "days before a certificate's end by which its own renewal must be through",
};

/// The thresholds of every rule that calls [`judge`].
pub(crate) const THRESHOLDS: &[Threshold] = &[SPARE_DAYS, RENEWAL_DAYS];

/// Judges the end, the state and the renewal of one certificate. `part` tells the certificates of
/// one subject apart.
pub(crate) fn judge(cx: &mut Cx<'_>, subject: &Subject, part: &str, (arn, certificate): (&str, &Certificate)) {
    let Some(window) = cx.window(subject) else { return };
    let days = |number: f64| SignedDuration::from_secs((number * 86_400.0) as i64);
    let mut evidence = Evidence::from([
        ("certificate", json!(arn)),
        ("status", json!(certificate.status)),
        ("not_after", json!(certificate.not_after)),
        ("renewal", json!(certificate.renewal)),
    ]);
    if certificate.status != "ISSUED" {
        let summary = format!("its certificate is {}, not ISSUED", certificate.status);
        cx.push_part(Light::Red, Area::Service, subject, part, summary, evidence);
        return;
    }
    let Some(end) = certificate.not_after else {
        let summary = "AWS does not say when its certificate ends";
        cx.push_part(Light::Gray, Area::Service, subject, part, summary, evidence);
        return;
    };
    evidence.insert("event_closes", json!(window.closes()));
    let spare = end.duration_since(window.closes());
    let has_failed = certificate.renewal.as_deref() == Some("FAILED");
    let renews = certificate.renews_itself && !has_failed;
    let has_time = end.duration_since(cx.now) > days(cx.threshold(&RENEWAL_DAYS));
    let ends = format!("its certificate ends {}", window.show(end));
    let (light, summary) = if spare.is_negative() && renews && has_time {
        (Light::Yellow, format!("{ends}, before the event is over; AWS has yet to renew it"))
    } else if spare.is_negative() {
        (Light::Red, format!("{ends}, before the event is over"))
    } else if has_failed {
        (Light::Yellow, format!("{ends}; its renewal has failed"))
    } else if certificate.renewal.as_deref() == Some("PENDING_VALIDATION") {
        (Light::Yellow, format!("{ends}; its renewal waits for the validation of a domain"))
    } else if spare < days(cx.threshold(&SPARE_DAYS)) && !renews {
        (Light::Yellow, format!("{ends}, soon after the event, and nothing renews it"))
    } else {
        (Light::Green, ends)
    };
    cx.push_part(light, Area::Service, subject, part, summary, evidence);
    cx.takes_place(end, None);
}
