//! AWS CloudTrail: who changed what.

use aws_sdk_cloudtrail::{
    Client,
    types::{Event, LookupAttribute, LookupAttributeKey},
};
use aws_smithy_types::DateTime;
use iem_core::{
    aws::cloudtrail::facts::Change,
    report::Span,
    snapshot::{Missed, Reason},
};
use serde_json::Value;

use super::{
    fields::{instant, required, text},
    limits::Api,
    missed::Failure,
};

const PAGE: i32 = 50;
/// Where the roles are that only AWS's services can assume.
const SERVICE_LINKED: &str = "/aws-service-role/";

/// Calls that changed something, the earliest first.
pub(super) async fn changes(api: &Api<'_, Client>, span: Span) -> Result<Vec<Change>, Missed> {
    let attribute =
        LookupAttribute::builder().attribute_key(LookupAttributeKey::ReadOnly).attribute_value("false").build();
    let attribute = attribute.map_err(|error| Failure::new(Reason::Failed, &error.to_string()).missed)?;
    let request = api
        .client
        .lookup_events()
        .lookup_attributes(attribute)
        .start_time(DateTime::from_secs(span.start.as_second()))
        .end_time(DateTime::from_secs(span.end.as_second()))
        .max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let events = pages.iter().flat_map(|page| page.events());
    let mut changes: Vec<Change> = events.map(change).collect::<Result<_, _>>()?;
    changes.sort_by_key(|change| change.at);
    Ok(changes)
}

fn change(event: &Event) -> Result<Change, Missed> {
    let source = text(event.event_source(), "EventSource")?;
    // "CloudTrail record contents"
    let record: Option<Value> = event.cloud_trail_event().and_then(|record| serde_json::from_str(record).ok());
    let record = required(record, "CloudTrailEvent")?;
    let said = |path: &str| record.pointer(path).and_then(Value::as_str);
    let issuer = said("/userIdentity/sessionContext/sessionIssuer/arn");
    let by_aws = said("/userIdentity/type") == Some("AWSService")
        || said("/userIdentity/invokedBy").is_some()
        || issuer.is_some_and(|arn| arn.contains(SERVICE_LINKED));
    let resources = event.resources().iter().filter_map(|resource| resource.resource_name());
    Ok(Change {
        at: instant(event.event_time(), "EventTime")?,
        service: source.split('.').next().unwrap_or_default().to_owned(),
        operation: text(event.event_name(), "EventName")?,
        user: event.username().unwrap_or_default().to_owned(),
        resources: resources.map(str::to_owned).collect(),
        error: said("/errorCode").map(str::to_owned),
        by_aws,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_aws_are_told_from_those_of_people() {
        let issuer = |arn: &str| {
            format!(
                r#"{{"userIdentity":{{"type":"AssumedRole","sessionContext":{{"sessionIssuer":{{"arn":"{arn}"}}}}}}}}"#
            )
        };
        for (record, expected) in [
            (r#"{"userIdentity":{"type":"IAMUser"},"errorCode":null}"#.to_owned(), "ec2, by a person"),
            (
                r#"{"userIdentity":{"type":"AWSService","invokedBy":"autoscaling.amazonaws.com"}}"#.to_owned(),
                "ec2, by AWS",
            ),
            (issuer("arn:aws:iam::111122223333:role/deploy"), "ec2, by a person"),
            (
                issuer(
                    "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
                ),
                "ec2, by AWS",
            ),
            (
                r#"{"userIdentity":{"type":"Root"},"errorCode":"Client.UnauthorizedOperation"}"#.to_owned(),
                "ec2, by a person, Client.UnauthorizedOperation",
            ),
            ("{}".to_owned(), "ec2, by a person"),
            ("no record".to_owned(), "CloudTrailEvent is missing or not valid"),
        ] {
            let event = Event::builder()
                .event_time(DateTime::from_secs(60))
                .event_source("ec2.amazonaws.com")
                .event_name("TerminateInstances")
                .cloud_trail_event(&record);
            let said = match change(&event.build()) {
                Ok(change) => {
                    let by = if change.by_aws { "AWS" } else { "a person" };
                    let error = change.error.map(|error| format!(", {error}")).unwrap_or_default();
                    format!("{}, by {by}{error}", change.service)
                }
                Err(missed) => missed.detail,
            };
            assert_eq!(said, expected, "{record}");
        }
    }
}
