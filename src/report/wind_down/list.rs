//! The rows so far, and how they are written.

use jiff::Timestamp;

use super::WindDown;
use crate::{
    event::{Event, ResourceKind, Window},
    report::{
        Inputs,
        readings::{Readings, When},
    },
    rule::{Light, Place, Subject, fix::missed_summary},
    snapshot::{Fact, Missed, RegionSnapshot, Snapshot},
    source::Source,
};

/// What is read for the rows, and the rows so far.
pub(super) struct List<'a> {
    pub(super) event: &'a Event,
    pub(super) window: &'a Window,
    pub(super) now: Timestamp,
    /// What AWS answered while everything still had its normal size.
    before: Option<&'a Snapshot>,
    readings: &'a Readings<'a>,
    snapshot: &'a Snapshot,
    /// Why nothing is to be wound down yet, if so.
    waits: Option<String>,
    rows: Vec<WindDown>,
}

impl<'a> List<'a> {
    pub(super) fn new(readings: &'a Readings<'a>, inputs: Inputs<'a>, window: &'a Window) -> Self {
        let closes = window.closes();
        let waits = if inputs.now < closes {
            Some(format!("leave it until the event is over, after {}", window.show(closes)))
        } else if inputs.snapshot.taken_at < closes {
            Some(format!(
                "that was at {}, before the event was over: collect again",
                window.show(inputs.snapshot.taken_at)
            ))
        } else {
            None
        };
        Self {
            event: &inputs.workbook.event,
            window,
            now: inputs.now,
            before: inputs.before.filter(|before| before.taken_at < window.opens()),
            readings,
            snapshot: inputs.snapshot,
            waits,
            rows: Vec::new(),
        }
    }

    /// The rows, worst light first, otherwise as they were found.
    pub(super) fn finish(mut self) -> Vec<WindDown> {
        self.rows.sort_by_key(|row| row.light);
        self.rows
    }

    /// Accounts and regions that list regional resources of one of `kinds`.
    pub(super) fn places(&self, kinds: &[ResourceKind]) -> Vec<Place<'a>> {
        let places = self.event.places().into_iter();
        let listed = places.filter(|(account, region)| {
            kinds.iter().any(|kind| self.event.listed(*kind, account, region).next().is_some())
        });
        let snapshot = self.snapshot;
        listed
            .map(|(account, region)| Place { account, region, facts: snapshot.account(account).region(region) })
            .collect()
    }

    /// What AWS answered in a place before the event.
    pub(super) fn before(&self, place: Place<'_>) -> Option<&'a RegionSnapshot> {
        self.before.map(|before| before.account(place.account).region(place.region))
    }

    /// When the snapshot from before the event was taken, for people.
    pub(super) fn before_name(&self) -> String {
        let at = self.before.map(|before| self.window.show(before.taken_at)).unwrap_or_default();
        format!("the snapshot of {at}")
    }

    pub(super) fn push(
        &mut self,
        light: Light,
        what: &'static str,
        resource: Subject,
        summary: impl Into<String>,
        command: Option<String>,
    ) {
        self.rows.push(WindDown { resource, what, light, summary: summary.into(), command });
    }

    /// What is still at the event's size. `then` says what the command does. As long as the event
    /// runs that is as it should be, and there is nothing to run.
    pub(super) fn still(
        &mut self,
        light: Light,
        what: &'static str,
        resource: Subject,
        found: &str,
        (then, command): (&str, String),
    ) {
        if let Some(waits) = &self.waits {
            let summary = format!("{found}; {waits}");
            return self.push(Light::Yellow, what, resource, summary, None);
        }
        let account = resource.account.as_deref().unwrap_or("unknown");
        let summary = format!("{found}; in account {account}, the command {then}");
        self.push(light, what, resource, summary, Some(command));
    }

    /// The answer; where there is none, one gray row for the place.
    pub(super) fn open<T>(
        &mut self,
        what: &'static str,
        place: Place<'_>,
        source: Source,
        fact: &'a Fact<T>,
    ) -> Option<&'a T> {
        match fact {
            Fact::Seen(value) => Some(value),
            Fact::Missed(missed) => {
                self.unread(what, place, source, missed);
                None
            }
        }
    }

    /// One gray row for everything that a source would have told about a place.
    pub(super) fn unread(&mut self, what: &'static str, place: Place<'_>, source: Source, missed: &Missed) {
        self.push(Light::Gray, what, whole(place), missed_summary(source, missed), None);
    }

    /// The values of one metric of a resource, with the moments at which their periods begin;
    /// `None` in a gap. Else why they are not known.
    pub(super) fn values(
        &self,
        when: When,
        kind: ResourceKind,
        subject: &Subject,
        metric: &str,
    ) -> Result<Vec<(Timestamp, Option<f64>)>, String> {
        let of_subject = |target: &&crate::report::Target| {
            let other = &target.subject;
            target.kind == kind
                && (&other.id, &other.account, &other.region) == (&subject.id, &subject.account, &subject.region)
        };
        let target = self.readings.targets.iter().find(of_subject).ok_or("it was not measured")?;
        if let Some(why) = &target.unmeasured {
            return Err(why.clone());
        }
        let measure = self.readings.measures(target).find(|(measure, _)| measure.name == metric);
        let (measure, dimensions) = measure.ok_or_else(|| format!("{metric} is not measured"))?;
        let values = self.readings.values(when, target, measure, dimensions)?;
        let span = self.readings.span(when);
        Ok(values.into_iter().enumerate().map(|(index, value)| (span.at(index), value)).collect())
    }

    /// The largest value of the baseline, where at least half of it is there.
    pub(super) fn largest_before(&self, kind: ResourceKind, subject: &Subject, metric: &str) -> Result<f64, String> {
        let values = self.values(When::Baseline, kind, subject, metric)?;
        let there = || values.iter().filter_map(|(_, value)| *value);
        match there().reduce(f64::max) {
            None => Err(format!("there is no datapoint of {metric} before the event")),
            Some(_) if there().count() * 2 < values.len() => Err(format!(
                "only {} of {} datapoints of {metric} before the event are there",
                there().count(),
                values.len()
            )),
            Some(largest) => Ok(largest),
        }
    }
}

/// A place as a whole.
pub(super) fn whole(place: Place<'_>) -> Subject {
    Subject::new("account", place.account, place)
}
