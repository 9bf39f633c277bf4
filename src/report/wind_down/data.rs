//! DynamoDB tables and databases. Beyond their metrics nothing of them is read yet.

use std::collections::HashSet;

use super::list::List;
use crate::{
    event::{Resource, ResourceKind},
    report::readings::When,
    rule::{Light, Subject},
    text::{number::number, shell::word},
};

const CAPACITY: &str = "table capacity";
const MAINTENANCE: &str = "database maintenance";

/// What of a table stays in any case ("Understanding DynamoDB warm throughput").
const WARM: &str = "warm throughput, where it was raised, stays: AWS cannot lower it";

fn listed<'a>(list: &List<'a>, kind: ResourceKind) -> Vec<&'a Resource> {
    let mut known = HashSet::new();
    let of_kind = list.event.resources.iter().filter(|resource| resource.kind == kind);
    of_kind.filter(|it| known.insert((&it.name, &it.account, &it.region))).collect()
}

fn subject(kind: &'static str, id: &str, resource: &Resource) -> Subject {
    let arn = resource.name.starts_with("arn:").then(|| resource.name.clone());
    Subject {
        kind,
        id: id.to_owned(),
        arn,
        account: resource.account.clone(),
        region: resource.region.clone(),
        line: Some(resource.line),
    }
}

fn region(resource: &Resource) -> String {
    resource.region.as_deref().map_or("'<region>'".to_owned(), |region| word("region", region))
}

/// Provisioned capacity of every listed table: the last of the event against the most before.
pub(super) fn tables(list: &mut List<'_>) {
    for resource in listed(list, ResourceKind::DynamoDbTable) {
        let name = resource.name.split_once(":table/").map_or(resource.name.as_str(), |(_, name)| name);
        let name = name.split('/').next().unwrap_or(name);
        let subject = subject("dynamodb-table", name, resource);
        let command = format!(
            "aws dynamodb describe-table --table-name {} --query \
             'Table.[BillingModeSummary,ProvisionedThroughput,WarmThroughput]' --region {}",
            word("table", name),
            region(resource)
        );
        let read = provisioned(list, &subject, "ProvisionedReadCapacityUnits", "read");
        let write = provisioned(list, &subject, "ProvisionedWriteCapacityUnits", "write");
        match (read, write) {
            (Ok((read, is_read_up)), Ok((write, is_write_up))) => {
                let found = format!("{read}, {write}; {WARM}");
                if is_read_up || is_write_up {
                    let then = "shows what is provisioned today";
                    list.still(Light::Yellow, CAPACITY, subject, &found, (then, command));
                } else {
                    list.push(Light::Green, CAPACITY, subject, found, None);
                }
            }
            (Err(why), _) | (_, Err(why)) => {
                let summary = format!(
                    "whether provisioned capacity is back to normal is not known: {why}; the command shows it; {WARM}"
                );
                list.push(Light::Gray, CAPACITY, subject, summary, Some(command));
            }
        }
    }
}

/// What was provisioned last, in words, and whether that is more than before.
fn provisioned(list: &List<'_>, subject: &Subject, metric: &str, word: &str) -> Result<(String, bool), String> {
    let kind = ResourceKind::DynamoDbTable;
    let values = list.values(When::Event, kind, subject, metric)?;
    let last = values.into_iter().filter_map(|(at, value)| Some((at, value?))).next_back();
    let (at, last) = last.ok_or_else(|| {
        format!("there is no datapoint of {metric} in the event, as with a table whose capacity is on demand")
    })?;
    let normal = list.largest_before(kind, subject, metric)?;
    let at = list.window.show(at);
    let text = format!("{} {word} units at {at}, at most {} before the event", number(last), number(normal));
    Ok((text, last > normal))
}

/// Maintenance that was put off for the event.
pub(super) fn databases(list: &mut List<'_>) {
    for resource in listed(list, ResourceKind::Database) {
        let name = resource.name.as_str();
        // An endpoint begins with the identifier.
        let id = name.split_once(".rds.").map_or(name, |(endpoint, _)| endpoint.split('.').next().unwrap_or(name));
        let filter = if name.starts_with("arn:") {
            format!(" --resource-identifier {}", word("arn", name))
        } else {
            String::new()
        };
        let command = format!("aws rds describe-pending-maintenance-actions{filter} --region {}", region(resource));
        let summary = "whether maintenance was put off, or its window moved, is not read yet; the command shows what is \
                       pending, and nothing where nothing is";
        list.push(Light::Gray, MAINTENANCE, subject("database", id, resource), summary, Some(command));
    }
}
