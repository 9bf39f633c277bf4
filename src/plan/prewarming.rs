//! Section 7: how much capacity each balancer should have before the peak comes, and how to ask.

use std::collections::BTreeMap;

use jiff::Span;

use super::{
    Plan,
    facts::{Balancer, balancers, open_one, place_name, places},
};
use crate::{
    aws::elb::facts::{LoadBalancer, ZoneCapacity},
    event::Prewarming,
    names,
    rule::Place,
    source::Source,
    text::{
        markdown::{bullets, command, table, text},
        number::number,
        shell::word,
    },
};

mod case;
mod formula;
mod quota;

/// Days before the start by which a reservation should be asked for, as in the rule
/// `lb-lcu-reservation-ready`.
const ASK_DAYS: i64 = 3;

/// What a reservation's use is read from ("Monitor Load Balancer Capacity Unit reservation").
const COMPARE: &str = " To see how much of it is used, compare the per-minute sum of `PeakLCUs` with the reserved \
    number; that of `ReservedLCUs` is a sixtieth of it.";

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut blocks = Vec::new();
    let mut spoken: Vec<&Prewarming> = Vec::new();
    for place in places(plan) {
        let here: Vec<_> = balancers(plan, place).into_iter().map(|one| Asked::new(plan, place, one)).collect();
        let names_one = |row: &&Prewarming| {
            let name = row.load_balancer.as_deref().unwrap_or_default();
            row.region.as_deref().is_none_or(|region| region == place.region)
                && here.iter().any(|asked| is_named(&asked.balancer, name))
        };
        spoken.extend(event.prewarming.iter().filter(names_one));
        let mut totals: BTreeMap<&str, f64> = BTreeMap::new();
        for asked in &here {
            if let (Ok(Some((_, balancer))), Some(ask)) = (&asked.balancer.found, asked.ask()) {
                *totals.entry(&balancer.balancer_type).or_default() += ask;
            }
        }
        blocks.extend(here.iter().map(|asked| asked.markdown(plan)));
        blocks.extend(quota::markdown(place, &totals));
    }
    for row in event.prewarming.iter().filter(|row| !spoken.iter().any(|spoken| std::ptr::eq(*spoken, *row))) {
        let Some(name) = &row.load_balancer else { continue };
        blocks.push(format!(
            "#### {}\n\nLine {} speaks of this balancer, and section 6 does not list it: list it there, with its \
             account and region.",
            text(name),
            row.line
        ));
    }
    if blocks.is_empty() {
        return "Section 6 lists no load balancer with an account and a region.".to_owned();
    }
    blocks.join("\n\n")
}

/// A listed balancer, what section 7 says of it, and what the formula makes of that.
struct Asked<'a> {
    place: Place<'a>,
    balancer: Balancer<'a>,
    row: Option<Prewarming>,
    formula: Option<formula::Formula>,
}

impl<'a> Asked<'a> {
    fn new(plan: &Plan<'a>, place: Place<'a>, balancer: Balancer<'a>) -> Self {
        let row = row_of(plan, place, &balancer);
        let formula = match (&balancer.found, &row) {
            (Ok(Some((arn, found))), Some(row)) => formula::apply(plan, row, place, arn, found),
            _ => None,
        };
        Self { place, balancer, row, formula }
    }

    /// LCUs to ask for: what the team planned or what the formula gives, whichever is more.
    fn ask(&self) -> Option<f64> {
        let planned = self.row.as_ref().and_then(|row| row.planned_lcus).map(|units| units as f64);
        let computed = self.formula.as_ref().map(|formula| formula.reserve);
        [planned, computed].into_iter().flatten().max_by(f64::total_cmp)
    }

    fn markdown(&self, plan: &Plan<'_>) -> String {
        let written = &self.balancer.resource.name;
        let place = text(&place_name(self.place));
        match &self.balancer.found {
            Err(why) => format!("#### {} ({place})\n\nNothing can be planned: {}.", text(written), text(why)),
            Ok(None) if names::is_v2_arn(written) => {
                format!("#### {} ({place})\n\nThis balancer does not exist: correct section 6.", text(written))
            }
            Ok(None) => {
                format!(
                    "#### {} ({place})\n\n{}",
                    text(written),
                    case::markdown(plan, &self.balancer, self.row.as_ref())
                )
            }
            Ok(Some((arn, balancer))) => {
                let kind = text(&balancer.balancer_type);
                let (name, written) = (text(&balancer.name), text(written));
                let listed = if name == written { String::new() } else { format!(" (listed as {written})") };
                let head = format!("#### {name}{listed} ({place}): {kind} load balancer");
                format!("{head}\n\n{}", self.reservation(plan, arn, balancer))
            }
        }
    }

    fn reservation(&self, plan: &Plan<'_>, arn: &str, balancer: &LoadBalancer) -> String {
        let mut blocks = Vec::new();
        let mut lines = Vec::new();
        match (&self.formula, &self.row) {
            (Some(formula), Some(row)) => {
                lines.push(formula.peak.clone());
                if row.load_balancer.is_none() {
                    lines
                        .push("These are the numbers of the whole workload: section 7 does not split them.".to_owned());
                }
                blocks.push(table(&["Dimension", "Calculation", "LCUs"], &formula.rows));
                lines.extend(formula.verdict.iter().cloned());
            }
            (None, Some(_)) if balancer.balancer_type == "gateway" => {
                lines.push("No formula is known for gateway balancers: size by measured throughput.".to_owned());
            }
            (None, Some(row)) => {
                lines.push(format!("**No peak is known** (line {}): nothing can be computed.", row.line))
            }
            (_, None) => lines.push("**Section 7 says nothing of this balancer:** nothing can be computed.".to_owned()),
        }
        let planned = self.row.as_ref().and_then(|row| row.planned_lcus);
        lines.push(match planned {
            Some(units) => format!("Planned in section 7: {} LCUs.", number(units as f64)),
            None => "Planned in section 7: no reservation.".to_owned(),
        });
        lines.push(self.reserved(arn));
        let Some(ask) = self.ask() else {
            blocks.push(bullets(&lines));
            return blocks.join("\n\n");
        };
        if let (Some(units), Some(formula)) = (planned, &self.formula)
            && (units as f64) < formula.reserve
        {
            lines.push(format!("**The plan is below the formula:** ask for {}.", number(ask)));
        }
        lines.push(when(plan));
        blocks.push(bullets(&lines));
        let region = word("region", self.place.region);
        blocks.push(command(&format!(
            "aws elbv2 modify-capacity-reservation --load-balancer-arn {} --minimum-load-balancer-capacity \
             CapacityUnits={ask:.0} --region {region}",
            word("arn", arn)
        )));
        blocks.join("\n\n")
    }

    /// What is reserved now.
    fn reserved(&self, arn: &str) -> String {
        match open_one(Source::LcuReservations, &self.place.facts.elb.capacity_reservations, arn) {
            Err(why) => format!("Reserved now: {}.", text(&why)),
            Ok(reservation) => match reservation.requested {
                None => "Reserved now: nothing.".to_owned(),
                Some(units) => {
                    let zone = |zone: &ZoneCapacity| {
                        let reason = if zone.reason.is_empty() { String::new() } else { format!(" ({})", zone.reason) };
                        text(&format!("{} {}{reason}", zone.zone, zone.state))
                    };
                    let zones: Vec<String> = reservation.zones.iter().map(zone).collect();
                    let zones = if zones.is_empty() { "no zone is reported".to_owned() } else { zones.join(", ") };
                    let compare = match &self.balancer.found {
                        Ok(Some((_, balancer))) if balancer.balancer_type == "application" => COMPARE,
                        _ => "",
                    };
                    format!("Reserved now: {} LCUs; {zones}.{compare}", number(units as f64))
                }
            },
        }
    }
}

/// The answers of section 7 for a balancer: its own row, else the one of the whole workload.
fn row_of(plan: &Plan<'_>, place: Place<'_>, balancer: &Balancer<'_>) -> Option<Prewarming> {
    plan.workbook().event.prewarming_of(place.region, |name| is_named(balancer, name))
}

/// Whether section 7 means the balancer by this name.
fn is_named(balancer: &Balancer<'_>, name: &str) -> bool {
    match &balancer.found {
        Ok(Some((arn, found))) => names::is_load_balancer(name, arn, found),
        _ => name.eq_ignore_ascii_case(&balancer.resource.name),
    }
}

fn when(plan: &Plan<'_>) -> String {
    let Some(window) = &plan.workbook().event.window else {
        return "When to ask: not known, because section 2 gives no start that can be read.".to_owned();
    };
    let zone = window.time_zone.clone();
    let start = window.start.to_zoned(zone.clone()).date();
    let Ok(day) = start.checked_sub(Span::new().days(ASK_DAYS)) else {
        return "When to ask: three days before the start.".to_owned();
    };
    let late = day < plan.now.to_zoned(zone).date();
    let late = if late { " **That day has passed: ask now.**" } else { "" };
    let label = text(&window.time_zone_label);
    format!(
        "When to ask: by {day} ({label}), {ASK_DAYS} days before the start. It costs from then on, until reset.{late}"
    )
}
