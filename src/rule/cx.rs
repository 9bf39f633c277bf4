//! What a check works with: the event, the moment, and the facts.

use std::{cell::RefCell, collections::BTreeMap};

use jiff::Timestamp;

use super::{
    Area, Compared, Evidence, Fix, Inputs, Light, Need, Period, Place, Rule, Subject, Threshold, Unknown, Verdict,
    Waiver,
};
use crate::{
    aws::elb::facts::LoadBalancer,
    event::{AcceptedRisk, Event, Resource as Written, ResourceKind, Window},
    problem::Problem,
    rule::fix::missed_summary,
    snapshot::{AccountSnapshot, Fact, Missed, PerResource},
    source::Source,
};

const NO_WINDOW: &str = "Write Start and End into section 2 of the workbook, as `Dec 12, 2026 11:00 PM GMT +8`.";
const NO_GROWTH: &str = "Write into section 7 of the workbook by how much the load grows, as `22x`.";

/// What a check works with: the event, the moment, and the facts behind [`Cx::read`].
#[derive(Debug)]
pub struct Cx<'a> {
    /// The event.
    pub event: &'a Event,
    /// What the workbook's parser found.
    pub problems: &'a [Problem],
    /// The moment of judgement.
    pub now: Timestamp,
    /// When collection of the facts started.
    pub taken_at: Timestamp,
    pub(super) rule: &'static Rule,
    pub(super) inputs: &'a Inputs<'a>,
    verdicts: Vec<Verdict>,
    not_applicable: usize,
    waits: bool,
    thresholds: RefCell<Vec<Threshold>>,
}

impl<'a> Cx<'a> {
    /// Runs one rule and returns its verdicts and the number of subjects that it does not
    /// apply to.
    pub fn run(rule: &'static Rule, inputs: &'a Inputs<'a>) -> (Vec<Verdict>, usize) {
        let cx = Self::ran(rule, inputs);
        (cx.verdicts, cx.not_applicable)
    }

    /// The same, and nothing where the rule waits for what all the others say.
    pub fn run_unless_it_waits(rule: &'static Rule, inputs: &'a Inputs<'a>) -> Option<(Vec<Verdict>, usize)> {
        let cx = Self::ran(rule, inputs);
        (!cx.waits).then_some((cx.verdicts, cx.not_applicable))
    }

    /// The thresholds that a rule reads, for the test that holds them against those that it declares.
    pub fn thresholds_read(rule: &'static Rule, inputs: &'a Inputs<'a>) -> Vec<Threshold> {
        Self::ran(rule, inputs).thresholds.into_inner()
    }

    fn ran(rule: &'static Rule, inputs: &'a Inputs<'a>) -> Self {
        let Inputs { workload, now, .. } = *inputs;
        let (event, problems) = (workload.event(), workload.workbook.problems.as_slice());
        let taken_at = workload.snapshot.taken_at;
        let (verdicts, not_applicable, waits) = (Vec::new(), 0, false);
        let mut cx = Cx {
            event,
            problems,
            now,
            taken_at,
            rule,
            inputs,
            verdicts,
            not_applicable,
            waits,
            thresholds: RefCell::default(),
        };
        (rule.check)(&mut cx);
        cx
    }

    /// The accepted risks with what came of each; none as long as the other rules have not spoken.
    pub fn waivers(&mut self) -> Vec<(&'a AcceptedRisk, &'a Waiver)> {
        self.waits = self.inputs.waivers.is_none() && !self.event.accepted_risks.is_empty();
        self.event.accepted_risks.iter().zip(self.inputs.waivers.iter().flatten()).collect()
    }

    /// The clear answers of section 12 beside what the facts say; none as long as the other rules have not spoken.
    pub fn answers(&mut self) -> &'a [Compared] {
        self.waits = self.inputs.answers.is_none() && !self.event.questions.is_empty();
        self.inputs.answers.as_deref().unwrap_or_default()
    }

    /// Accounts that list resources, with what AWS answered about each.
    pub fn accounts(&self) -> Vec<(&'a str, &'a AccountSnapshot)> {
        self.inputs.accounts.iter().map(|(id, facts)| (*id, *facts)).collect()
    }

    /// What AWS answered about an account.
    pub fn account(&self, id: &str) -> &'a AccountSnapshot {
        self.inputs.workload.snapshot.account(id)
    }

    /// Accounts and regions that list resources, with what AWS answered about each.
    pub fn places(&self) -> impl Iterator<Item = Place<'a>> + use<'a> {
        self.inputs.listed.values().flat_map(BTreeMap::values).map(|listing| listing.place)
    }

    /// Regions of an account that list resources.
    pub fn regions_of(&self, account: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.inputs.listed.get(account).into_iter().flat_map(BTreeMap::keys).copied()
    }

    /// The account and region of a resource or a subject, where that place lists resources.
    pub fn place(&self, account: Option<&str>, region: Option<&str>) -> Option<Place<'a>> {
        Some(self.inputs.listed.get(account?)?.get(region?)?.place)
    }

    /// Listed resources of one kind in one place, in the order of the workbook.
    pub fn listed_in(&self, place: Place<'_>, kind: ResourceKind) -> &'a [&'a Written] {
        let here = self.inputs.listing(place).and_then(|listing| listing.kinds.get(&kind));
        here.map(Vec::as_slice).unwrap_or_default()
    }

    /// Listed resources of one kind, each with its place.
    pub fn listed(&self, kind: ResourceKind) -> Vec<(&'a Written, Place<'a>)> {
        let of = |place: Place<'a>| self.listed_in(place, kind).iter().map(move |resource| (*resource, place));
        self.places().flat_map(of).collect()
    }

    /// The application, network or gateway balancer that a name means in a place.
    pub fn balancer(&self, place: Place<'_>, written: &str) -> Option<(&'a str, &'a LoadBalancer)> {
        self.inputs.workload.balancer(place.account, place.region, written)
    }

    /// The application, network and gateway balancers that a place lists, by ARN.
    pub fn balancers_in(&self, place: Place<'_>) -> Option<&'a BTreeMap<&'a str, &'a LoadBalancer>> {
        self.inputs.listing(place).map(|listing| &listing.balancers)
    }

    /// Growth of the whole workload as it is judged in `place`: what `judge` says of it the first time.
    pub fn growth_in(
        &self,
        place: Option<Place<'_>>,
        judge: impl FnOnce() -> Result<f64, Unknown>,
    ) -> Result<f64, Unknown> {
        let key = place.map(|place| (place.account.to_owned(), place.region.to_owned()));
        if let Some(known) = self.inputs.growth.borrow().get(&key) {
            return known.clone();
        }
        let growth = judge();
        self.inputs.growth.borrow_mut().insert(key, growth.clone());
        growth
    }

    /// Listed resources of a kind that belongs to no region, each with what AWS answered about its
    /// account, in the order of the workbook. One without an account is left out.
    pub fn listed_globally(&self, kind: ResourceKind) -> Vec<(&'a Written, &'a AccountSnapshot)> {
        let snapshot = self.inputs.workload.snapshot;
        let listed = self.inputs.by_kind.get(&kind).into_iter().flatten();
        listed.filter_map(|resource| Some((*resource, snapshot.account(resource.account.as_deref()?)))).collect()
    }

    /// Opens a fact. One that is missed becomes a gray verdict about `subject`.
    pub fn read<T>(&mut self, subject: &Subject, source: Source, fact: &'a Fact<T>) -> Option<&'a T> {
        match fact {
            Fact::Seen(value) => Some(value),
            Fact::Missed(missed) => {
                self.miss(subject, source, missed.clone());
                None
            }
        }
    }

    /// Opens the answer about one resource. A key that was not asked for is missed as well.
    pub fn read_one<T>(
        &mut self,
        subject: &Subject,
        source: Source,
        facts: &'a PerResource<T>,
        key: &str,
    ) -> Option<&'a T> {
        match facts.get(key) {
            Some(fact) => self.read(subject, source, fact),
            None => {
                self.miss(subject, source, Missed::not_asked());
                None
            }
        }
    }

    /// Records that a fact is missed, as a gray verdict about `subject`.
    pub fn miss(&mut self, subject: &Subject, source: Source, missed: Missed) {
        let summary = missed_summary(source, &missed);
        self.push(Light::Gray, subject, summary, Evidence::default());
        if let Some(verdict) = self.verdicts.last_mut() {
            verdict.missed = Some((source, missed));
        }
    }

    /// Value of one of the rule's own thresholds, as the workbook or the default has it.
    pub fn threshold(&self, threshold: &Threshold) -> f64 {
        self.thresholds.borrow_mut().push(*threshold);
        let key = format!("{}.{}", self.rule.id, threshold.name);
        self.event.thresholds.get(&key).copied().unwrap_or(threshold.default)
    }

    /// The event's window; where the workbook has none, a gray verdict about `subject`.
    pub fn window(&mut self, subject: &Subject) -> Option<&'a Window> {
        if self.event.window.is_none() {
            self.gray(subject, "the workbook gives no start and end that can be read (section 2)", Evidence::default());
            self.fix_last(Some(NO_WINDOW));
        }
        self.event.window.as_ref()
    }

    /// Records a verdict.
    pub fn push(&mut self, light: Light, subject: &Subject, summary: impl Into<String>, evidence: Evidence) {
        self.verdicts.push(Verdict {
            rule: self.rule,
            area: self.rule.area,
            light,
            subject: subject.clone(),
            part: String::new(),
            summary: summary.into(),
            evidence,
            need: None,
            when: Vec::new(),
            lines: Vec::new(),
            fix: self.rule.fix,
            mended_by: None,
            missed: None,
        });
    }

    /// Gives the last verdict one of the rule's other fixes.
    pub fn fix(&mut self, fix: &Fix) {
        // What stands in no list would be on no page and under no test.
        let known = self.rule.other_fixes.iter().find(|known| known.when == fix.when);
        self.fix_last(known.map(|known| known.text));
    }

    /// What the last verdict compared, for those who reckon with it.
    pub fn need(&mut self, need: Need) {
        if let Some(verdict) = self.verdicts.last_mut() {
            verdict.need = Some(Box::new(need));
        }
    }

    /// When what the last verdict tells of takes place; calendars show it. An end before the beginning is none.
    pub fn takes_place(&mut self, from: Timestamp, to: Option<Timestamp>) {
        if let Some(verdict) = self.verdicts.last_mut() {
            verdict.when.push(Period { from, to: to.map_or(from, |to| to.max(from)) });
        }
    }

    /// The part of the subject that the last verdict is about.
    pub fn of_part(&mut self, part: &str) {
        if let Some(verdict) = self.verdicts.last_mut() {
            verdict.part = part.to_owned();
        }
    }

    /// The lines of the workbook that the last verdict speaks of.
    pub fn at_lines(&mut self, lines: impl IntoIterator<Item = usize>) {
        if let Some(verdict) = self.verdicts.last_mut() {
            verdict.lines.extend(lines);
        }
    }

    /// What mends the last verdict is the growth of the load, which the workbook does not give.
    pub fn fix_by_growth(&mut self) {
        self.fix_last(Some(NO_GROWTH));
    }

    /// What mends the last verdict is what mends the finding that it follows from.
    pub fn mended_by(&mut self, fix: Option<&str>) {
        if let Some(verdict) = self.verdicts.last_mut() {
            verdict.mended_by = fix.map(str::to_owned);
        }
    }

    fn fix_last(&mut self, text: Option<&'static str>) {
        if let (Some(verdict), Some(text)) = (self.verdicts.last_mut(), text) {
            verdict.fix = text;
        }
    }

    /// Records a verdict about one part of a subject, in an area of its own.
    pub fn push_part(
        &mut self,
        light: Light,
        area: Area,
        subject: &Subject,
        part: impl Into<String>,
        summary: impl Into<String>,
        evidence: Evidence,
    ) {
        self.push(light, subject, summary, evidence);
        if let Some(verdict) = self.verdicts.last_mut() {
            verdict.area = area;
            verdict.part = part.into();
        }
    }

    /// Not ready.
    pub fn red(&mut self, subject: &Subject, summary: impl Into<String>, evidence: Evidence) {
        self.push(Light::Red, subject, summary, evidence);
    }

    /// At risk.
    pub fn yellow(&mut self, subject: &Subject, summary: impl Into<String>, evidence: Evidence) {
        self.push(Light::Yellow, subject, summary, evidence);
    }

    /// Ready.
    pub fn green(&mut self, subject: &Subject, summary: impl Into<String>, evidence: Evidence) {
        self.push(Light::Green, subject, summary, evidence);
    }

    /// Could not be judged, for a reason other than a missed fact.
    pub fn gray(&mut self, subject: &Subject, summary: impl Into<String>, evidence: Evidence) {
        self.push(Light::Gray, subject, summary, evidence);
    }

    /// The rule has nothing to say about one subject.
    pub fn not_applicable(&mut self) {
        self.not_applicable += 1;
    }
}
