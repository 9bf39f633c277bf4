//! Amazon CloudWatch: how the states of alarms changed.

use aws_sdk_cloudwatch::{
    Client,
    types::{AlarmHistoryItem, AlarmType, HistoryItemType, ScanBy},
};
use aws_smithy_types::DateTime;
use iem_core::{aws::cloudwatch::facts::AlarmChange, report::Span, snapshot::Missed};
use serde::Deserialize;

use super::{
    fields::{instant, required, text},
    limits::Api,
};

const PAGE: i32 = 100;

/// `HistoryData` of a change of state.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct HistoryData {
    old_state: State,
    new_state: State,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct State {
    state_value: Option<String>,
    state_reason: Option<String>,
}

/// Changes of state of metric and composite alarms, the earliest first.
pub(super) async fn changes(api: &Api<'_, Client>, span: Span) -> Result<Vec<AlarmChange>, Missed> {
    let request = api
        .client
        .describe_alarm_history()
        .history_item_type(HistoryItemType::StateUpdate)
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .start_date(DateTime::from_secs(span.start.as_second()))
        .end_date(DateTime::from_secs(span.end.as_second()))
        .scan_by(ScanBy::TimestampAscending)
        .max_records(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let items = pages.iter().flat_map(|page| page.alarm_history_items());
    let mut changes: Vec<AlarmChange> = items.map(change).collect::<Result<_, _>>()?;
    changes.sort_by_key(|change| change.at);
    Ok(changes)
}

fn change(item: &AlarmHistoryItem) -> Result<AlarmChange, Missed> {
    let summary = item.history_summary().unwrap_or_default();
    let data: HistoryData = item.history_data().and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
    let (from, to) = summarized(summary).unzip();
    Ok(AlarmChange {
        alarm: text(item.alarm_name(), "AlarmName")?,
        at: instant(item.timestamp(), "Timestamp")?,
        from: data.old_state.state_value.or(from.map(str::to_owned)).unwrap_or_default(),
        to: required(data.new_state.state_value.or(to.map(str::to_owned)), "HistoryData")?,
        reason: data.new_state.state_reason.unwrap_or_else(|| summary.to_owned()),
    })
}

/// The states in `Alarm updated from OK to ALARM`.
fn summarized(summary: &str) -> Option<(&str, &str)> {
    let (_, states) = summary.split_once(" from ")?;
    let (from, to) = states.split_once(" to ")?;
    Some((from.trim(), to.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_from_the_data_and_else_from_the_summary() {
        let data = r#"{"version":"1.0","oldState":{"stateValue":"OK","stateReason":"fine"},
            "newState":{"stateValue":"ALARM","stateReason":"9 > 5"}}"#;
        for (data, summary, expected) in [
            (Some(data), "Alarm updated from OK to ALARM", "OK → ALARM: 9 > 5"),
            (
                None,
                "Alarm updated from INSUFFICIENT_DATA to OK",
                "INSUFFICIENT_DATA → OK: Alarm updated from INSUFFICIENT_DATA to OK",
            ),
            (Some("broken {"), "Alarm updated from OK to ALARM", "OK → ALARM: Alarm updated from OK to ALARM"),
            (Some(r#"{"newState":{"stateValue":"ALARM"}}"#), "x", " → ALARM: x"),
            (None, "x", "HistoryData is missing or not valid"),
        ] {
            let item = AlarmHistoryItem::builder()
                .alarm_name("web-5xx")
                .timestamp(DateTime::from_secs(60))
                .set_history_data(data.map(str::to_owned))
                .history_summary(summary);
            let said = match change(&item.build()) {
                Ok(change) => format!("{} → {}: {}", change.from, change.to, change.reason),
                Err(missed) => missed.detail,
            };
            assert_eq!(said, expected);
        }
    }
}
