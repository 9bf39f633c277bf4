//! AWS WAF.

use aws_sdk_wafv2::{
    Client,
    types::{ManagedRuleGroupStatement, Rule, Scope, WebAcl as WebAclAnswer},
};
use iem_core::{
    aws::waf::facts::{RateRule, WebAcl},
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{required, text},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes no limit for it.
pub(super) const RATE: Rate = Rate { burst: 5, per_second: 5 };

/// Asks about the web ACLs of load balancers.
pub(super) struct Waf<'a>(Api<'a, Client>);

impl<'a> Waf<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self(site.api("wafv2", RATE, Client::new))
    }

    /// AWS WAF stands before application balancers alone.
    async fn web_acls(&self, facts: &Facts<'_, RegionSnapshot>) {
        let application = |facts: &RegionSnapshot| -> Vec<String> {
            let balancers = facts.elb.load_balancers.seen().into_iter().flatten();
            let application = balancers.filter(|(_, balancer)| balancer.balancer_type == "application");
            application.map(|(arn, _)| arn.clone()).collect()
        };
        let wanted = facts.read(application);
        let answer = async |arn: &str| before(&self.0, arn).await;
        facts.ask_each(Source::BalancerWebAcls, |facts| &mut facts.waf.web_acls, wanted, answer).await;
    }
}

impl Regional for Waf<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![row(Source::BalancerWebAcls, self.web_acls(facts))]
    }
}

/// The web ACL before a load balancer; one without a name where there is none.
async fn before(api: &Api<'_, Client>, arn: &str) -> Result<WebAcl, Missed> {
    let answer = api.send(|| api.client.get_web_acl_for_resource().resource_arn(arn).send()).await?;
    answer.web_acl().map_or_else(|| Ok(WebAcl::default()), web_acl)
}

/// A web ACL of CloudFront by its ARN, which ends with `webacl/NAME/ID`.
pub(super) async fn of_cloudfront(api: &Api<'_, Client>, arn: &str) -> Result<WebAcl, Missed> {
    let mut parts = arn.rsplit('/');
    let (id, name) = (required(parts.next(), "WebACLId")?, required(parts.next(), "WebACLId")?);
    let request = api.client.get_web_acl().scope(Scope::Cloudfront).name(name).id(id);
    let answer = api.send(|| request.clone().send()).await?;
    web_acl(required(answer.web_acl(), "WebACL")?)
}

fn web_acl(acl: &WebAclAnswer) -> Result<WebAcl, Missed> {
    let rules: Result<Vec<Option<RateRule>>, Missed> = acl.rules().iter().map(rate_rule).collect();
    Ok(WebAcl {
        name: text(Some(acl.name()), "Name")?,
        rate_rules: rules?.into_iter().flatten().collect(),
        unopened: unopened(acl),
    })
}

/// Names of the rule groups that may hold rate-based rules. Of those that AWS manages itself, none limits a rate.
fn unopened(acl: &WebAclAnswer) -> Vec<String> {
    let own = acl.rules().iter().filter_map(|rule| {
        let statement = rule.statement()?;
        let is_other = |it: &ManagedRuleGroupStatement| it.vendor_name() != "AWS";
        let is_unopened = statement.rule_group_reference_statement().is_some()
            || statement.managed_rule_group_statement().is_some_and(is_other);
        is_unopened.then(|| rule.name().to_owned())
    });
    let by_manager = acl
        .pre_process_firewall_manager_rule_groups()
        .iter()
        .chain(acl.post_process_firewall_manager_rule_groups())
        .filter(|group| {
            let managed = group.firewall_manager_statement().and_then(|it| it.managed_rule_group_statement());
            managed.is_none_or(|it| it.vendor_name() != "AWS")
        })
        .map(|group| group.name().to_owned());
    own.chain(by_manager).collect()
}

fn rate_rule(rule: &Rule) -> Result<Option<RateRule>, Missed> {
    let Some(rate) = rule.statement().and_then(|statement| statement.rate_based_statement()) else { return Ok(None) };
    Ok(Some(RateRule {
        name: text(Some(rule.name()), "Name")?,
        limit: required(u64::try_from(rate.limit()).ok(), "Limit")?,
        window: required(u64::try_from(rate.evaluation_window_sec()).ok().filter(|&it| it > 0), "EvaluationWindowSec")?,
        key: rate.aggregate_key_type().as_str().to_owned(),
        is_narrowed: rate.scope_down_statement().is_some(),
        counts_only: rule.action().is_some_and(|action| action.count().is_some()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    #[tokio::test]
    async fn a_group_that_is_not_opened_is_told() {
        let config = fake::config(|_, _| {
            let visibility = r#""VisibilityConfig":{"SampledRequestsEnabled":true,"CloudWatchMetricsEnabled":true,"MetricName":"m"}"#;
            let rule = |name: &str, statement: &str| {
                format!(r#"{{"Name":"{name}","Priority":1,"Statement":{{{statement}}},{visibility}}}"#)
            };
            let managed = |vendor: &str| {
                format!(
                    r#""ManagedRuleGroupStatement":{{"VendorName":"{vendor}","Name":"AWSManagedRulesCommonRuleSet"}}"#
                )
            };
            let own = r#""RuleGroupReferenceStatement":{"ARN":"arn:aws:wafv2:x"}"#;
            let rate = r#""RateBasedStatement":{"Limit":2000,"EvaluationWindowSec":300,"AggregateKeyType":"IP"}"#;
            let rules = [
                rule("flood", rate),
                rule("common", &managed("AWS")),
                rule("own", own),
                rule("bots", &managed("Other")),
            ];
            let group = |name: &str, statement: &str| {
                format!(
                    r#"{{"Name":"{name}","Priority":0,"FirewallManagerStatement":{{{statement}}},"OverrideAction":{{"None":{{}}}},{visibility}}}"#
                )
            };
            let first = [group("central", own), group("central-common", &managed("AWS"))].join(",");
            let acl = format!(
                r#"{{"Name":"shop","Id":"1","ARN":"arn:aws:wafv2:y","DefaultAction":{{"Allow":{{}}}},{visibility},
                    "Rules":[{}],"PreProcessFirewallManagerRuleGroups":[{first}]}}"#,
                rules.join(",")
            );
            (200, format!(r#"{{"WebACL":{acl}}}"#))
        });
        let run = fake::run();
        let acl = before(&fake::api(&run, &config, Client::new), "arn").await.expect("an answer");
        let names: Vec<_> = acl.rate_rules.iter().map(|it| it.name.as_str()).collect();
        assert_eq!((names.join(" ").as_str(), acl.unopened.join(" ").as_str()), ("flood", "own bots central"));
    }
}
