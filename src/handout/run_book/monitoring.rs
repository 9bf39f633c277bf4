//! Chapter 6: alarms and health checks.

use super::{answered, unknown, unknown_here};
use crate::{
    handout::{
        facts::seen,
        md, plain,
        receivers::{Reach, watches},
        table,
    },
    plan::Plan,
    text::shell::shell_word,
};

pub(super) fn monitoring(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 6.1 Tools and dashboards\n\n".to_owned();
    text += &answered(event, &["tool", "dashboard", "monitor"], "which dashboards show the event");
    text += "### 6.2 Alarms\n\n";
    let watches = watches(plan);
    let rows: Vec<Vec<String>> = watches
        .alarms
        .iter()
        .filter(|watch| watch.reach != Reach::Scales)
        .map(|watch| {
            let reach = match &watch.reach {
                Reach::Told(told) => md(&told.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")),
                Reach::Through(name) => format!("through {}", md(name)),
                Reach::Nobody(why) => format!("**nobody**: {why}"),
                Reach::Scales => String::new(),
            };
            vec![md(watch.name), md(&watch.watches.join(", ")), md(&watch.alarm.state), reach]
        })
        .collect();
    text += &table(&["Alarm", "Watches", "State", "Reaches"], &rows);
    if rows.is_empty() {
        text += &unknown_here("the alarms on the listed resources");
    } else {
        text +=
            "Alarms that only scale a group are left out. Who stands behind a topic is in the escalation matrix.\n\n";
    }
    text += &endpoints(plan);
    text += &targets(plan);
    text + "### 6.5 What users see when it fails\n\n" + &unknown_here("error pages and messages, and what each means")
}

fn endpoints(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 6.3 Health checks from outside\n\n".to_owned();
    if event.endpoints.is_empty() {
        return text + &unknown("the addresses to watch", "section 5 of the workbook") + "\n\n";
    }
    let addresses: Vec<&str> = event.endpoints.iter().map(|entry| entry.text.as_str()).collect();
    for address in addresses.iter().filter(|address| !address.starts_with("http")) {
        text += &format!("- {}\n", md(address));
    }
    let commands: Vec<String> = addresses
        .iter()
        .filter(|address| address.starts_with("http"))
        .map(|address| {
            let address = plain(address).replace('`', "%60");
            format!(
                "curl --max-time 10 -sS -o /dev/null -w '%{{http_code}} %{{time_total}}s %{{url}}\\n' {}\n",
                shell_word(&address)
            )
        })
        .collect();
    if !commands.is_empty() {
        text += &format!("Each should answer 200 within the latency of 2.1:\n\n```sh\n{}```\n", commands.concat());
    }
    text + "\n"
}

fn targets(plan: &Plan<'_>) -> String {
    let mut rows = Vec::new();
    let mut commands = String::new();
    for (account, region) in plan.workbook().event.places() {
        let facts = plan.snapshot().account(account).region(region);
        for (arn, group) in seen(Some(&facts.elb.target_groups)).into_iter().flatten() {
            let health = seen(facts.elb.target_health.get(arn)).map(|targets| {
                let healthy = targets.iter().filter(|target| target.state == "healthy").count();
                let bad = targets.iter().filter(|target| target.state != "healthy");
                let bad: Vec<String> =
                    bad.map(|target| format!("{} {}: {}", target.id, target.state, target.reason)).collect();
                (format!("{healthy} of {}", targets.len()), bad.join("; "))
            });
            let (healthy, bad) = health.unwrap_or_else(|| ("not known".to_owned(), String::new()));
            rows.push(vec![md(&group.name), healthy, md(&bad), md(&format!("{account}, {region}"))]);
            let arn = plain(&shell_word(arn)).replace('`', "'");
            let region = plain(&shell_word(region)).replace('`', "'");
            commands += &format!("aws elbv2 describe-target-health --target-group-arn {arn} --region {region}\n");
        }
    }
    if rows.is_empty() {
        return String::from("### 6.4 Health of the targets\n\n") + &unknown_here("the targets of the load balancers");
    }
    let table = table(&["Target group", "Healthy", "Not healthy", "Where"], &rows);
    format!("### 6.4 Health of the targets\n\n{table}Now:\n\n```sh\n{commands}```\n\n")
}
