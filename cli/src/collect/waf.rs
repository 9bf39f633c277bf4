//! AWS WAF.

use aws_sdk_wafv2::{Client, types::Rule};
use iem_core::{
    snapshot::{
        Missed, RegionSnapshot,
        waf::{RateRule, WebAcl},
    },
    source::Source,
};

use super::{
    facts::Facts,
    fields::{required, text},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes no limit for it.
const RATE: Rate = Rate { burst: 5, per_second: 5 };

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
    let Some(acl) = answer.web_acl() else { return Ok(WebAcl::default()) };
    let rules: Result<Vec<Option<RateRule>>, Missed> = acl.rules().iter().map(rate_rule).collect();
    Ok(WebAcl { name: text(Some(acl.name()), "Name")?, rate_rules: rules?.into_iter().flatten().collect() })
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
