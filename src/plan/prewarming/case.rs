//! The fields of a pre-warming support case, for a balancer that cannot reserve capacity itself.

use super::super::{Plan, facts::Balancer};
use crate::event::Prewarming;
use crate::text::{
    markdown::{table, text},
    number::number,
};

/// Fields that section 7 has no type for, by the label that the parser keeps them under.
const ANSWERS: [&str; 4] = ["Use Case", "ELB AZ's", "Is it currently scaled?", "If no, when would it be scaled?"];

const TIMES: [&str; 5] = [
    "Start Date",
    "End Date",
    "Duration of Increase",
    "Exact time for the load increase",
    "Exact time for the load decrease",
];

pub(super) fn markdown(plan: &Plan<'_>, balancer: &Balancer<'_>, row: Option<&Prewarming>) -> String {
    let nothing = Prewarming::default();
    let stated = row.unwrap_or(&nothing);
    let window = plan.workbook().event.window.as_ref();
    let missing = || "not given in section 7".to_owned();
    let answer = |label: &str| stated.answers.get(label).map(|entry| text(&entry.text));
    let rate = |rps: Option<f64>| rps.map_or_else(missing, |rps| format!("{} per second", number(rps)));
    let size = |kilobytes: Option<f64>| kilobytes.map_or_else(missing, |size| format!("{} KB", number(size)));
    let mut fields: Vec<(&str, String)> = vec![
        ("AWS Support Case Id", stated.support_case.as_deref().map_or_else(|| "none yet".to_owned(), text)),
        ("ELB", text(&balancer.resource.name)),
        ("Account", balancer.resource.account.as_deref().map_or_else(missing, text)),
        ("Region", balancer.resource.region.as_deref().map_or_else(missing, text)),
    ];
    fields.extend(ANSWERS.map(|label| (label, answer(label).unwrap_or_else(missing))));
    let keep_alive = stated.keep_alive.map(|yes| if yes { "yes" } else { "no" }.to_owned());
    fields.push(("Persistent connections", keep_alive.unwrap_or_else(missing)));
    fields.push((
        "% of traffic that is SSL",
        stated.tls_percent.map_or_else(missing, |share| format!("{}%", number(share))),
    ));
    for label in TIMES {
        // The event's own window is what a traffic increase without dates follows.
        let from_window = window.and_then(|window| match label {
            "Start Date" => Some(format!("{} (section 2)", text(&window.show(window.start)))),
            "End Date" => Some(format!("{} (section 2)", text(&window.show(window.end)))),
            _ => None,
        });
        fields.push((label, answer(label).or(from_window).unwrap_or_else(missing)));
    }
    fields.push(("Requests/sec, peak", rate(stated.peak_rps)));
    fields.push(("Requests/sec, average", rate(stated.average_rps)));
    let growth = stated.growth().map(|growth| format!("{} times normal traffic", number(growth)));
    fields.push(("Traffic is expected to increase", growth.unwrap_or_else(missing)));
    fields.push(("Size of each request", size(stated.request_kb)));
    fields.push(("Size of each response", size(stated.response_kb)));
    let rows: Vec<Vec<String>> = fields.into_iter().map(|(field, value)| vec![field.to_owned(), value]).collect();
    format!(
        "No application, network or gateway balancer has this name. A classic one cannot reserve capacity: open a \
         support case with these fields, or move to an application balancer.\n\n{}",
        table(&["Field", "Value"], &rows)
    )
}
