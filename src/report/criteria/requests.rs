//! Criteria about how many requests there were, and which share of them failed.

use std::cmp::Ordering;

use super::{
    Frame, Judgement, Outcome, order, sentences, unread,
    wanted::{Unit, Wanted, What},
};
use crate::{
    report::{
        curve::Curve,
        entrance::{Entrance, balancers, distributions},
        readings::When,
        targets::Shape,
    },
    text::number::number_to,
};

/// What counts the requests: the balancers, and where there is none the distributions.
struct Counting<'t> {
    entrances: Vec<Entrance<'t>>,
    /// What is listed and counts none, each with the reason.
    unread: Vec<String>,
}

impl<'t> Counting<'t> {
    fn of(frame: &Frame<'t>) -> Self {
        let (balancers, unmeasured) = balancers(frame.readings);
        let mut unread: Vec<_> =
            unmeasured.iter().map(|(target, why)| format!("`{}`: {why}", target.subject.id)).collect();
        let (counting, others): (Vec<_>, Vec<_>) = balancers.into_iter().partition(Entrance::counts_requests);
        let blind = |one: &Entrance<'_>| format!("`{}`: a network load balancer does not count requests", one.name());
        unread.extend(others.iter().map(blind));
        let entrances = if counting.is_empty() && unread.is_empty() { distributions(frame.readings) } else { counting };
        if entrances.is_empty() && unread.is_empty() {
            unread.push("section 6 lists neither load balancer nor distribution".to_owned());
        }
        Self { entrances, unread }
    }

    /// The sum of what each entrance gives, period by period, as counts. What gives none is noted.
    fn sum(
        &mut self,
        frame: &Frame<'_>,
        read: impl Fn(Entrance<'_>) -> Result<Curve, String>,
    ) -> (Option<Curve>, bool) {
        let (mut curves, mut is_whole) = (Vec::new(), self.unread.is_empty());
        for entrance in &self.entrances {
            let curve = read(*entrance).map(|curve| curve.within(frame.from, frame.until));
            let known = curve.and_then(|curve| match curve.maximum() {
                Some(_) => Ok(curve),
                None => Err("CloudWatch has no datapoint between start and end".to_owned()),
            });
            match known {
                Ok(curve) => {
                    let seconds = f64::from(curve.period);
                    curves.push(curve.scaled(seconds));
                }
                Err(why) => {
                    is_whole = false;
                    let why = format!("`{}`: {why}", entrance.name());
                    if !self.unread.contains(&why) {
                        self.unread.push(why);
                    }
                }
            }
        }
        (Curve::sum(&curves), is_whole)
    }

    /// What the definitions are about.
    fn whom(&self) -> &'static str {
        match self.entrances.first().map(|entrance| entrance.shape) {
            Some(Shape::Distribution) => "all distributions of section 6",
            _ => "all load balancers of section 6",
        }
    }
}

fn requests(frame: &Frame<'_>, entrance: Entrance<'_>) -> Result<Curve, String> {
    entrance.curve(frame.readings, When::Event, entrance.traffic().0, "Sum")
}

/// Requests per second that failed.
fn errors(frame: &Frame<'_>, entrance: Entrance<'_>, what: What) -> Result<Curve, String> {
    let is_client = what == What::Errors4xx;
    let names: [&str; 2] = match (entrance.shape, is_client) {
        (Shape::Distribution, _) => {
            let rate = if is_client { "4xxErrorRate" } else { "5xxErrorRate" };
            let percent = entrance.curve(frame.readings, When::Event, rate, "Average")?;
            let failed = requests(frame, entrance)?.within(frame.from, frame.until);
            return failed
                .percent(&percent)
                .map_err(|missing| format!("{rate} has no datapoint in {missing} periods that have requests"));
        }
        (Shape::ClassicLoadBalancer, false) => ["HTTPCode_ELB_5XX", "HTTPCode_Backend_5XX"],
        (Shape::ClassicLoadBalancer, true) => ["HTTPCode_ELB_4XX", "HTTPCode_Backend_4XX"],
        (_, false) => ["HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count"],
        (_, true) => ["HTTPCode_ELB_4XX_Count", "HTTPCode_Target_4XX_Count"],
    };
    let [own, targets] = names.map(|name| entrance.curve(frame.readings, When::Event, name, "Sum"));
    Curve::sum(&[own?, targets?]).ok_or_else(|| "no error count is collected".to_owned())
}

/// Availability and error rates. Counts are compared, and no rounded shares.
pub(super) fn share(frame: &Frame<'_>, wanted: Wanted) -> Outcome {
    let mut counting = Counting::of(frame);
    let (requests, all_requests) = counting.sum(frame, |entrance| requests(frame, entrance));
    let (errors, all_errors) = counting.sum(frame, |entrance| errors(frame, entrance, wanted.subject));
    let is_availability = wanted.subject == What::Availability;
    let definition = define_share(&counting, is_availability, wanted.subject == What::Errors4xx);
    let outcome = |judgement, value, parts: [Option<String>; 6]| Outcome {
        judgement,
        summary: sentences(parts),
        definition: definition.clone(),
        value,
    };
    let total = |curve: &Option<Curve>| curve.iter().flat_map(Curve::known).map(|(_, value)| value).sum::<f64>();
    let (asked, failed) = (total(&requests), total(&errors));
    // What fails before a target is chosen is an error and not in the requests.
    let of = asked.max(failed);
    let unread = unread(&counting.unread);
    if of <= 0.0 {
        let nothing = "No request was counted between start and end, and no share of nothing is met.".to_owned();
        return outcome(Judgement::NotMeasured, None, [Some(nothing), unread, frame.running(), None, None, None]);
    }
    let stands = |failed: f64, of: f64| {
        let allowed = if is_availability { 100.0 - wanted.bound } else { wanted.bound } / 100.0 * of;
        // A request more or less is far above what the arithmetic adds.
        let order = if (failed - allowed).abs() <= 1e-13 * of { Ordering::Equal } else { failed.total_cmp(&allowed) };
        wanted.comparison.holds(if is_availability { order.reverse() } else { order })
    };
    let is_met = stands(failed, of);
    // More errors only make it worse, and more requests can make it better.
    let wants_few = wanted.comparison.wants_more() == is_availability;
    let judgement = match is_met {
        true if all_requests && all_errors && frame.is_over() => Judgement::Met,
        false if all_requests && frame.is_over() && (all_errors || wants_few) => Judgement::Missed,
        _ => Judgement::NotMeasured,
    };
    let percent = if is_availability { 100.0 * (of - failed) / of } else { 100.0 * failed / of };
    let shown = apart(percent, wanted.bound);
    let measured = format!(
        "{} was {shown} %, asked was {} {}: {} of {} requests failed.",
        if is_availability { "Availability" } else { "The error rate" },
        wanted.comparison,
        wanted.unit.show(wanted.bound),
        number_to(failed, 0),
        number_to(of, 0)
    );
    let worst = errors.as_ref().and_then(Curve::maximum).filter(|(_, count)| *count > 0.0);
    let worst = worst.map(|(at, count)| {
        format!("Most failed at {}: {} in {}.", frame.show(at), number_to(count, 0), frame.length(1))
    });
    let mut beyond = 0;
    let mut quiet = 0;
    for (index, asked) in requests.iter().flat_map(|curve| curve.values.iter().enumerate()) {
        let failed = errors.as_ref().and_then(|errors| *errors.values.get(index)?).unwrap_or(0.0);
        let of = asked.unwrap_or(0.0).max(failed);
        quiet += usize::from(of <= 0.0);
        beyond += usize::from(of > 0.0 && !stands(failed, of));
    }
    let beyond = (beyond > 0).then(|| format!("By itself, it was beyond the bound in {}.", frame.length(beyond)));
    let quiet = (quiet > 0).then(|| {
        format!("In {} no request was counted: what kept all requests away is not in this number.", frame.length(quiet))
    });
    outcome(judgement, Some(percent), [Some(measured), beyond, worst, quiet, unread, frame.running()])
}

fn define_share(counting: &Counting<'_>, is_availability: bool, is_client: bool) -> String {
    let class = if is_client { "4xx" } else { "5xx" };
    let failed = match counting.entrances.first().map(|entrance| entrance.shape) {
        Some(Shape::Distribution) => format!("Requests × {class}ErrorRate (Average), period by period"),
        _ => format!("{class} answers of the load balancers and of their targets (Sum)"),
    };
    let share = format!("{failed} ÷ requests (Sum)");
    let share = if is_availability { format!("1 − {share}") } else { share };
    format!(
        "{share}, over {}, between the event's own start and end, without lead and tail. Requests that a load balancer \
         refused before it chose a target are errors and not requests, so that the share of errors is never \
         understated; where there are more errors than requests, every request counts as failed.",
        counting.whom()
    )
}

/// A percentage with four decimals, or as many as tell it from the bound.
fn apart(percent: f64, bound: f64) -> String {
    let written = (4..=9).map(|most| number_to(percent, most));
    let bound_written = number_to(bound, 9);
    let mut written = written.skip_while(|text| *text == bound_written && percent != bound);
    written.next().unwrap_or_else(|| number_to(percent, 9))
}

/// The busiest period's requests per second.
pub(super) fn peak(frame: &Frame<'_>, wanted: Wanted) -> Outcome {
    let mut counting = Counting::of(frame);
    let (requests, is_whole) = counting.sum(frame, |entrance| requests(frame, entrance));
    let period = frame.length(1);
    let definition = format!(
        "Requests (Sum) of {} in the busiest {period} between the event's own start and end, without lead and tail, \
         divided by its seconds: a mean, and so a lower bound of the busiest second.",
        counting.whom()
    );
    let maximum = requests.as_ref().and_then(Curve::maximum);
    let minutes = if wanted.unit == Unit::PerMinute { 60.0 } else { 1.0 };
    let value = maximum.map(|(_, count)| count / f64::from(frame.period().max(1)) * minutes);
    let at = maximum.map(|(at, _)| format!(" at {}", frame.show(at))).unwrap_or_default();
    let hidden = value.filter(|value| {
        let near = (0.8 * wanted.bound..wanted.bound).contains(value);
        (wanted.comparison.wants_more() && near) || (!wanted.comparison.wants_more() && *value <= wanted.bound)
    });
    let hidden = hidden.map(|_| {
        format!("A mean of {period} hides shorter peaks: the busiest second was higher, perhaps beyond the bound.")
    });
    counted(frame, wanted, value, is_whole, &counting, definition, format!("The peak was {{}}{at}"), hidden)
}

/// The requests of the whole event.
pub(super) fn total(frame: &Frame<'_>, wanted: Wanted) -> Outcome {
    let mut counting = Counting::of(frame);
    let (requests, is_whole) = counting.sum(frame, |entrance| requests(frame, entrance));
    let definition =
        format!("Requests (Sum) of {} between the event's own start and end, without lead and tail.", counting.whom());
    let value = requests.map(|curve| curve.known().map(|(_, count)| count).sum::<f64>());
    counted(frame, wanted, value, is_whole, &counting, definition, "{} requests were counted".to_owned(), None)
}

/// Judges a number that only grows with what was not read or has not happened yet.
#[expect(clippy::too_many_arguments, reason = "two callers, and each argument is another thing")]
fn counted(
    frame: &Frame<'_>,
    wanted: Wanted,
    value: Option<f64>,
    is_whole: bool,
    counting: &Counting<'_>,
    definition: String,
    said: String,
    hidden: Option<String>,
) -> Outcome {
    let unread = unread(&counting.unread);
    let Some(value) = value else {
        let summary = sentences([Some("No request was counted.".to_owned()), unread, frame.running()]);
        return Outcome { judgement: Judgement::NotMeasured, summary, definition, value: None };
    };
    let is_met = wanted.comparison.holds(order(value, wanted.bound));
    let can_change = !is_whole || !frame.is_over();
    let judgement = match (is_met, wanted.comparison.wants_more()) {
        (true, true) => Judgement::Met,
        (false, false) => Judgement::Missed,
        _ if can_change => Judgement::NotMeasured,
        (true, false) => Judgement::Met,
        (false, true) => Judgement::Missed,
    };
    let said = said.replace("{}", &wanted.unit.show_measured(value));
    let measured = format!("{said}, asked was {} {}.", wanted.comparison, wanted.unit.show(wanted.bound));
    let summary = sentences([Some(measured), hidden, unread, frame.running()]);
    Outcome { judgement, summary, definition, value: Some(value) }
}
