//! Queues, topics and mail identities.

use crate::{
    event::ResourceKind,
    names,
    snapshot::Fact,
    workload::{answer::Answer, here::Here, names::Names},
};

/// SQS queues, with their ARNs where their attributes were read.
pub(in crate::workload) fn queues<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (name, url) in here.facts.sqs.urls.seen().into_iter().flatten() {
        let queue = here.facts.sqs.queues.get(name).and_then(Fact::seen);
        names.add(name, queue.map(|queue| queue.arn.as_str()), Answer::Queue(url));
    }
}

/// SNS topics.
pub(in crate::workload) fn topics<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (arn, topic) in &here.facts.sns.topics {
        if let Fact::Seen(Some(topic)) = topic {
            names.add(names::plain_name(ResourceKind::Topic, arn), Some(arn), Answer::Topic(topic));
        }
    }
}

/// SES identities.
pub(in crate::workload) fn identities<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for name in here.facts.ses.names.seen().into_iter().flatten() {
        names.add(name, None, Answer::EmailIdentity);
    }
}

/// The names under which an identity is looked for: itself, and the domains above it, whose verification is good for
/// their addresses and subdomains.
pub(in crate::workload) fn identity_forms(written: &str) -> Vec<String> {
    let mut name = names::plain_name(ResourceKind::EmailIdentity, written.trim());
    let mut forms = Vec::new();
    while !name.is_empty() {
        forms.push(name.to_owned());
        name = name.split_once(['@', '.']).filter(|(_, above)| above.contains('.')).map_or("", |(_, above)| above);
    }
    forms
}
