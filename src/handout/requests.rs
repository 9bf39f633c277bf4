//! One script with everything that has to be asked of AWS, for a person to review and run.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{MARKER, event_name, facts, plain};
use crate::{
    aws::quotas::facts::QuotaRequest,
    plan::Plan,
    quotas,
    rule::{Light, Topic},
    scorecard::Finding,
    text::shell::shell_word,
};

/// What has to be said where quotas were judged for too little.
pub(super) const LOW: &str = "the maximum of a group or service is below what the peak needs, and quotas are judged at the \
                              maximum: raise it, and judge the quotas again";

/// Price of an LCU-hour of an application load balancer in us-east-1, in US dollars ("Elastic
/// Load Balancing pricing"). Other regions and balancers differ, and no number is given for them.
const ALB_LCU_HOUR_US_EAST_1: f64 = 0.008;

/// One quota that the event does not fit into.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct QuotaNeed {
    account: String,
    region: String,
    /// `service-code/quota-code`.
    key: String,
    name: String,
    quota: f64,
    needed: f64,
    ask_for: u64,
    /// The newest request that AWS has not closed.
    open: Option<QuotaRequest>,
}

impl QuotaNeed {
    pub(super) fn sentence(&self) -> String {
        let QuotaNeed { account, region, key, name, quota, needed, ask_for, open } = self;
        let asked = match open {
            Some(request) => format!("; a request for {} is {}", request.desired, request.status),
            None => String::new(),
        };
        format!("{name} ({key}) in {region}, {account}: {quota} today, {needed} needed, {ask_for} wanted{asked}")
    }

    fn is_asked(&self) -> bool {
        self.open.is_some()
    }
}

/// Quotas that have to grow.
pub(super) struct Quotas {
    pub(super) rows: Vec<QuotaNeed>,
    /// Whether some quota, or every one, could not be judged.
    pub(super) is_partial: bool,
    /// Whether the maximum of a group or service is below the peak, so that quotas were judged for too little.
    pub(super) is_low: bool,
}

impl Quotas {
    /// Every quota with an open finding that says what to ask for, whichever rule found it.
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        let mut rows: BTreeMap<(String, String, String), QuotaNeed> = BTreeMap::new();
        // What is near its quota today, and does not grow with the load, still has room for the event.
        let quotas =
            plan.scorecard.open().filter(|finding| finding.is_about(Topic::Capacity) || finding.light == Light::Red);
        for finding in quotas {
            let Some(need) = quota_need(plan, finding) else { continue };
            let key = (need.account.clone(), need.region.clone(), need.key.clone());
            let row = rows.entry(key).or_insert_with(|| need.clone());
            if need.ask_for > row.ask_for {
                *row = need;
            }
        }
        let mut judged = plan.scorecard.findings.iter().filter(|finding| finding.is_about(Topic::Quota)).peekable();
        Self {
            rows: rows.into_values().collect(),
            is_partial: judged.peek().is_none() || judged.any(|finding| finding.light == Light::Gray),
            is_low: plan.scorecard.findings.iter().any(|row| row.is_about(Topic::Maximum) && row.light == Light::Red),
        }
    }
}

fn quota_need(plan: &Plan<'_>, finding: &Finding) -> Option<QuotaNeed> {
    let need = finding.need.as_ref()?;
    let (quota, needed, ask_for, key) = (need.ceiling?, need.needed?, need.ask_for?, need.quota.clone()?);
    let (account, region) = (finding.resource.account.clone()?, finding.resource.region.clone()?);
    if ask_for as f64 <= quota {
        return None;
    }
    let region_facts = plan.snapshot().account(&account).region(&region);
    let name = facts::seen(quotas::find(region_facts, &key)).map_or_else(|| key.clone(), |quota| quota.name.clone());
    let open = facts::seen(Some(&region_facts.quotas.requests)).and_then(|requests| {
        let is_open = |request: &&QuotaRequest| matches!(request.status.as_str(), "PENDING" | "CASE_OPENED");
        requests.iter().filter(|request| request.quota == key).filter(is_open).max_by_key(|request| request.created)
    });
    Some(QuotaNeed { account, region, key, name, quota, needed, ask_for, open: open.cloned() })
}

/// One planned LCU reservation.
pub(super) struct LcuNeed {
    account: String,
    region: String,
    balancer: String,
    arn: String,
    planned: u64,
    requested: u64,
    summary: String,
    is_open: bool,
}

impl LcuNeed {
    pub(super) fn sentence(&self) -> String {
        let LcuNeed { account, region, balancer, planned, requested, summary, .. } = self;
        format!("{balancer} in {region}, {account}: {planned} LCUs planned, {requested} requested; {summary}")
    }

    fn is_missing(&self) -> bool {
        self.is_open && self.requested < self.planned
    }
}

/// Planned LCU reservations.
pub(super) struct Lcus {
    pub(super) rows: Vec<LcuNeed>,
    /// Planned reservations whose state is not known.
    pub(super) unjudged: usize,
}

impl Lcus {
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        let row = |finding: &Finding| {
            let need = finding.need.as_ref()?;
            Some(LcuNeed {
                account: finding.resource.account.clone()?,
                region: finding.resource.region.clone()?,
                balancer: finding.resource.id.clone(),
                arn: finding.resource.arn.clone()?,
                // They are whole numbers of units; a cast saturates.
                planned: need.needed? as u64,
                requested: need.ceiling.unwrap_or(0.0) as u64,
                summary: finding.summary.clone(),
                is_open: finding.light != Light::Green && finding.accepted.is_none(),
            })
        };
        let findings = plan.scorecard.findings.iter().filter(|finding| finding.is_about(Topic::Reservation));
        let rows: Vec<LcuNeed> = findings.filter_map(row).collect();
        let planned = plan.workbook().event.prewarming.iter().filter(|row| row.planned_lcus.is_some()).count();
        Self { unjudged: planned.saturating_sub(rows.len()), rows }
    }
}

/// A bash script that asks before each command, or a comment where nothing is needed.
pub fn requests(plan: &Plan<'_>) -> String {
    let quotas = Quotas::of(plan);
    let lcus = Lcus::of(plan);
    let commands = quotas.rows.iter().filter(|row| !row.is_asked()).count()
        + lcus.rows.iter().filter(|row| row.is_missing()).count();
    let mut script = format!(
        "#!/usr/bin/env bash\n# {MARKER}: the next run replaces this file. Delete this line to keep it as your own.\n#\n\
         # Quota requests and LCU reservations for {}.\n# As of {} ({}).\n#\n",
        plain(event_name(plan)),
        plan.now,
        plain(&plan.scorecard.facts()),
    );
    notes(&mut script, &quotas, &lcus);
    if commands == 0 {
        let is_known = !quotas.is_partial && !quotas.is_low && lcus.unjudged == 0;
        let nothing = if is_known { "Nothing has to be asked for." } else { "Nothing else is known to be needed." };
        let _ = writeln!(script, "# {nothing}");
        return script;
    }
    script.push_str(HEAD);
    for row in quotas.rows.iter().filter(|row| !row.is_asked()) {
        quota_command(&mut script, row);
    }
    for row in lcus.rows.iter().filter(|row| row.is_missing()) {
        lcu_command(&mut script, row);
    }
    script
}

/// What is not asked for, and why.
fn notes(script: &mut String, quotas: &Quotas, lcus: &Lcus) {
    let mut note = |text: String| {
        let _ = writeln!(script, "# - {}", plain(&text));
    };
    for row in &quotas.rows {
        if let Some(request) = &row.open {
            let case = request.case.as_deref().map(|case| format!(" (case {case})")).unwrap_or_default();
            let enough = if request.desired >= row.needed {
                "covers the peak"
            } else {
                "is too low: ask for more in that case, AWS takes no second request"
            };
            note(format!(
                "{} in {}: a request for {} is {}{case}, {} are needed, so it {enough}.",
                row.name, row.region, request.desired, request.status, row.needed
            ));
        }
    }
    for row in lcus.rows.iter().filter(|row| row.is_open && !row.is_missing()) {
        note(format!("load balancer {} in {} is reserved already, but: {}.", row.balancer, row.region, row.summary));
    }
    if quotas.is_partial {
        note("not every quota could be judged, and some may need a request; `iem check` says why.".to_owned());
    }
    if quotas.is_low {
        note(format!("{LOW}."));
    }
    if lcus.unjudged > 0 {
        let unjudged = super::count(lcus.unjudged, "planned LCU reservation");
        note(format!("{unjudged}: the state is not known; `iem check` says why."));
    }
}

/// Asks before each command, and runs it only in the account that it is for.
const HEAD: &str = r#"set -euo pipefail

if [ "${IEM_REVIEWED:-}" != yes ]; then
  echo 'Read this script first. Then run it with IEM_REVIEWED=yes.' >&2
  exit 1
fi

# ask ACCOUNT COMMAND...: shows the command and runs it when you answer y.
ask() {
  local account=$1 signed_in answer
  shift
  printf '\n[%s]' "$account"
  printf ' %q' "$@"
  printf '\n'
  signed_in=$(aws sts get-caller-identity --query Account --output text)
  if [ "$signed_in" != "$account" ]; then
    echo "skipped: the credentials are those of account $signed_in" >&2
    return 0
  fi
  read -r -p 'Run it? [y/N] ' answer || answer=
  if [ "$answer" = y ] || [ "$answer" = Y ]; then
    "$@"
  else
    echo 'skipped'
  fi
}
"#;

fn quota_command(script: &mut String, row: &QuotaNeed) {
    let (service, code) = row.key.split_once('/').unwrap_or_default();
    let ask_for = row.ask_for.to_string();
    let _ = write!(
        script,
        "\n# Why: {} is {} in {}, and the event needs {}.\n\
         # Cost: none for the quota itself; what is started within it is charged as usual.\n{}\n",
        plain(&row.name),
        row.quota,
        plain(&row.region),
        row.needed,
        command(
            &row.account,
            &[
                "service-quotas",
                "request-service-quota-increase",
                "--service-code",
                service,
                "--quota-code",
                code,
                "--desired-value",
                &ask_for,
                "--region",
                &row.region,
            ]
        ),
    );
}

fn lcu_command(script: &mut String, row: &LcuNeed) {
    let application = row.arn.contains(":loadbalancer/app/");
    let price = if application && row.region == "us-east-1" {
        format!(
            "about {:.2} USD an hour at {ALB_LCU_HOUR_US_EAST_1} USD per LCU-hour (verify the price)",
            row.planned as f64 * ALB_LCU_HOUR_US_EAST_1
        )
    } else {
        format!("{} LCU-hours an hour at your region's price", row.planned)
    };
    let quota = match () {
        () if application => "L-8A66D0E6",
        () if row.arn.contains(":loadbalancer/net/") => "L-723DCCB6",
        () => "L-7A15E3C5",
    };
    let units = format!("CapacityUnits={}", row.planned);
    let _ = write!(
        script,
        "\n# Why: section 7 plans {planned} LCUs for load balancer {balancer}; {requested} are reserved.\n\
         # Cost: {price}, from when it is provisioned until it is reset.\n\
         # Before: the region's quota of reserved LCUs is 0 unless it was raised. Look at it with\n\
         #   aws service-quotas get-service-quota --service-code elasticloadbalancing --quota-code {quota} --region {region}\n\
         # After the event, stop paying with\n\
         #   aws elbv2 modify-capacity-reservation --load-balancer-arn {arn} --reset-capacity-reservation --region {region}\n{ask}\n",
        planned = row.planned,
        balancer = plain(&row.balancer),
        requested = row.requested,
        region = plain(&shell_word(&row.region)),
        arn = plain(&shell_word(&row.arn)),
        ask = command(
            &row.account,
            &[
                "elbv2",
                "modify-capacity-reservation",
                "--load-balancer-arn",
                &row.arn,
                "--minimum-load-balancer-capacity",
                &units,
                "--region",
                &row.region,
            ]
        ),
    );
}

fn command(account: &str, arguments: &[&str]) -> String {
    let words: Vec<String> = arguments.iter().map(|word| shell_word(word)).collect();
    format!("ask {} aws {}", shell_word(account), words.join(" "))
}
