//! How much the load grows: what section 7 says, and what follows from it.

use std::collections::BTreeMap;

use super::{Entry, Event};

/// Load expected on one load balancer (section 7).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prewarming {
    /// Load balancer's name, ARN or DNS name; `None` speaks of the whole workload.
    pub load_balancer: Option<String>,
    /// Region, when given.
    pub region: Option<String>,
    /// Support case id, when it is not the template's example.
    pub support_case: Option<String>,
    /// Peak ÷ normal traffic, from `22 times` or `22x`. Always above zero.
    pub factor: Option<f64>,
    /// Requests per second at the peak.
    pub peak_rps: Option<f64>,
    /// Requests per second on average during the event.
    pub average_rps: Option<f64>,
    /// Requests per second at today's peak, when the workbook states it.
    pub current_peak_rps: Option<f64>,
    /// Load balancer capacity units to be reserved, when the team planned a reservation.
    pub planned_lcus: Option<u64>,
    /// Whether a growth or a rate is asked for or written here, and could not be read: how much the load grows is not
    /// known then, and is borrowed from no other row.
    pub is_unread: bool,
    /// Whether backends keep connections alive.
    pub keep_alive: Option<bool>,
    /// Share of traffic over TLS, 0 to 100.
    pub tls_percent: Option<f64>,
    /// Average request size in KB.
    pub request_kb: Option<f64>,
    /// Average response size in KB.
    pub response_kb: Option<f64>,
    /// Every other answer of the section, by its label.
    pub answers: BTreeMap<String, Entry>,
    /// Line of the first value.
    pub line: usize,
}

/// A growth that follows from numbers of section 7.
#[derive(Debug, Clone, PartialEq)]
pub struct Implied {
    /// Peak ÷ today's busiest traffic.
    pub factor: f64,
    /// What it follows from: `as stated`, `by a peak of 9,000 rps against 410 rps today`.
    pub from: String,
}

impl Prewarming {
    /// Every growth that the row's numbers imply, with what CloudWatch measured at most, in requests per second.
    pub fn implied(&self, measured: Option<f64>) -> Vec<Implied> {
        let above_zero = |rate: Option<f64>| rate.filter(|rate| *rate > 0.0);
        let (peak, current) = (above_zero(self.peak_rps), above_zero(self.current_peak_rps));
        let measured = above_zero(measured);
        let stated = self.factor.map(|factor| Implied { factor, from: "as stated".to_owned() });
        let of = |peak: f64, today: f64, which: &str, when: &str| Implied {
            factor: peak / today,
            from: format!("by {which} of {} rps against {} rps {when}", whole(peak), whole(today)),
        };
        let by_rates = peak.zip(current).map(|(peak, current)| of(peak, current, "a peak", "today"));
        let by_measure = peak.zip(measured).map(|(peak, measured)| of(peak, measured, "a peak", "measured"));
        let multiplied = self.factor.zip(current).zip(measured);
        let multiplied = multiplied.map(|((factor, current), measured)| {
            of(factor * current, measured, "a multiple of today's stated peak", "measured")
        });
        [stated, by_rates, by_measure, multiplied].into_iter().flatten().collect()
    }

    /// Peak ÷ normal traffic: the largest growth that the row's numbers imply, with what CloudWatch measured at most
    /// (requests per second), rounded up to two decimals, as it is shown. Never less than today's traffic. Nothing where
    /// the row says nothing that can be read.
    pub fn growth_over(&self, measured: Option<f64>) -> Option<f64> {
        let implied = self.implied(measured).into_iter().map(|implied| implied.factor);
        implied.max_by(f64::total_cmp).filter(|_| !self.is_unread).map(|factor| rounded_up(factor).max(1.0))
    }

    /// The same by the row's own numbers alone.
    pub fn growth(&self) -> Option<f64> {
        self.growth_over(None)
    }

    /// Requests per second at the peak: as stated, or today's as stated times the growth, whichever is more.
    pub fn peak(&self) -> Option<f64> {
        let multiplied = self.current_peak_rps.zip(self.growth()).map(|(current, growth)| current * growth);
        self.peak_rps.into_iter().chain(multiplied).max_by(f64::total_cmp).filter(|_| !self.is_unread)
    }

    /// Whether it gives a rate that can be compared with what CloudWatch measured.
    pub fn gives_a_rate(&self) -> bool {
        self.peak_rps.is_some() || self.current_peak_rps.is_some()
    }

    /// Both rows as one: of each number the larger, whichever stands first.
    fn and(self, other: &Self) -> Self {
        let larger = |one: Option<f64>, other: Option<f64>| one.into_iter().chain(other).max_by(f64::total_cmp);
        Self {
            // Of two pairs of peaks each has a growth of its own.
            factor: larger(larger(self.factor, self.growth()), larger(other.factor, other.growth())),
            peak_rps: larger(self.peak_rps, other.peak_rps),
            average_rps: larger(self.average_rps, other.average_rps),
            current_peak_rps: larger(self.current_peak_rps, other.current_peak_rps),
            planned_lcus: self.planned_lcus.max(other.planned_lcus),
            is_unread: self.is_unread || other.is_unread,
            support_case: self.support_case.or_else(|| other.support_case.clone()),
            region: self.region.or_else(|| other.region.clone()),
            keep_alive: self.keep_alive.or(other.keep_alive),
            tls_percent: self.tls_percent.or(other.tls_percent),
            request_kb: larger(self.request_kb, other.request_kb),
            response_kb: larger(self.response_kb, other.response_kb),
            answers: other.answers.clone().into_iter().chain(self.answers).collect(),
            ..self
        }
    }
}

/// To two decimals, but not for the last bits of a quotient.
fn rounded_up(factor: f64) -> f64 {
    (factor * 100.0 - 1e-6).ceil() / 100.0
}

/// Rounded, with a comma between thousands.
fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl Event {
    /// Peak ÷ normal traffic of the whole workload, as far as section 7 alone tells: the largest stated without a load
    /// balancer, else the highest that any load balancer has. Nothing where one of those rows cannot be read.
    pub fn peak_factor(&self) -> Option<f64> {
        let rows = self.whole_rows();
        let growth = rows.iter().filter_map(|row| row.growth()).max_by(f64::total_cmp);
        growth.filter(|_| rows.iter().all(|row| !row.is_unread))
    }

    /// The rows that tell how much the whole workload grows: those without a load balancer, else all.
    pub fn whole_rows(&self) -> Vec<&Prewarming> {
        let says = |row: &&Prewarming| row.is_unread || row.growth().is_some() || row.peak_rps.is_some();
        let speaking: Vec<_> = self.prewarming.iter().filter(says).collect();
        let whole: Vec<_> = speaking.iter().copied().filter(|row| row.load_balancer.is_none()).collect();
        if whole.is_empty() { speaking } else { whole }
    }

    /// The answers of section 7 for a balancer in `region`: its own rows, which `names_it` knows by the name written
    /// there, else those of the whole workload. Several are one with the larger of each number.
    pub fn prewarming_of(&self, region: &str, names_it: impl Fn(&str) -> bool) -> Option<Prewarming> {
        let here = |row: &&Prewarming| row.region.as_deref().is_none_or(|given| given == region);
        let of = |is_meant: &dyn Fn(Option<&str>) -> bool| {
            let mut rows = self.prewarming.iter().filter(here).filter(|row| is_meant(row.load_balancer.as_deref()));
            let first = rows.next()?.clone();
            Some(rows.fold(first, |all, row| all.and(row)))
        };
        of(&|name| name.is_some_and(&names_it)).or_else(|| of(&|name| name.is_none()))
    }
}
