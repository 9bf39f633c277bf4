//! Amazon SQS and Amazon SNS.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_sns::Client as SnsClient;
use aws_sdk_sqs::{Client, types::QueueAttributeName};
use iem_core::{
    aws::{cloudwatch::alarms, sns::facts::Topic, sqs::facts::Queue},
    event::{Event, ResourceKind},
    names,
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{count, required, text},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none for these operations; less than what other tools live with.
const RATE: Rate = Rate { burst: 5, per_second: 5 };
/// Largest page. Without it, SQS gives one page and no token.
const QUEUES_PAGE: i32 = 1000;

/// Asks about the listed queues and topics, and about the topics that alarms tell.
pub(super) struct Messaging<'a> {
    sqs: Api<'a, Client>,
    sns: Api<'a, SnsClient>,
    event: &'a Event,
    account: &'a str,
    region: &'a str,
}

impl<'a> Messaging<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self {
            sqs: site.api("sqs", RATE, Client::new),
            sns: site.api("sns", RATE, SnsClient::new),
            event: site.event,
            account: site.account,
            region: site.region,
        }
    }

    /// ARNs of the listed topics.
    fn listed_topics(&self) -> BTreeSet<String> {
        let listed = self.event.listed(ResourceKind::Topic, self.account, self.region);
        listed.map(|topic| names::topic_arn(&topic.name, self.account, self.region)).collect()
    }

    async fn queues(&self, facts: &Facts<'_, RegionSnapshot>) {
        let listed = self.event.listed(ResourceKind::Queue, self.account, self.region);
        let listed: BTreeSet<_> = listed.map(|queue| names::plain_name(queue.kind, &queue.name)).collect();
        let urls: BTreeMap<String, String> = facts.read(|facts| {
            let all = facts.sqs.urls.seen().into_iter().flatten();
            all.filter(|(name, _)| listed.contains(name.as_str()))
                .map(|(name, url)| (name.clone(), url.clone()))
                .collect()
        });
        let answer = async |name: &str| queue(&self.sqs, urls.get(name)).await;
        let names = urls.keys().cloned().collect();
        facts.ask_each(Source::Queues, |facts| &mut facts.sqs.queues, names, answer).await;
    }

    /// Which alarms are on a distribution is known when the global services answered.
    async fn topics(&self, global: &Global<'_>, facts: &Facts<'_, RegionSnapshot>) {
        global.names.clone().await;
        if !facts.is_planned(Source::Topics) {
            return;
        }
        let listed = self.listed_topics();
        let place = (self.account, self.region);
        let mut wanted = global.facts.read(|known| facts.read(|facts| alarms::topics(self.event, place, known, facts)));
        wanted.extend(listed.iter().cloned());
        let answer = async |arn: &str| topic(&self.sns, arn).await;
        let wanted = wanted.into_iter().collect();
        facts.ask_each(Source::Topics, |facts| &mut facts.sns.topics, wanted, answer).await;
        // Others are asked for only where one of them may have been meant.
        let is_gone = |facts: &RegionSnapshot| {
            let sns = &facts.sns;
            let is_gone = |arn: &String| matches!(sns.topics.get(arn), Some(Fact::Seen(None)));
            sns.topic_arns.is_open() && listed.iter().any(is_gone)
        };
        if facts.read(is_gone) {
            let arns = topic_arns(&self.sns).await.map_or_else(Fact::Missed, Fact::Seen);
            facts.write(|facts| facts.sns.topic_arns = arns);
        }
    }
}

impl Regional for Messaging<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::Topics) {
            let topics: Vec<String> = self.listed_topics().into_iter().collect();
            facts.expect(|facts| &mut facts.sns.topics, &topics);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, global: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::QueueUrls, |facts| &mut facts.sqs.urls, urls(&self.sqs)),
            row(Source::Queues, self.queues(facts)),
            row(Source::Topics, self.topics(global, facts)),
        ]
    }
}

async fn urls(api: &Api<'_, Client>) -> Result<BTreeMap<String, String>, Missed> {
    let request = api.client.list_queues().max_results(QUEUES_PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let urls = pages.into_iter().flat_map(|page| page.queue_urls.unwrap_or_default());
    Ok(urls.map(|url| (names::plain_name(ResourceKind::Queue, &url).to_owned(), url)).collect())
}

async fn queue(api: &Api<'_, Client>, url: Option<&String>) -> Result<Queue, Missed> {
    let url = required(url, "QueueUrl")?;
    let request = api.client.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All);
    let answer = api.send(|| request.send()).await?;
    let given = |name: QueueAttributeName| answer.attributes()?.get(&name).map(String::as_str);
    let seconds = |name: QueueAttributeName| {
        let title = name.as_str().to_owned();
        count(given(name).and_then(|it| it.parse().ok()), &title)
    };
    let redrive = given(QueueAttributeName::RedrivePolicy).map(serde_json::from_str::<serde_json::Value>);
    let redrive = redrive.map(|policy| required(policy.ok(), "RedrivePolicy")).transpose()?;
    Ok(Queue {
        arn: text(given(QueueAttributeName::QueueArn), "QueueArn")?,
        visibility_timeout: seconds(QueueAttributeName::VisibilityTimeout)?,
        retention: seconds(QueueAttributeName::MessageRetentionPeriod)?,
        dead_letters_to: redrive
            .map(|policy| text(policy["deadLetterTargetArn"].as_str(), "RedrivePolicy"))
            .transpose()?,
        takes_dead_letters: given(QueueAttributeName::RedriveAllowPolicy).is_some(),
    })
}

async fn topic(api: &Api<'_, SnsClient>, arn: &str) -> Result<Option<Topic>, Missed> {
    let answer = match api.send(|| api.client.get_topic_attributes().topic_arn(arn).send()).await {
        Ok(answer) => answer,
        Err(failure) if failure.is(&["NotFound", "NotFoundException"]) => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    let none = HashMap::new();
    let attributes = answer.attributes().unwrap_or(&none);
    let number = |name: &str| count(attributes.get(name).and_then(|it| it.parse().ok()), name);
    Ok(Some(Topic { confirmed: number("SubscriptionsConfirmed")?, pending: number("SubscriptionsPending")? }))
}

async fn topic_arns(api: &Api<'_, SnsClient>) -> Result<BTreeSet<String>, Missed> {
    let request = api.client.list_topics();
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    pages.iter().flat_map(|page| page.topics()).map(|topic| text(topic.topic_arn(), "TopicArn")).collect()
}
