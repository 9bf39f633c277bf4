//! What the workbook itself leaves open: waivers and change freezes.

use super::list::List;
use crate::{
    handout,
    rule::{Light, Subject},
    text::number::count,
    workbook::without_secrets,
};

const WAIVER: &str = "accepted risk";
const FREEZE: &str = "change freeze";

/// Waivers that hide findings although the event is over.
pub(super) fn waivers(list: &mut List<'_>) {
    let day = |at: jiff::Timestamp| at.to_zoned(list.window.time_zone.clone()).date();
    let (today, end) = (day(list.now), day(list.window.end));
    for risk in list.event.accepted_risks.iter().filter(|risk| risk.counts_on(today)) {
        let Some(expires) = risk.expires.filter(|expires| *expires > end) else { continue };
        let days = end.until(expires).map_or(0, |span| span.get_days());
        let summary = format!(
            "{} on {} is accepted until {expires}, {} after the event: let it end where it was for the event alone (line {})",
            without_secrets(&risk.rule),
            without_secrets(&risk.resource),
            count(usize::try_from(days).unwrap_or(0), "day"),
            risk.line
        );
        list.push(Light::Yellow, WAIVER, Subject::workbook("section-16"), summary, None);
    }
}

/// Freezes that the workbook mentions with a date.
pub(super) fn freezes(list: &mut List<'_>) {
    let today = list.now.to_zoned(list.window.time_zone.clone()).date();
    for (first, last) in handout::freezes(list.event, list.window).into_keys() {
        let subject = Subject::workbook("change-freeze");
        if last < today {
            list.push(Light::Green, FREEZE, subject, format!("{first} to {last}: over"), None);
        } else if first > today {
            list.push(Light::Yellow, FREEZE, subject, format!("{first} to {last}: still to come"), None);
        } else {
            let summary = format!("{first} to {last}: still in force today, {today}");
            list.push(Light::Yellow, FREEZE, subject, summary, None);
        }
    }
}
