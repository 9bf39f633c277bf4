//! An event and what AWS answered about it, for the tests of a report's parts.

use jiff::Timestamp;

use crate::report::{Inputs, Spans, spans};
use crate::{
    snapshot::{AccountSnapshot, Fact, RegionSnapshot, Snapshot},
    workbook::{self, Workbook},
};

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const REGION: &str = "us-east-1";

/// An event from 01:00 to 13:00 UTC on 2026-12-12; it opens at 21:00 the day before and closes
/// at 15:00.
pub(crate) const WORKBOOK: &str = "\
# Spring Sale

## Section 1: Event Details and Success Criteria
- Name: Spring Sale
- Customer: Example Shop

## Section 2: Calendar
- Start: Dec 12, 2026 09:00 AM GMT +8
- End: Dec 12, 2026 09:00 PM GMT +8

## Section 3: Contacts
| Group | Name | Phone | Role | Email |
|---|---|---|---|---|
| Platform | Dana Reyes | +65 5550 0100 | Incident commander | dana@example.com |
| Business | Ira Novak | +65 5550 0101 | Product owner | ira@example.com |

## Section 6: AWS Resources
| AWS Account | AWS Regions | Instance ID's | ELB Name | Autoscaling Group | DynamoDB Tables | RDS |
|---|---|---|---|---|---|---|
| 111122223333 | us-east-1 | i-0a1b2c3d4e5f60001 | web | web, api | orders | shop |
";

/// Everything that a report is made from, to be changed by a test.
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) workbook: Workbook,
    pub(crate) snapshot: Snapshot,
    pub(crate) before: Option<Snapshot>,
    pub(crate) now: Timestamp,
}

impl Example {
    /// The event with `more` of a workbook, a day after it. AWS has not been asked anything.
    pub(crate) fn new(more: &str) -> Self {
        let text = format!("{WORKBOOK}\n{more}");
        let workbook = workbook::parse(&text);
        let now = at("2026-12-14T00:00:00Z");
        Self { text, workbook, snapshot: Snapshot::empty(at("2026-12-13T23:00:00Z")), before: None, now }
    }

    pub(crate) fn inputs(&self) -> Inputs<'_> {
        let Self { text, workbook, snapshot, before, now } = self;
        Inputs { workbook, text, snapshot, before: before.as_ref(), now: *now }
    }

    pub(crate) fn spans(&self) -> Spans {
        spans(self.workbook.event.window.as_ref(), self.now).expect("an event that has begun")
    }

    /// What AWS answers in the one place of the event.
    pub(crate) fn region(&mut self) -> &mut RegionSnapshot {
        region(&mut self.snapshot)
    }

    /// What AWS answered there a week before the event.
    pub(crate) fn region_before(&mut self) -> &mut RegionSnapshot {
        region(self.before.get_or_insert_with(|| Snapshot::empty(at("2026-12-05T00:00:00Z"))))
    }
}

fn region(snapshot: &mut Snapshot) -> &mut RegionSnapshot {
    let account: &mut AccountSnapshot = snapshot.accounts.entry(ACCOUNT.to_owned()).or_default();
    account.regions.entry(REGION.to_owned()).or_default()
}

pub(crate) fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

/// A fact that AWS answered, from its JSON.
pub(crate) fn seen<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Fact<T> {
    Fact::Seen(serde_json::from_value(json).expect("a fact"))
}
