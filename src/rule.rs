//! What a check is, what it may say, and the only way in which it can open a fact.

mod inputs;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::inputs::{Inputs, Place, Unknown};
use crate::{
    event::{AcceptedRisk, Event, Resource as Written, ResourceKind, Window},
    fix::missed_summary,
    names,
    problem::Problem,
    snapshot::{AccountSnapshot, Fact, Missed, PerResource, elb::LoadBalancer},
    source::Source,
    workload::{Lookup, Meaning, Meant, Resource, Unread},
};

/// One check: everything that is known about it, in one constant.
#[derive(Debug)]
pub struct Rule {
    /// Permanent kebab-case name, subject first.
    pub id: &'static str,
    /// The part of the scorecard that it counts for.
    pub area: Area,
    /// What must be true, in one line.
    pub title: &'static str,
    /// What goes wrong at the event otherwise.
    pub why: &'static str,
    /// What to do. `{resource}`, `{account}`, `{region}` and the names of evidence values are
    /// filled in for each finding.
    pub fix: &'static str,
    /// What to do instead about verdicts that this does not mend.
    pub other_fixes: &'static [Fix],
    /// Public documents, as `https` links.
    pub references: &'static [&'static str],
    /// Days before the event by which the fix must be done.
    pub lead_days: u16,
    /// What it reads from AWS. A test proves the list exact.
    pub needs: &'static [Source],
    /// Numbers that a workbook can change.
    pub thresholds: &'static [Threshold],
    /// A change to the healthy example that makes the rule fire.
    pub example: Example,
    /// The check itself.
    pub check: fn(&mut Cx<'_>),
}

/// What to do about those verdicts of a rule that its first fix does not mend.
#[derive(Debug, Clone, Copy)]
pub struct Fix {
    /// Which verdicts these are, as the page of the rule says it: `Where the reservation is on its way`.
    pub when: &'static str,
    /// What to do, with names in braces as in [`Rule::fix`].
    pub text: &'static str,
    /// A change to the healthy example that calls for it.
    pub example: Example,
}

/// A number that a workbook can change in its front matter, as `rule-id.name`.
#[derive(Debug, Clone, Copy)]
pub struct Threshold {
    /// Kebab-case name.
    pub name: &'static str,
    /// Value where the workbook says nothing.
    pub default: f64,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

/// How the healthy example is changed so that a rule fires.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// A JSON merge patch (RFC 7396) on the region's part of the snapshot.
    Region(&'static str),
    /// A JSON merge patch on the account's part of the snapshot.
    Account(&'static str),
    /// A text in the workbook and what replaces it.
    Workbook(&'static str, &'static str),
}

/// A part of the scorecard: the three of the workbook's step 13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// AWS service readiness: availability and capacity.
    Service,
    /// Operational readiness: stability.
    Operations,
    /// Security readiness: DDoS preparation and Trusted Advisor's security checks.
    Security,
}

/// What was found about one resource. The order is from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Light {
    /// Not ready.
    Red,
    /// At risk.
    Yellow,
    /// Could not be judged.
    Gray,
    /// Ready.
    Green,
}

/// The resource that a finding is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Subject {
    /// Kind of resource, such as `asg`; `workbook`, `account`, `endpoint` or `quota` where it is none.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its id or name, as AWS shows it.
    pub id: String,
    /// Its ARN, where known.
    pub arn: Option<String>,
    /// Twelve-digit account id.
    pub account: Option<String>,
    /// Region code.
    pub region: Option<String>,
    /// Line of the workbook that lists it, from 1, where it is listed.
    pub line: Option<usize>,
}

/// What came of an accepted risk of section 16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Green where it stands.
    pub light: Light,
    /// What it does, or why it does nothing, as the end of a sentence.
    pub words: String,
}

/// The numbers and words behind a verdict, by name, in the order in which the rule gives them.
#[derive(Debug, Clone, Default, PartialEq, JsonSchema)]
pub struct Evidence(#[schemars(with = "BTreeMap<String, Value>")] Vec<(&'static str, Value)>);

impl Evidence {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Adds a value.
    pub fn insert(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

impl<const N: usize> From<[(&'static str, Value); N]> for Evidence {
    fn from(pairs: [(&'static str, Value); N]) -> Self {
        Self(pairs.into())
    }
}

impl Serialize for Evidence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// What a rule says about one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The rule that speaks.
    pub rule: &'static Rule,
    /// The rule's area, or the one that the rule chose for this subject.
    pub area: Area,
    /// The light.
    pub light: Light,
    /// What it speaks about.
    pub subject: Subject,
    /// Tells findings of one rule about one subject apart; usually empty.
    pub part: String,
    /// One sentence with the numbers in it.
    pub summary: String,
    /// The numbers and words behind the summary.
    pub evidence: Evidence,
    /// What to do about it: the rule's first fix, or one that fits this verdict better.
    pub fix: &'static str,
    /// Why it could not be judged, for a gray light that a missed fact caused.
    pub missed: Option<(Source, Missed)>,
}

// Rules are constants, one per id.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

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
    rule: &'static Rule,
    inputs: &'a Inputs<'a>,
    verdicts: Vec<Verdict>,
    not_applicable: usize,
    waits: bool,
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

    fn ran(rule: &'static Rule, inputs: &'a Inputs<'a>) -> Self {
        let Inputs { workload, now, .. } = *inputs;
        let (event, problems) = (workload.event(), workload.workbook.problems.as_slice());
        let taken_at = workload.snapshot.taken_at;
        let (verdicts, not_applicable, waits) = (Vec::new(), 0, false);
        let mut cx = Cx { event, problems, now, taken_at, rule, inputs, verdicts, not_applicable, waits };
        (rule.check)(&mut cx);
        cx
    }

    /// The accepted risks with what came of each; none as long as the other rules have not spoken.
    pub fn waivers(&mut self) -> Vec<(&'a AcceptedRisk, &'a Waiver)> {
        self.waits = self.inputs.waivers.is_none() && !self.event.accepted_risks.is_empty();
        self.event.accepted_risks.iter().zip(self.inputs.waivers.iter().flatten()).collect()
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
        let listed = self.event.resources.iter().filter(|resource| resource.kind == kind);
        listed.filter_map(|resource| Some((resource, snapshot.account(resource.account.as_deref()?)))).collect()
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
    pub fn threshold(&self, name: &str) -> f64 {
        let key = format!("{}.{name}", self.rule.id);
        let default = self.rule.thresholds.iter().find(|threshold| threshold.name == name);
        self.event.thresholds.get(&key).copied().or(default.map(|threshold| threshold.default)).unwrap_or(f64::NAN)
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
            fix: self.rule.fix,
            missed: None,
        });
    }

    /// Gives the last verdict one of the rule's other fixes.
    pub fn fix(&mut self, fix: &Fix) {
        // What stands in no list would be on no page and under no test.
        let known = self.rule.other_fixes.iter().find(|known| known.when == fix.when);
        self.fix_last(known.map(|known| known.text));
    }

    /// What mends the last verdict is the growth of the load, which the workbook does not give.
    pub fn fix_by_growth(&mut self) {
        self.fix_last(Some(NO_GROWTH));
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

    /// What the names of a kind mean, each thing once. What was not read is gray; what nothing has, or nothing can have,
    /// is the business of the rule that says what exists.
    pub fn resources(&mut self, kind: ResourceKind) -> Vec<Listed<'a>> {
        self.resolved(kind, false)
    }

    /// The same for the rule that says what exists: a name that nothing has is red, one that nothing can have is gray,
    /// and one that several have is yellow.
    pub fn existing(&mut self, kind: ResourceKind) -> Vec<Listed<'a>> {
        self.resolved(kind, true)
    }

    /// The things in scope that AWS means by a name: see [`Workload::look_up`].
    pub fn look_up(&self, account: &str, region: Option<&str>, kinds: &[ResourceKind], name: &str) -> Lookup<'a, 'a> {
        self.inputs.workload.look_up(account, region, kinds, name)
    }

    fn resolved(&mut self, kind: ResourceKind, tells: bool) -> Vec<Listed<'a>> {
        let workload = self.inputs.workload;
        let (mut listed, mut known) = (Vec::new(), BTreeSet::new());
        for (written, entry) in workload.entries_of(kind) {
            let (Some(account), region) = (written.account.as_deref(), entry.region.as_deref()) else { continue };
            let subject = |kind: &'static str, id: &str| Subject {
                kind,
                id: id.to_owned(),
                arn: None,
                account: Some(account.to_owned()),
                region: region.map(str::to_owned),
                line: Some(written.line),
            };
            let of_account = workload.snapshot.account(account);
            let region = region.unwrap_or_default();
            let place = Place { account, region, facts: of_account.region(region) };
            let unresolved = subject(kind.id(), names::plain_name(kind, &written.name));
            match &entry.meaning {
                // A rule that does not read the answer has nothing to say where it alone is missing.
                Meaning::Unread(Unread { source, .. }) if !self.rule.needs.contains(source) => self.not_applicable(),
                Meaning::Unread(Unread { source, missed }) => self.miss(&unresolved, *source, missed.clone()),
                Meaning::Gone { nearest } if tells => self.not_found(&unresolved, written, nearest.as_deref()),
                Meaning::NotAName(why) if tells => self.gray(&unresolved, why, Evidence::default()),
                Meaning::Gone { .. } | Meaning::NotAName(_) => self.not_applicable(),
                Meaning::Found(_) | Meaning::Several(_) => {}
            }
            if let (true, Meaning::Several(all)) = (tells, &entry.meaning) {
                self.several(&unresolved, written, all);
            }
            for resource in entry.meaning.resources() {
                if !known.insert((account, region, resource.answer.subject_kind(), resource.id)) {
                    self.not_applicable();
                    continue;
                }
                let subject = Subject {
                    arn: resource.arn.map(str::to_owned),
                    ..subject(resource.answer.subject_kind(), resource.id)
                };
                listed.push(Listed { subject, resource: *resource, place, of_account, written: &written.name });
            }
        }
        listed
    }

    /// A listed name that several things have.
    fn several(&mut self, subject: &Subject, written: &Written, all: &[Resource<'a>]) {
        // A database and its cluster, say, may even share their id.
        let is_clear = all.iter().map(|it| it.id).collect::<BTreeSet<_>>().len() == all.len();
        let name = |it: &Resource<'a>| if is_clear { it.id } else { it.arn.unwrap_or(it.id) };
        let ids: Vec<&str> = all.iter().map(name).collect();
        let (number, noun, by) = (ids.len(), written.kind.noun(), if is_clear { "id" } else { "ARN" });
        let summary = format!("{number} {noun}s have this name: {}; list them by {by}", ids.join(", "));
        self.yellow(subject, summary, Evidence::from([("found", json!(ids))]));
    }

    /// Nothing in its place has a listed name; `nearest` is the name there that is most like it.
    fn not_found(&mut self, subject: &Subject, written: &Written, nearest: Option<&str>) {
        let place = match (&subject.region, &subject.account) {
            (Some(region), _) => format!("in {region}"),
            (None, Some(account)) => format!("in account {account}"),
            (None, None) => String::new(),
        };
        let summary = format!("there is no {} {} {place}{}", written.kind.noun(), subject.id, names::hint(nearest));
        self.red(subject, summary, Evidence::from([("state", json!("not found")), ("nearest", json!(nearest))]));
    }
}

/// A thing that the workload names, and where it is.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// What findings call it.
    pub subject: Subject,
    /// The thing, and what AWS says of it.
    pub resource: Resource<'a>,
    /// Account and region; the region is empty for a kind that has none.
    pub place: Place<'a>,
    /// What AWS answered about the account.
    pub of_account: &'a AccountSnapshot,
    /// The name by which it is in scope.
    pub written: &'a str,
}

impl Subject {
    /// A subject in one account and region, named as AWS names it.
    pub fn new(kind: &'static str, id: impl Into<String>, place: Place<'_>) -> Self {
        Self {
            kind,
            id: id.into(),
            arn: None,
            account: Some(place.account.to_owned()),
            region: Some(place.region.to_owned()),
            line: None,
        }
    }

    /// Adds the line of the workbook that lists it.
    pub fn listed_on(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// Adds the ARN.
    pub fn with_arn(mut self, arn: &str) -> Self {
        self.arn = Some(arn.to_owned());
        self
    }

    /// What a name of AWS means.
    pub fn meant(meant: &Meant<'_, '_>) -> Self {
        let Meant { written, resource, .. } = meant;
        let id = resource.map_or_else(|| names::plain_name(written.kind, &written.name), |it| it.id);
        Self {
            kind: resource.map_or(written.kind.id(), |it| it.answer.subject_kind()),
            id: id.to_owned(),
            arn: resource.and_then(|it| it.arn).map(str::to_owned),
            account: meant.written.account.clone(),
            region: meant.region.map(str::to_owned),
            line: Some(meant.written.line),
        }
    }

    /// A part of the workbook, such as `section-2`.
    pub fn workbook(id: impl Into<String>) -> Self {
        Self { kind: "workbook", id: id.into(), ..Self::default() }
    }

    /// An account as a whole.
    pub fn account(id: &str) -> Self {
        Self { kind: "account", id: id.to_owned(), account: Some(id.to_owned()), ..Self::default() }
    }
}
