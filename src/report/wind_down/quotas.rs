//! Quotas that were raised around the event.

use super::list::List;
use crate::{
    event::ResourceKind,
    rule::{Light, Subject},
    source::Source,
    text::number::number,
};

const WHAT: &str = "raised quota";

/// Requests of the last 90 days, which is as far back as they are read.
pub(super) fn requests(list: &mut List<'_>) {
    for place in list.places(&[ResourceKind::Instance, ResourceKind::AutoScalingGroup]) {
        let all = &place.facts.quotas.requests;
        let Some(all) = list.open(WHAT, place, Source::QuotaRequests, all) else { continue };
        for request in all {
            let day = |at: jiff::Timestamp| at.to_zoned(list.window.time_zone.clone()).date().to_string();
            let since = request.created.map_or("on an unknown day".to_owned(), |at| format!("on {}", day(at)));
            let asked = format!("{} asked for {since}", number(request.desired));
            let case = request.case.as_deref().map(|case| format!(" (case {case})")).unwrap_or_default();
            let subject = Subject::new("quota", &request.quota, place);
            match request.status.as_str() {
                "PENDING" | "CASE_OPENED" => {
                    let summary =
                        format!("{asked} is still {}{case}: withdraw it if it was for the event", request.status);
                    list.push(Light::Yellow, WHAT, subject, summary, None);
                }
                "APPROVED" => {
                    let summary = format!("{asked}, approved: it costs nothing, and the API cannot lower it");
                    list.push(Light::Green, WHAT, subject, summary, None);
                }
                // A closed case may have raised the quota or not.
                "CASE_CLOSED" => {
                    let summary = format!(
                        "{asked}, case closed{case}: where it was granted, it costs nothing, and the API cannot lower it"
                    );
                    list.push(Light::Green, WHAT, subject, summary, None);
                }
                _ => {}
            }
        }
    }
}
