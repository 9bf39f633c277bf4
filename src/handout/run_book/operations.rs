//! Chapters 7 and 8: tasks, gates and maintenance.

use super::{answered, open_red, unknown, unknown_here};
use crate::{
    event::{ItemStatus, ResourceKind, StepState},
    handout::{calendar::freezes, facts::seen, md, plain, table},
    names,
    plan::Plan,
    rule::{Light, Topic},
    text::shell::shell_word,
};

/// Chapter 7.
pub(super) fn operations(plan: &Plan<'_>) -> String {
    [staging(plan), production(plan), deployment(plan), day(plan), routine(plan), TROUBLESHOOTING.to_owned()].concat()
}

/// What was tested before the workload may be called ready.
fn staging(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 7.1 Gate: tested\n\nPass it when every line is true.\n\n".to_owned();
    if event.load_tests.is_empty() {
        text += &format!("- [ ] {}\n", unknown("a load test at the load of the peak", "section 13 of the workbook"));
    }
    for test in &event.load_tests {
        text += &format!("- [ ] The load test is good enough for the peak of 2.6: {}\n", md(&test.text));
    }
    text += "- [ ] The move to the secondary plan (9.1) was rehearsed.\n\
             - [ ] A restore (5.2) was rehearsed.\n\
             - [ ] Users accepted the version that will run.\n\n";
    text
}

fn production(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text =
        "### 7.2 Gate: ready for production\n\nPass it when no line is open. `iem check` judges it again.\n\n"
            .to_owned();
    for finding in open_red(plan) {
        let due = finding.due.map(|due| format!(" (due {due})")).unwrap_or_default();
        let owner = finding.owner.as_deref().map(|owner| format!(" — {}", md(owner))).unwrap_or_default();
        text += &format!(
            "- [ ] {} {}: {}{due}{owner}; `iem explain {}` says how to fix it\n",
            md(finding.resource.kind),
            md(&finding.resource.id),
            md(&finding.summary),
            finding.rule
        );
    }
    for item in event.action_items.iter().filter(|item| item.status != ItemStatus::Green) {
        let owner = item.owner.as_deref().map(|owner| format!(" — {}", md(owner))).unwrap_or_default();
        let due = item.due.map(|due| format!(" (due {due})")).unwrap_or_default();
        text += &format!("- [ ] {}{due}{owner}\n", md(&item.description));
    }
    let before = event.steps.iter().filter(|step| step.number <= 15 && step.state != StepState::Done);
    for step in before {
        text += &format!("- [ ] Step {}: {}\n", step.number, md(&step.title));
    }
    let unjudged = plan.scorecard.open().filter(|finding| finding.light == Light::Gray).count();
    if unjudged > 0 {
        text += &format!(
            "- [ ] {} could not be judged; `iem check` says why\n",
            crate::handout::count(unjudged, "finding")
        );
    }
    text + "- [ ] The escalation matrix has a person on every level.\n\n"
}

fn deployment(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 7.3 Deployment and way back\n\n".to_owned();
    if let Some(window) = &event.window {
        text += &format!(
            "Deploy nothing from {} to {}.\n\n",
            md(&window.show(window.opens())),
            md(&window.show(window.closes()))
        );
        for ((first, last), said) in freezes(event, window) {
            text += &format!("Change freeze from {first} to {last}, as the workbook says: {}\n\n", md(&said));
        }
    }
    text += &unknown_here("how a version is deployed, verified and taken back");
    let verify = answered(event, &["verify", "rollback"], "how success is verified");
    text + "After a deployment or a way back:\n\n" + &verify
}

/// The tasks of the day in their order.
fn day(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 7.4 The day of the event\n\n".to_owned();
    let Some(window) = &event.window else {
        return text + &unknown("when the event takes place", "section 2 of the workbook") + "\n\n";
    };
    let rows = [
        (
            window.opens(),
            "Scale ahead (below). Open the bridge. Reservations are provisioned in every zone (4). No change from here on.",
        ),
        (
            window.start,
            "The event starts. Watch the alarms (6.2) and endpoints (6.3), and post the state every 15 minutes.",
        ),
        (window.end, "The event ends. Keep the capacity: traffic may come back."),
        (
            window.closes(),
            "Scale down. Reset LCU reservations, which cost until then. Close the bridge, thank the team, fix the date of the review.",
        ),
    ];
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|(at, task)| vec![md(&window.show(*at)), at.strftime("%Y-%m-%d %H:%M").to_string(), (*task).to_owned()])
        .collect();
    text += &table(&["When", "UTC", "Task"], &rows);
    text + &scale_ahead(plan) + &reset(plan)
}

/// Commands that bring each listed group to the size that the rules found for the peak.
fn scale_ahead(plan: &Plan<'_>) -> String {
    let mut commands = String::new();
    for finding in plan.scorecard.findings.iter().filter(|it| it.is_about(Topic::Maximum) && it.resource.kind == "asg")
    {
        let need = finding.need.as_ref();
        let Some(needed) = need.and_then(|need| need.needed) else { continue };
        let maximum = need.and_then(|need| need.ceiling).unwrap_or(0.0);
        let group = plain(&shell_word(&finding.resource.id)).replace('`', "'");
        let region = finding.resource.region.as_deref().unwrap_or_default();
        if maximum < needed {
            commands += &format!("# the maximum of {maximum} is too small: close {} first\n", finding.rule);
        }
        commands += &format!(
            "aws autoscaling update-auto-scaling-group --auto-scaling-group-name {group} --min-size {needed} \
             --desired-capacity {needed} --region {}\n",
            shell_word(region)
        );
    }
    if commands.is_empty() {
        return unknown_here("to which size each group is scaled ahead");
    }
    format!(
        "Scale ahead to what the peak needs by the measured maximum and the growth of 2.6:\n\n```sh\n{commands}```\n\n"
    )
}

/// Commands that end what is paid for by the hour.
fn reset(plan: &Plan<'_>) -> String {
    let mut commands = String::new();
    for (account, region) in plan.workbook().event.places() {
        let reserved = &plan.snapshot().account(account).region(region).elb.capacity_reservations;
        for (arn, _) in reserved.iter().filter(|(_, fact)| seen(Some(fact)).is_some_and(|row| row.requested.is_some()))
        {
            let [arn, region] = [arn, region].map(|word| plain(&shell_word(word)).replace('`', "'"));
            commands += &format!(
                "aws elbv2 modify-capacity-reservation --load-balancer-arn {arn} --reset-capacity-reservation --region {region}\n"
            );
        }
    }
    if commands.is_empty() {
        return String::new();
    }
    format!("When it is over, end the LCU reservations:\n\n```sh\n{commands}```\n\n")
}

fn routine(plan: &Plan<'_>) -> String {
    let mut text = "### 7.5 Routine checks\n\n\
        | How often | Check |\n| --- | --- |\n\
        | every 15 minutes in the event, every hour before | alarms (6.2), endpoints (6.3), targets (6.4), errors and latency against 2.1 |\n\
        | every hour in the event | instances in service against the maximum of each group, free addresses in the subnets |\n\
        | every night until the event | `iem check`, and what became red since yesterday |\n\
        | every day | backups (5.1), logs of access and of changes |\n\n"
        .to_owned();
    let groups: Vec<String> = plan
        .workbook()
        .event
        .resources
        .iter()
        .filter(|row| row.kind == ResourceKind::AutoScalingGroup)
        .filter_map(|row| {
            let group = plain(&shell_word(names::group_name(&row.name))).replace('`', "'");
            let query = "AutoScalingGroups[].[AutoScalingGroupName,MinSize,DesiredCapacity,MaxSize,length(Instances)]";
            let region = row.region.as_deref()?;
            Some(format!("aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names {group} --query '{query}' --output table --region {}\n", shell_word(region)))
        })
        .collect();
    if !groups.is_empty() {
        text += &format!("```sh\n{}```\n\n", groups.concat());
    }
    text
}

const TROUBLESHOOTING: &str = "### 7.6 Troubleshooting

| Symptom | Look at | Do |
| --- | --- | --- |
| 5xx from the load balancer | target health (6.4), `HTTPCode_ELB_5XX_Count` against `HTTPCode_Target_5XX_Count` | targets answer 5xx: the application; only the balancer does: too few healthy targets, or no capacity |
| latency grows, CPU is low | connections to databases and caches, locks, calls to others | shed load, then the secondary plan (9.1) |
| a group does not grow | its maximum, suspended processes (4), scaling activities | raise the maximum, resume the processes |
| launches fail with `VcpuLimitExceeded` | vCPU quota of the region | call AWS on the bridge; stop what the event does not need |
| launches fail with `InsufficientInstanceCapacity` | zone and instance type | allow more types or zones, use reserved capacity |
| targets fail their health check right after launch | grace period, warm-up, what the check calls | lengthen the grace period; do not let the group replace them in a loop |
| one zone is impaired | AWS Health Dashboard, targets by zone | take the zone out of service (9.2) |

";

/// Chapter 8.
pub(super) fn maintenance(plan: &Plan<'_>) -> String {
    let mut rows = Vec::new();
    let mut known = false;
    for (account, region) in plan.workbook().event.places() {
        let facts = plan.snapshot().account(account).region(region);
        for (id, status) in seen(Some(&facts.ec2.instance_status)).into_iter().flatten() {
            known = true;
            for event in status.events.iter().filter(|event| !event.description.starts_with('[')) {
                let show = |at: Option<jiff::Timestamp>| {
                    at.map_or("–".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
                };
                let meets = plan
                    .workbook()
                    .event
                    .window
                    .as_ref()
                    .zip(event.not_before)
                    .is_some_and(|(window, start)| window.meets(start, event.not_after.unwrap_or(start)));
                let meets = if meets { "**yes: move it**" } else { "no" };
                rows.push(vec![
                    md(id),
                    md(&event.code),
                    show(event.not_before),
                    show(event.not_after),
                    meets.to_owned(),
                ]);
            }
        }
    }
    let mut text = "### 8.1 Planned by AWS\n\n".to_owned();
    if !known {
        text += &unknown_here("what EC2 has planned for the listed instances");
    } else if rows.is_empty() {
        text += "EC2 has planned nothing for the listed instances.\n\n";
    }
    text += &table(&["Instance", "What", "From (UTC)", "To (UTC)", "In the event"], &rows);
    let changes = plan.scorecard.open().filter(|finding| finding.is_about(Topic::Change));
    let lines: Vec<String> = changes
        .map(|it| format!("- **{} {}** {}\n", md(it.resource.kind), md(&it.resource.id), md(&it.summary)))
        .collect();
    if !lines.is_empty() {
        text += &format!("What changes or ends around the event, and is open:\n\n{}\n", lines.concat());
    }
    text += "### 8.2 Planned by the team\n\n";
    text += &unknown_here("patches, certificate renewals, batch jobs and log rotation around the event");
    text + "Nothing of it runs between the first and the last hour of “No changes” at the top of this book. Afterwards: \
            patch, rotate credentials that were handed out, delete what was built for the event.\n"
}
