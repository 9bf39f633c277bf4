//! One account: who answers, Trusted Advisor, AWS Health, and its regions.

use std::collections::BTreeSet;

use futures::future::join_all;
use iem_core::{
    event::Event,
    report::Past,
    rules::health::is_planned_in,
    snapshot::{AccountSnapshot, Fact, Missed},
    source::{Source, Task},
};
use jiff::Timestamp;

use super::{
    clients,
    edge::Edge,
    facts::Facts,
    health,
    limits::{Api, Rate, Run},
    place::Place,
    sessions::{Origin, Session},
    shield, sts, support,
};

// AWS publishes no limits for these.
const STS: Rate = Rate { burst: 5, per_second: 5 };
const SUPPORT: Rate = Rate { burst: 10, per_second: 2 };
const HEALTH: Rate = Rate { burst: 5, per_second: 2 };
const SHIELD: Rate = Rate { burst: 5, per_second: 2 };

/// One account that has something to be asked.
pub(super) struct Account<'a> {
    pub(super) id: &'a str,
    facts: Facts<'a, AccountSnapshot>,
    places: Vec<Place<'a>>,
    origin: Origin,
    sts: Vec<Api<'a, aws_sdk_sts::Client>>,
    support: Api<'a, aws_sdk_support::Client>,
    health: Api<'a, aws_sdk_health::Client>,
    shield: Api<'a, aws_sdk_shield::Client>,
    edge: Edge<'a>,
    event: &'a Event,
    past: Option<Past<'a>>,
}

impl<'a> Account<'a> {
    pub(super) fn new(
        run: &'a Run,
        event: &'a Event,
        tasks: &'a BTreeSet<Task>,
        (id, mut known): (&'a str, AccountSnapshot),
        session: Session,
        past: Option<Past<'a>>,
        now: Timestamp,
    ) -> Self {
        let Session { config, origin } = session;
        let config = &config;
        let mine = || tasks.iter().filter(|task| task.account == id);
        let planned = |region: Option<&str>| -> BTreeSet<Source> {
            mine().filter(|it| it.region.as_deref() == region).map(|it| it.source).collect()
        };
        let regions: BTreeSet<&str> = mine().filter_map(|task| task.region.as_deref()).collect();
        // What earlier rounds were told is not asked again, and the rest may build on it.
        let mut place = |&region: &&'a str| {
            let here = (id, region, known.regions.remove(region).unwrap_or_default());
            Place::new(run, event, here, planned(Some(region)), config, past, now)
        };
        let places: Vec<_> = regions.iter().map(&mut place).collect();

        let listed = event.places().into_iter().filter(|(account, _)| *account == id);
        let mut reachable: Vec<&str> = regions.iter().copied().collect();
        reachable.extend(listed.map(|(_, region)| region).filter(|it| !regions.contains(it)));
        let partition = event.partition(id);
        if reachable.is_empty() {
            reachable.push(partition.global_region);
        }
        let sts = reachable
            .iter()
            .map(|region| Api::new(run, "sts", STS, &clients::in_region(config, region), aws_sdk_sts::Client::new));
        let for_support = clients::in_region(config, partition.support_region);
        let global = clients::in_region(config, partition.global_region);
        Self {
            id,
            facts: Facts::new(run, id.to_owned(), planned(None), known),
            places,
            origin,
            sts: sts.collect(),
            support: Api::new(run, "support", SUPPORT, &for_support, aws_sdk_support::Client::new),
            health: Api::new(run, "health", HEALTH, &global, aws_sdk_health::Client::new),
            shield: Api::new(run, "shield", SHIELD, &global, aws_sdk_shield::Client::new),
            edge: Edge::new(run, event, id, config),
            event,
            past,
        }
    }

    /// Asks who answers, and when that is the account of the workbook, everything else.
    pub(super) async fn ask(&self) {
        let answer = async {
            let identity = sts::identity(&self.sts, &self.origin).await?;
            if identity.account == self.id { Ok(identity) } else { Err(sts::wrong_account(&identity)) }
        };
        self.facts.ask(Source::Identity, |facts| &mut facts.sts.identity, answer).await;
        let missed = self.facts.read(|facts| match &facts.sts.identity {
            Fact::Seen(_) => None,
            Fact::Missed(missed) => Some(missed.clone()),
        });
        match missed {
            Some(missed) => self.miss_rest(&missed),
            None => {
                let asked = self.edge.ask(&self.facts);
                let places = join_all(self.places.iter().map(|place| place.ask(&asked)));
                tokio::join!(self.trusted_advisor(), self.health_events(), self.shield(), asked.rest(), places);
            }
        }
    }

    async fn health_events(&self) {
        let answer = health::open(&self.health);
        self.facts.ask(Source::OpenHealthEvents, |facts| &mut facts.health.open, answer).await;
        self.affected_by_changes().await;
        let Some(past) = self.past else { return };
        let answer = health::events(&self.health, past.spans.event);
        self.facts.ask(Source::HealthEvents, |facts| &mut facts.health.events, answer).await;
    }

    /// What the planned changes are about that meet the event, ten of them at a time.
    async fn affected_by_changes(&self) {
        if !self.facts.is_planned(Source::HealthEntities) {
            return;
        }
        let met = |facts: &AccountSnapshot| -> Vec<String> {
            let (Some(events), Some(window)) = (facts.health.open.seen(), &self.event.window) else {
                return Vec::new();
            };
            events.iter().filter(|it| is_planned_in(it, window)).map(|it| it.arn.clone()).collect()
        };
        let events = self.facts.read(met);
        self.facts.expect(|facts| &mut facts.health.affected, &events);
        let ask = async |events: &[String]| {
            let answers: Vec<_> = match health::affected(&self.health, events).await {
                Ok(answers) => answers.into_iter().map(|(arn, entities)| (arn, Fact::Seen(entities))).collect(),
                Err(missed) => events.iter().map(|arn| (arn.clone(), Fact::Missed(missed.clone()))).collect(),
            };
            self.facts.write(|facts| facts.health.affected.extend(answers));
        };
        join_all(events.chunks(health::EVENTS).map(ask)).await;
        self.facts.done(Source::HealthEntities);
    }

    async fn shield(&self) {
        let answer = shield::subscription(&self.shield);
        self.facts.ask(Source::ShieldSubscription, |facts| &mut facts.shield.subscription, answer).await;
        let has_none = self.facts.read(|facts| matches!(facts.shield.subscription, Fact::Seen(None)));
        let answer = async {
            self.facts.needs(Source::ShieldProtections)?;
            if has_none { Ok(BTreeSet::new()) } else { shield::protections(&self.shield).await }
        };
        self.facts.ask(Source::ShieldProtections, |facts| &mut facts.shield.protections, answer).await;
    }

    async fn trusted_advisor(&self) {
        let mut columns = support::Columns::new();
        let answer = async {
            let (checks, names) = support::checks(&self.support).await?;
            columns = names;
            Ok(checks)
        };
        self.facts.ask(Source::TrustedAdvisorChecks, |it| &mut it.support.checks, answer).await;

        let answer = async {
            self.facts.needs(Source::TrustedAdvisorSummaries)?;
            let checks = self.facts.read(|facts| match &facts.support.checks {
                Fact::Seen(checks) => checks.clone(),
                Fact::Missed(_) => Default::default(),
            });
            support::summaries(&self.support, &checks).await
        };
        self.facts.ask(Source::TrustedAdvisorSummaries, |facts| &mut facts.support.summaries, answer).await;

        let flagged = self.facts.read(|facts| match &facts.support.summaries {
            Fact::Seen(summaries) => support::flagged(summaries),
            Fact::Missed(_) => Vec::new(),
        });
        let answer = async |check: &str| support::result(&self.support, &columns, check).await;
        self.facts.ask_each(Source::TrustedAdvisorResults, |facts| &mut facts.support.results, flagged, answer).await;
    }

    /// Gives everything that is still open its reason.
    pub(super) fn miss_rest(&self, missed: &Missed) {
        self.facts.miss_rest(missed);
        for place in &self.places {
            place.facts.miss_rest(missed);
        }
    }

    /// Everything that was answered.
    pub(super) fn into_snapshot(self) -> AccountSnapshot {
        let mut snapshot = self.facts.into_answers();
        for place in self.places {
            snapshot.regions.insert(place.region.to_owned(), place.facts.into_answers());
        }
        snapshot
    }
}

#[cfg(test)]
mod tests {
    use iem_core::{
        event::{Resource, ResourceKind, Window},
        report::spans,
        snapshot::Reason,
        source::Scope,
    };
    use jiff::tz::TimeZone;

    use super::*;
    use crate::collect::fake;

    const CALLER: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
        <Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/me</Arn>\
        </GetCallerIdentityResult></GetCallerIdentityResponse>";

    fn event(account: &str) -> Event {
        let resource = |kind| Resource {
            kind,
            name: "web".to_owned(),
            account: Some(account.to_owned()),
            region: Some("eu-west-1".to_owned()),
            line: 1,
            found: None,
        };
        let kinds = [ResourceKind::AutoScalingGroup, ResourceKind::Instance, ResourceKind::LoadBalancer];
        Event { resources: kinds.map(resource).to_vec(), ..Event::default() }
    }

    /// Every source, asked in the account of the resources that the workbook lists.
    async fn collected(account: &str, answer: fn(&str, &str) -> (u16, String)) -> (AccountSnapshot, u64) {
        let event = event(account);
        let tasks: BTreeSet<Task> = Source::ALL
            .iter()
            .map(|&source| {
                let is_regional = source.info().scope == Scope::Region;
                let region = is_regional.then(|| "eu-west-1".to_owned());
                Task { account: account.to_owned(), region, source }
            })
            .collect();
        let run = fake::run();
        let session = Session { config: fake::config(answer), origin: Origin::default() };
        let account = Account::new(
            &run,
            &event,
            &tasks,
            (account, AccountSnapshot::default()),
            session,
            None,
            Timestamp::UNIX_EPOCH,
        );
        account.ask().await;
        let snapshot = account.into_snapshot();
        (snapshot, run.into_calls().into_values().sum())
    }

    fn reasons(snapshot: &AccountSnapshot) -> BTreeSet<String> {
        let region = &snapshot.regions["eu-west-1"];
        let mut facts = region.clone();
        let mut account = snapshot.clone();
        let missed = Source::ALL.iter().filter_map(|&source| {
            let slot = facts.slot(source).or_else(|| account.slot(source))?;
            slot.missed().map(|it| format!("{:?} {}", it.reason, it.detail))
        });
        missed.collect()
    }

    #[tokio::test]
    async fn nothing_else_is_asked_with_the_credentials_of_another_account() {
        let (snapshot, calls) = collected("444455556666", |_, _| (200, CALLER.to_owned())).await;
        assert_eq!(calls, 1);
        let only = "WrongAccount arn:aws:iam::111122223333:user/me answered".to_owned();
        assert_eq!(reasons(&snapshot), BTreeSet::from([only]));
        let Fact::Missed(missed) = &snapshot.regions["eu-west-1"].autoscaling.activities["web"] else {
            panic!("activities were asked")
        };
        assert_eq!(missed.reason, Reason::WrongAccount);
    }

    #[tokio::test]
    async fn credentials_that_no_region_knows_are_refused() {
        let refused = |_: &str, _: &str| {
            let error = "<Error><Code>InvalidClientTokenId</Code><Message>x</Message></Error>";
            (403, format!("<ErrorResponse>{error}</ErrorResponse>"))
        };
        let (snapshot, calls) = collected("111122223333", refused).await;
        let said = "AWS does not know the access key; it was deleted, or is of another partition";
        let only = format!("RefusedCredentials InvalidClientTokenId: {said}");
        assert_eq!((reasons(&snapshot), calls), (BTreeSet::from([only]), 1));
    }

    #[tokio::test]
    async fn an_account_with_global_resources_alone_is_asked_where_their_metrics_are() {
        let window = Window {
            start: Timestamp::UNIX_EPOCH,
            end: Timestamp::UNIX_EPOCH,
            time_zone: TimeZone::UTC,
            time_zone_label: String::new(),
            lead: Window::DEFAULT_LEAD,
            tail: Window::DEFAULT_TAIL,
            line: 1,
        };
        let now: Timestamp = "1970-01-02T00:00:00Z".parse().expect("a time");
        let spans = spans(Some(&window), now).expect("an event that has begun");
        let past = Past { spans, before: None };
        let event = Event::default();
        let task = |region: Option<&str>, source| Task {
            account: "111122223333".to_owned(),
            region: region.map(str::to_owned),
            source,
        };
        let metrics = [Source::EventMetrics, Source::BaselineMetrics, Source::MonthlyMetrics, Source::AlarmHistory];
        let mut tasks: BTreeSet<Task> = metrics.map(|source| task(Some("us-east-1"), source)).into();
        tasks.insert(task(None, Source::Identity));
        let run = fake::run();
        let config = fake::config(|operation, _| match operation {
            "GetCallerIdentity" => (200, CALLER.to_owned()),
            _ => (403, String::new()),
        });
        let session = Session { config, origin: Origin::default() };
        let account =
            Account::new(&run, &event, &tasks, ("111122223333", AccountSnapshot::default()), session, Some(past), now);
        account.ask().await;
        let snapshot = account.into_snapshot();
        let region = &snapshot.regions["us-east-1"];
        let Fact::Missed(missed) = &region.cloudwatch.alarm_history else { panic!("nothing was refused") };
        assert_eq!(missed.reason, Reason::Denied);
        assert_eq!(region.ec2.instances, Fact::default());
        assert_eq!(snapshot.health.events, Fact::default());
        assert_eq!(
            run.into_calls(),
            [("cloudwatch", 1), ("sts", 1)].map(|(it, number)| (it.to_owned(), number)).into()
        );
    }

    #[tokio::test]
    async fn what_builds_on_a_refused_answer_says_so() {
        let (snapshot, _) = collected("111122223333", |operation, _| match operation {
            "GetCallerIdentity" => (200, CALLER.to_owned()),
            _ => (403, String::new()),
        })
        .await;
        let region = &snapshot.regions["eu-west-1"];
        let detail =
            |fact: &dyn iem_core::snapshot::Slot| fact.missed().map(|it| format!("{:?} {}", it.reason, it.detail));
        for (fact, expected) in [
            (detail(&region.autoscaling.groups), "Denied HTTP 403"),
            (detail(&region.ec2.launch_templates), "Denied needs Auto Scaling groups"),
            (detail(&region.ec2.snapshots), "Denied needs EBS volumes"),
            (detail(&region.elb.target_groups), "Denied needs load balancers"),
            (detail(&snapshot.support.summaries), "Denied needs Trusted Advisor checks"),
        ] {
            assert_eq!(fact.as_deref(), Some(expected));
        }
    }
}
