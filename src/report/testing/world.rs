//! An event of two hours with datapoints of a known shape, for the tests of what reads them.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    aws::cloudwatch::facts::Points,
    event::{Entry, Event, ResourceKind, Window},
    report::{
        Inputs, MEASURES, Measure,
        readings::{Readings, When},
        span::spans,
        targets::{self, Dimensions, Shape, Target},
    },
    rule::Subject,
    snapshot::{Fact, Missed, Reason, RegionSnapshot, Snapshot},
    workbook::Workbook,
};

pub(in crate::report) const ACCOUNT: &str = "111122223333";
pub(in crate::report) const REGION: &str = "ap-southeast-1";

/// A moment, from RFC 3339.
pub(in crate::report) fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// The inputs of a report, and what is measured.
pub(in crate::report) struct World {
    pub(in crate::report) workbook: Workbook,
    pub(in crate::report) snapshot: Snapshot,
    pub(in crate::report) before: Option<Snapshot>,
    pub(in crate::report) now: Timestamp,
    targets: Vec<Target>,
}

impl World {
    /// 10:00 to 12:00 UTC on a Saturday, half an hour of lead and tail, reported eight hours later.
    pub(in crate::report) fn new() -> Self {
        let half = SignedDuration::from_mins(30);
        let window = Window {
            start: at("2026-12-12T10:00:00Z"),
            end: at("2026-12-12T12:00:00Z"),
            time_zone: TimeZone::UTC,
            time_zone_label: "UTC".to_owned(),
            lead: half,
            tail: half,
            line: 1,
        };
        let event = Event { window: Some(window), ..Event::default() };
        let now = at("2026-12-12T20:00:00Z");
        Self {
            workbook: Workbook { event, problems: Vec::new(), regions: Vec::new() },
            snapshot: Snapshot::empty(now),
            before: None,
            now,
            targets: Vec::new(),
        }
    }

    pub(in crate::report) fn event(&mut self) -> &mut Event {
        &mut self.workbook.event
    }

    pub(in crate::report) fn facts(&mut self) -> &mut RegionSnapshot {
        let account = self.snapshot.accounts.entry(ACCOUNT.to_owned()).or_default();
        account.regions.entry(REGION.to_owned()).or_default()
    }

    pub(in crate::report) fn facts_before(&mut self) -> &mut RegionSnapshot {
        let before = self.before.get_or_insert_with(|| Snapshot::empty(at("2026-12-01T00:00:00Z")));
        let account = before.accounts.entry(ACCOUNT.to_owned()).or_default();
        account.regions.entry(REGION.to_owned()).or_default()
    }

    /// Sets the criteria, on the lines from 11 on.
    pub(in crate::report) fn criteria(&mut self, criteria: &[&str]) {
        let entry = |(index, text): (usize, &&str)| Entry { text: (*text).to_owned(), line: 11 + index };
        self.workbook.event.criteria = criteria.iter().enumerate().map(entry).collect();
    }

    /// Adds a resource that is named `id` in every shape that it has, none of whose metrics was read.
    pub(in crate::report) fn add(&mut self, kind: ResourceKind, id: &str, shapes: &[Shape]) {
        let (account, region) = (Some(ACCOUNT.to_owned()), Some(REGION.to_owned()));
        let subject = Subject { kind: kind.id(), id: id.to_owned(), arn: None, account, region, line: None };
        let dimension = |shape: &Shape| match shape {
            Shape::ApplicationLoadBalancer | Shape::NetworkLoadBalancer => "LoadBalancer",
            Shape::Group | Shape::GroupInstances => "AutoScalingGroupName",
            Shape::DatabaseCluster => "DBClusterIdentifier",
            _ => "Name",
        };
        let shapes: Vec<(Shape, Dimensions)> =
            shapes.iter().map(|shape| (*shape, vec![(dimension(shape), id.to_owned())])).collect();
        let unmeasured = shapes.is_empty().then(|| "line 9 gives no account".to_owned());
        let metrics_region = REGION.to_owned();
        self.targets.push(Target { subject, kind, shapes, metrics_region, unmeasured });
    }

    /// Adds a resource all of whose metrics were read and have no datapoint.
    pub(in crate::report) fn silent(&mut self, kind: ResourceKind, id: &str, shapes: &[Shape]) {
        self.add(kind, id, shapes);
        let Some(Target { shapes, .. }) = self.targets.last().cloned() else { return };
        for (shape, dimensions) in &shapes {
            for measure in MEASURES.iter().filter(|measure| measure.shape == *shape) {
                for when in [When::Event, When::Baseline] {
                    let span = self.readings().span(when);
                    self.insert(when, measure, dimensions, Fact::Seen(Points::new(span.start, span.period, [])));
                }
            }
        }
    }

    /// Adds an application balancer with `requests` in every minute of the event and a quarter of
    /// them in the baseline, and no errors.
    pub(in crate::report) fn balancer(&mut self, id: &str, requests: f64) {
        self.silent(ResourceKind::LoadBalancer, id, &[Shape::ApplicationLoadBalancer]);
        self.put(When::Event, id, ("RequestCount", "Sum"), |_| Some(requests));
        self.put(When::Baseline, id, ("RequestCount", "Sum"), |_| Some(requests / 4.0));
    }

    /// Sets the datapoints of one metric: a value for each minute since the event's own start
    /// (or the same moment of the baseline), at the period that the span has.
    pub(in crate::report) fn put(
        &mut self,
        when: When,
        id: &str,
        metric: (&str, &str),
        value: impl Fn(i64) -> Option<f64>,
    ) {
        let span = self.readings().span(when);
        let start = span.start.as_second() + 30 * 60;
        let points = (0..span.periods()).filter_map(|index| {
            let at = span.at(index);
            Some((at, value((at.as_second() - start).div_euclid(60))?))
        });
        let points = Points::new(span.start, span.period, points);
        self.answer(when, id, metric, Fact::Seen(points));
    }

    /// Denies one metric.
    pub(in crate::report) fn deny(&mut self, when: When, id: &str, metric: (&str, &str)) {
        let missed = Missed { reason: Reason::Denied, detail: String::new() };
        self.answer(when, id, metric, Fact::Missed(missed));
    }

    fn answer(&mut self, when: When, id: &str, (name, statistic): (&str, &str), fact: Fact<Points>) {
        let target = self.targets.iter().find(|target| target.subject.id == id).expect("a target").clone();
        let (measure, dimensions) = target
            .shapes
            .iter()
            .flat_map(|(shape, dimensions)| MEASURES.iter().map(move |measure| (shape, measure, dimensions)))
            .find(|(shape, measure, _)| {
                measure.shape == **shape && measure.name == name && measure.statistic == statistic
            })
            .map(|(_, measure, dimensions)| (measure, dimensions))
            .expect("a measure");
        self.insert(when, measure, dimensions, fact);
    }

    fn insert(&mut self, when: When, measure: &Measure, dimensions: &Dimensions, fact: Fact<Points>) {
        let key = targets::metric(measure, dimensions, 60).key();
        let cloudwatch = &mut self.facts().cloudwatch;
        let all = match when {
            When::Event => &mut cloudwatch.event,
            When::Baseline => &mut cloudwatch.baseline,
            When::Months => &mut cloudwatch.months,
        };
        all.insert(key, fact);
    }

    pub(in crate::report) fn inputs(&self) -> Inputs<'_> {
        let Self { workbook, snapshot, before, now, .. } = self;
        Inputs { workbook, text: "", snapshot, before: before.as_ref(), now: *now }
    }

    pub(in crate::report) fn readings(&self) -> Readings<'_> {
        let spans = spans(self.workbook.event.window.as_ref(), self.now).expect("spans");
        let mut readings = Readings::new(self.inputs(), spans);
        readings.targets = self.targets.clone();
        readings
    }
}
