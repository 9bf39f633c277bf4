//! One account: who answers, what belongs to no region, and its regions.

use std::collections::BTreeSet;

use futures::{FutureExt, future::join_all};
use iem_core::{
    event::Event,
    report::Past,
    snapshot::{AccountSnapshot, Fact, Missed, RegionSnapshot},
    source::{Source, Task},
};
use jiff::Timestamp;

use super::{
    clients,
    facts::Facts,
    limits::{Api, Rate, Run},
    of_account, of_region,
    service::{Begun, Global, OfAccount, Regional, Site, in_order},
    sessions::{Origin, Session},
    sts,
};

// AWS publishes no limit for it.
const STS: Rate = Rate { burst: 5, per_second: 5 };

/// One account that has something to be asked.
pub(super) struct Account<'a> {
    pub(super) id: &'a str,
    facts: Facts<'a, AccountSnapshot>,
    services: Vec<Box<dyn OfAccount + 'a>>,
    regions: Vec<Region<'a>>,
    origin: Origin,
    sts: Vec<Api<'a, aws_sdk_sts::Client>>,
}

/// One region of an account.
struct Region<'a> {
    code: &'a str,
    facts: Facts<'a, RegionSnapshot>,
    services: Vec<Box<dyn Regional + 'a>>,
}

impl Region<'_> {
    /// Everything that is asked in the region.
    fn begin<'f>(&'f self, global: &'f Global<'_>) -> impl Iterator<Item = Begun<'f>> {
        let asks = self.services.iter().flat_map(|service| service.asks(&self.facts, global));
        in_order(asks.collect()).into_values()
    }
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
        let mine = || tasks.iter().filter(|task| task.account == id);
        let planned = |region: Option<&str>| -> BTreeSet<Source> {
            mine().filter(|it| it.region.as_deref() == region).map(|it| it.source).collect()
        };
        let site = |region: &'a str, asked_in: &str| {
            let config = clients::in_region(&config, asked_in);
            Site { run, event, account: id, region, config, past, now }
        };
        let codes: BTreeSet<&str> = mine().filter_map(|task| task.region.as_deref()).collect();
        // What earlier rounds were told is not asked again, and the rest may build on it.
        let regions = codes.iter().map(|&code| {
            let known = known.regions.remove(code).unwrap_or_default();
            let services = of_region(&site(code, code), &known);
            let facts = Facts::new(run, format!("{id} {code}"), planned(Some(code)), known);
            services.iter().for_each(|service| service.expect(&facts));
            Region { code, facts, services }
        });
        let regions: Vec<_> = regions.collect();

        let listed = event.places().into_iter().filter(|(account, _)| *account == id);
        let mut reachable: Vec<&str> = codes.iter().copied().collect();
        reachable.extend(listed.map(|(_, region)| region).filter(|it| !codes.contains(it)));
        if reachable.is_empty() {
            reachable.push(event.partition(id).global_region);
        }
        let sts = reachable
            .iter()
            .map(|region| Api::new(run, "sts", STS, &clients::in_region(&config, region), aws_sdk_sts::Client::new));
        Self {
            id,
            sts: sts.collect(),
            services: of_account(event.partition(id), event.global_region(id), |region| site("", region)),
            facts: Facts::new(run, id.to_owned(), planned(None), known),
            regions,
            origin,
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
            None => self.ask_services().await,
        }
    }

    async fn ask_services(&self) {
        let asks = self.services.iter().flat_map(|service| service.asks(&self.facts));
        let of_account = in_order(asks.collect());
        let names = [Source::Distributions, Source::HostedZones].map(|source| of_account.get(&source).cloned());
        let names = join_all(names.into_iter().flatten()).map(|_| ()).boxed_local().shared();
        let global = Global { facts: &self.facts, names };
        let of_regions = join_all(self.regions.iter().flat_map(|region| region.begin(&global)));
        tokio::join!(join_all(of_account.into_values()), of_regions);
    }

    /// Gives everything that is still open its reason.
    pub(super) fn miss_rest(&self, missed: &Missed) {
        self.facts.miss_rest(missed);
        for region in &self.regions {
            region.facts.miss_rest(missed);
        }
    }

    /// Everything that was answered.
    pub(super) fn into_snapshot(self) -> AccountSnapshot {
        let mut snapshot = self.facts.into_answers();
        for region in self.regions {
            snapshot.regions.insert(region.code.to_owned(), region.facts.into_answers());
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
