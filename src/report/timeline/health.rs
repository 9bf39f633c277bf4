//! AWS Health events of the listed accounts.

use std::collections::BTreeSet;

use super::{Class, Happening, Scene};
use crate::{aws::health::facts::HealthEvent, snapshot::Fact, source::Source};

/// How many days AWS Health keeps an event.
const KEPT_DAYS: i64 = 90;

pub(super) fn happenings(scene: &Scene<'_>) -> Vec<Happening> {
    let places = scene.inputs.workbook.event.places();
    let accounts: BTreeSet<&str> = places.iter().map(|(account, _)| *account).collect();
    let mut all = Vec::new();
    for account in accounts {
        match &scene.inputs.snapshot.account(account).health.events {
            Fact::Missed(missed) => all.push(scene.missed(account, account, Source::HealthEvents, missed)),
            Fact::Seen(events) => {
                all.extend(scene.forgotten(account, account, Source::HealthEvents, KEPT_DAYS));
                let regions: BTreeSet<&str> =
                    places.iter().filter(|(own, _)| *own == account).map(|(_, region)| *region).collect();
                let meets = |event: &&HealthEvent| {
                    event.start.is_none_or(|start| start < scene.span.end)
                        && event.end.is_none_or(|end| end > scene.span.start)
                };
                all.extend(events.iter().filter(meets).map(|event| happening(scene, account, event, &regions)));
            }
        }
    }
    all
}

fn happening(scene: &Scene<'_>, account: &str, event: &HealthEvent, regions: &BTreeSet<&str>) -> Happening {
    let is_here = event.region == "global" || regions.contains(event.region.as_str());
    let began = match event.start {
        Some(start) if start < scene.span.start => format!(", since {}", scene.window.show(start)),
        Some(_) => String::new(),
        None => ", AWS gives no start".to_owned(),
    };
    let elsewhere = if is_here { "" } else { ", a region that section 6 does not list" };
    let status = if event.status.is_empty() { String::new() } else { format!(" ({})", event.status) };
    Happening {
        at: event.start.unwrap_or(scene.span.start).max(scene.span.start),
        until: event.end,
        class: class(&event.category, is_here),
        kind: "health",
        resource: Some(account.to_owned()),
        text: format!("AWS Health: {} {}{status} in {}{elsewhere}{began}", event.service, event.code, event.region),
        source: "DescribeEvents of AWS Health".to_owned(),
    }
}

/// An issue of AWS in a listed region, or a global one, is high; what AWS examines or has scheduled
/// there is medium; what it merely tells, and what happens elsewhere, is info.
fn class(category: &str, is_here: bool) -> Class {
    match category {
        "issue" if is_here => Class::High,
        "investigation" | "scheduledChange" if is_here => Class::Medium,
        _ => Class::Info,
    }
}
