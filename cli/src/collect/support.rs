//! AWS Trusted Advisor, through the AWS Support API.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use aws_sdk_support::{Client, types::TrustedAdvisorCheckDescription};
use iem_core::{
    aws::support::facts::{Check, FlaggedResource},
    snapshot::{AccountSnapshot, Missed},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{required, text},
    limits::{Api, Rate, in_chunks},
    service::{Asks, OfAccount, Site, row},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 10, per_second: 2 };
const LANGUAGE: &str = "en";
/// Check ids per request for summaries.
const SUMMARIES: usize = 100;

/// Column names of each check, by its id.
type Columns = BTreeMap<String, Vec<Option<String>>>;

/// Trusted Advisor of one account.
pub(super) struct Support<'a> {
    api: Api<'a, Client>,
    /// Known when the checks are.
    columns: RefCell<Columns>,
}

impl<'a> Support<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self { api: site.api("support", RATE, Client::new), columns: RefCell::default() }
    }

    async fn checks(&self, facts: &Facts<'_, AccountSnapshot>) {
        let answer = async {
            let (checks, columns) = checks(&self.api).await?;
            self.columns.replace(columns);
            Ok(checks)
        };
        facts.ask(Source::TrustedAdvisorChecks, |facts| &mut facts.support.checks, answer).await;
    }

    async fn summaries(&self, facts: &Facts<'_, AccountSnapshot>) {
        let answer = async {
            facts.needs(Source::TrustedAdvisorSummaries)?;
            let checks = facts.read(|facts| facts.support.checks.seen().cloned()).unwrap_or_default();
            summaries(&self.api, &checks).await
        };
        facts.ask(Source::TrustedAdvisorSummaries, |facts| &mut facts.support.summaries, answer).await;
    }

    async fn results(&self, facts: &Facts<'_, AccountSnapshot>) {
        let flagged = facts.read(|facts| facts.support.summaries.seen().map(flagged)).unwrap_or_default();
        let columns = self.columns.take();
        let answer = async |check: &str| result(&self.api, &columns, check).await;
        facts.ask_each(Source::TrustedAdvisorResults, |facts| &mut facts.support.results, flagged, answer).await;
    }
}

impl OfAccount for Support<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, AccountSnapshot>) -> Asks<'f> {
        vec![
            row(Source::TrustedAdvisorChecks, self.checks(facts)),
            row(Source::TrustedAdvisorSummaries, self.summaries(facts)),
            row(Source::TrustedAdvisorResults, self.results(facts)),
        ]
    }
}

/// Every check that the account's plan offers.
async fn checks(api: &Api<'_, Client>) -> Result<(BTreeMap<String, Check>, Columns), Missed> {
    let request = api.client.describe_trusted_advisor_checks().language(LANGUAGE);
    let answer = api.send(|| request.send()).await?;
    let mut checks = BTreeMap::new();
    let mut columns = Columns::new();
    for check in answer.checks() {
        let id = text(Some(check.id()), "checks.id")?;
        columns.insert(id.clone(), check.metadata().to_vec());
        checks.insert(id, described(check)?);
    }
    // Every plan that has the API has checks: an empty list is no answer.
    required(checks.first_key_value(), "checks")?;
    Ok((checks, columns))
}

fn described(check: &TrustedAdvisorCheckDescription) -> Result<Check, Missed> {
    Ok(Check {
        name: text(Some(check.name()), "checks.name")?,
        category: text(Some(check.category()), "checks.category")?,
    })
}

/// Status of every check that has to do with readiness.
async fn summaries(
    api: &Api<'_, Client>,
    checks: &BTreeMap<String, Check>,
) -> Result<BTreeMap<String, String>, Missed> {
    let judged = |check: &Check| check.category != "cost_optimizing";
    let ids: Vec<String> = checks.iter().filter(|(_, check)| judged(check)).map(|(id, _)| id.clone()).collect();
    let answers = in_chunks(&ids, SUMMARIES, async |ids| {
        let ids = ids.iter().cloned().map(Some).collect();
        let request = api.client.describe_trusted_advisor_check_summaries();
        api.send(|| request.set_check_ids(Some(ids)).send()).await.map(|page| vec![page])
    });
    let mut summaries = BTreeMap::new();
    for summary in answers.await?.iter().flat_map(|answer| answer.summaries()) {
        let id = text(Some(summary.check_id()), "summaries.checkId")?;
        summaries.insert(id, text(Some(summary.status()), "summaries.status")?);
    }
    if !ids.is_empty() {
        required(summaries.first_key_value(), "summaries")?;
    }
    Ok(summaries)
}

/// Checks whose summary says that there is something to look at.
fn flagged(summaries: &BTreeMap<String, String>) -> Vec<String> {
    let is_flagged = |status: &String| matches!(status.as_str(), "warning" | "error");
    let flagged: BTreeSet<&String> =
        summaries.iter().filter(|(_, status)| is_flagged(status)).map(|(id, _)| id).collect();
    flagged.into_iter().cloned().collect()
}

/// Resources that one check reports.
async fn result(api: &Api<'_, Client>, columns: &Columns, check: &str) -> Result<Vec<FlaggedResource>, Missed> {
    let names = columns.get(check).map(Vec::as_slice).unwrap_or_default();
    let request = api.client.describe_trusted_advisor_check_result().check_id(check).language(LANGUAGE);
    let answer = api.send(|| request.send()).await?;
    let result = required(answer.result(), "result")?;
    let flagged = result.flagged_resources().iter().map(|row| {
        // Columns have no names of their own: the check's list gives them, in this order.
        let columns = names.iter().zip(row.metadata());
        let named = columns.filter_map(|(name, value)| Some((name.clone()?, value.clone()?)));
        Ok(FlaggedResource {
            status: text(Some(row.status()), "flaggedResources.status")?,
            region: row.region().map(str::to_owned),
            suppressed: row.is_suppressed(),
            columns: named.collect(),
        })
    });
    flagged.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    #[tokio::test]
    async fn columns_get_the_names_that_the_check_gives() {
        let config = fake::config(|operation, _| {
            let body = match operation {
                "DescribeTrustedAdvisorChecks" => {
                    r#"{"checks":[{"id":"a","name":"A","description":"","category":"security",
                        "metadata":["Region",null,"Status"]}]}"#
                }
                "DescribeTrustedAdvisorCheckResult" => {
                    r#"{"result":{"checkId":"a","timestamp":"","status":"error",
                        "resourcesSummary":{},"categorySpecificSummary":{},"flaggedResources":[
                        {"status":"error","resourceId":"x","metadata":["eu-west-1","y",null,"z"]},
                        {"status":"warning","resourceId":"x","isSuppressed":true,"metadata":[]}]}}"#
                }
                _ => r#"{"summaries":[]}"#,
            };
            (200, body.to_owned())
        });
        let run = fake::run();
        let api = fake::api(&run, &config, Client::new);
        let (found, columns) = checks(&api).await.expect("an answer");
        let rows = result(&api, &columns, "a").await.expect("an answer");
        let row = |status: &str, suppressed, columns: &[(&str, &str)]| FlaggedResource {
            status: status.to_owned(),
            region: None,
            suppressed,
            columns: columns.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        };
        let expected = [row("error", false, &[("Region", "eu-west-1")]), row("warning", true, &[])];
        assert_eq!(rows, expected);
        let missed = summaries(&api, &found).await.expect_err("no answer");
        assert_eq!(missed.detail, "summaries is missing or not valid");
    }

    #[test]
    fn only_checks_with_findings_are_looked_into() {
        let summaries = [("a", "ok"), ("b", "warning"), ("c", "error"), ("d", "not_available")];
        let summaries = summaries.map(|(id, status)| (id.to_owned(), status.to_owned()));
        assert_eq!(flagged(&summaries.into()), ["b", "c"]);
    }
}
