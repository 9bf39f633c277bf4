//! Chapter 2: what the system is, where it runs and what load comes.

use super::{answered, unknown, unknown_here};
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::{Resource, ResourceKind, Section},
    handout::{facts::seen, md, table},
    names,
    plan::{Plan, scope::States},
    rule::Topic,
    snapshot::{Fact, RegionSnapshot},
};

pub(super) fn overview(plan: &Plan<'_>) -> String {
    [general(plan), services(plan), hours(plan), resilience(plan), resources(plan), load(plan)].concat()
}

fn general(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 2.1 General overview\n\n".to_owned();
    let customer = event.customer.as_deref().map(md);
    text += &format!(
        "{} for {}.",
        md(crate::handout::event_name(plan)),
        customer.unwrap_or_else(|| unknown("the customer", "section 1 of the workbook"))
    );
    text += "\n\nIt is a success when:\n\n";
    if event.criteria.is_empty() {
        text += &format!("- {}\n", unknown("the success criteria", "section 1 of the workbook"));
    }
    for entry in &event.criteria {
        text += &format!("- {}\n", md(&entry.text));
    }
    text += "\nArchitecture:\n\n";
    match event.notes.get(&Section::Number(9)) {
        Some(entries) => entries.iter().for_each(|entry| text += &format!("- {}\n", md(&entry.text))),
        None => text += &format!("- {}\n", unknown("the diagram", "section 9 of the workbook")),
    }
    text + "\n"
}

/// The way of a request: balancer, target group, what stands behind it.
fn services(plan: &Plan<'_>) -> String {
    let mut rows = Vec::new();
    for (account, name) in plan.workbook().event.places() {
        let facts = plan.snapshot().account(account).region(name);
        let (Fact::Seen(balancers), Fact::Seen(targets)) = (&facts.elb.load_balancers, &facts.elb.target_groups) else {
            continue;
        };
        for (arn, balancer) in balancers {
            let listeners = seen(facts.elb.listeners.get(arn)).map(|all| {
                let show = |l: &crate::aws::elb::facts::Listener| {
                    format!("{} {}", l.protocol.as_deref().unwrap_or_default(), l.port.unwrap_or_default())
                };
                all.iter().map(show).collect::<Vec<_>>().join(", ")
            });
            for (target_arn, target) in targets.iter().filter(|(_, target)| target.load_balancers.contains(arn)) {
                let groups: Vec<String> = seen(Some(&facts.autoscaling.groups))
                    .into_iter()
                    .flatten()
                    .filter(|(_, group)| group.target_groups.contains(target_arn))
                    .map(|(group, _)| format!("Auto Scaling group {}", md(group)))
                    .collect();
                let behind = if groups.is_empty() { "registered targets".to_owned() } else { groups.join(", ") };
                rows.push(vec![
                    format!("{} ({})", md(&balancer.name), md(&balancer.balancer_type)),
                    md(listeners.as_deref().unwrap_or("not known")),
                    md(&target.name),
                    behind,
                    md(&format!("{account}, {name}")),
                ]);
            }
        }
    }
    let table = table(&["Load balancer", "Listeners", "Target group", "Behind it", "Where"], &rows);
    let table = if rows.is_empty() { unknown_here("which services answer a request") } else { table };
    format!("### 2.2 Services on the way of a request\n\n{table}")
}

fn hours(plan: &Plan<'_>) -> String {
    let mut text = "### 2.3 Hours of operation\n\n".to_owned();
    if let Some(window) = &plan.workbook().event.window {
        text += &format!(
            "The event lasts {} hours. Levels, on-call hours and response times are in the escalation matrix.\n\n",
            window.end.duration_since(window.start).as_hours()
        );
    }
    text
}

fn resilience(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 2.4 Resilience\n\n".to_owned();
    text += &answered(event, &["single point", "resilien", "high availability"], "what has a single point of failure");
    let one_zone = super::open_red(plan).filter(|finding| finding.is_about(Topic::Zones));
    for finding in one_zone {
        text += &format!("- **{} {}** {}\n", md(finding.resource.kind), md(&finding.resource.id), md(&finding.summary));
    }
    text + "\n"
}

fn resources(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 2.5 Resources per site\n\n".to_owned();
    if event.resources.is_empty() {
        text += &unknown("the resources", "section 6 of the workbook");
    }
    let mut global = Vec::new();
    for resource in &event.resources {
        if resource.account.is_none() || resource.region.is_none() || !resource.kind.is_regional() {
            let account = resource.account.as_deref().unwrap_or("account not named");
            global.push(vec![resource.kind.info().title.to_owned(), md(&resource.name), md(account)]);
        }
    }
    if !global.is_empty() {
        text += "#### Global, or without a region\n\n";
        text += &table(&["Kind", "Name", "Account"], &global);
    }
    let states = States::new(plan);
    for (account, region) in event.places() {
        text += &format!("#### {} in {}\n\n", md(account), md(region));
        let facts = plan.snapshot().account(account).region(region);
        let here = ResourceKind::ALL.iter().flat_map(|kind| plan.workload.listed(*kind, account, region));
        let rows: Vec<Vec<String>> = here
            .map(|row| vec![row.kind.info().title.to_owned(), md(&row.name), state(plan, row, facts, &states)])
            .collect();
        text += &table(&["Kind", "As the workbook names it", "What AWS says"], &rows);
    }
    text
}

/// What AWS says of one; Markdown.
fn state(plan: &Plan<'_>, resource: &Resource, facts: &RegionSnapshot, states: &States<'_>) -> String {
    let known = match resource.kind {
        ResourceKind::Instance => instance(resource, facts),
        ResourceKind::AutoScalingGroup => group(resource, facts),
        ResourceKind::LoadBalancer => balancer(plan, resource, facts),
        _ => return states.of(resource),
    };
    known.map_or("not known: iem did not get to see it".to_owned(), |known| md(&known))
}

fn instance(resource: &Resource, facts: &RegionSnapshot) -> Option<String> {
    let found = names::find_instances(seen(Some(&facts.ec2.instances))?, &resource.name);
    if found.is_empty() {
        return Some("does not exist".to_owned());
    }
    let show = found.iter().map(|(id, row)| {
        let names = row.names.join(", ");
        let names = if names.is_empty() { String::new() } else { format!(" ({names})") };
        format!("{id}{names}: {}, {}, {}", row.state, row.instance_type, row.zone)
    });
    Some(show.collect::<Vec<_>>().join("; "))
}

fn group(resource: &Resource, facts: &RegionSnapshot) -> Option<String> {
    let Some(group) = seen(Some(&facts.autoscaling.groups))?.get(names::group_name(&resource.name)) else {
        return Some("does not exist".to_owned());
    };
    let in_service = group.instances.iter().filter(|instance| instance.state == "InService").count();
    Some(format!(
        "{in_service} in service; minimum {}, desired {}, maximum {}; {}",
        group.min_size,
        group.desired,
        group.max_size,
        group.zones.join(", ")
    ))
}

fn balancer(plan: &Plan<'_>, resource: &Resource, facts: &RegionSnapshot) -> Option<String> {
    seen(Some(&facts.elb.load_balancers))?;
    let (account, region) = (resource.account.as_deref()?, resource.region.as_deref()?);
    let Some((_, row)) = plan.workload.balancer(account, region, &resource.name) else {
        let classic = names::find_classic_balancer(seen(Some(&facts.classic_elb.load_balancers))?, &resource.name);
        return Some(match classic {
            Some((_, row)) => format!("classic; {}; {}", row.zones.join(", "), row.dns_name),
            None => "does not exist".to_owned(),
        });
    };
    let zones: Vec<&str> = row.zones.iter().map(|zone| zone.name.as_str()).collect();
    Some(format!("{}, {}; {}; {}", row.balancer_type, row.state, zones.join(", "), row.dns_name))
}

fn load(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 2.6 Expected traffic and load\n\n#### Hot: the event\n\n".to_owned();
    let number = |value: Option<f64>| {
        value.map_or("not known".to_owned(), |value| ((value * 100.0).round() / 100.0).to_string())
    };
    let rows: Vec<Vec<String>> = event
        .prewarming
        .iter()
        .map(|row| {
            vec![
                md(row.load_balancer.as_deref().unwrap_or("whole workload")),
                number(row.current_peak_rps),
                number(row.average_rps),
                number(row.peak_rps),
                row.growth().map_or("not known".to_owned(), |growth| format!("{}×", (growth * 100.0).round() / 100.0)),
                row.planned_lcus.map_or("none".to_owned(), |units| units.to_string()),
            ]
        })
        .collect();
    let header =
        ["Load balancer", "Today's peak, rps", "Event average, rps", "Event peak, rps", "Growth", "LCUs planned"];
    text += &table(&header, &rows);
    if rows.is_empty() {
        text += &(unknown("the load of the event", "section 7 of the workbook") + "\n\n");
    }
    text += "#### Warm: the hours around it\n\n";
    if let Some(window) = &event.window {
        text += &format!(
            "From {} groups scale ahead and caches warm; until {} traffic may come back.\n\n",
            md(&window.show(window.opens())),
            md(&window.show(window.closes()))
        );
    }
    text += &scheduled(plan);
    text += "#### Cool: every other day\n\nBusiest of the last 14 days:\n\n";
    let cool = measured(plan);
    if cool.is_empty() {
        text += &unknown_here("what runs on a quiet day; CloudWatch told nothing");
    }
    text + &table(&["Auto Scaling group", "Most in service", "At (UTC)", "Now"], &cool)
}

fn scheduled(plan: &Plan<'_>) -> String {
    let mut rows = Vec::new();
    for (account, region) in plan.workbook().event.places() {
        let facts = plan.snapshot().account(account).region(region);
        for (group, actions) in seen(Some(&facts.autoscaling.scheduled_actions)).into_iter().flatten() {
            for action in actions {
                let size = |size: Option<u32>| size.map_or("–".to_owned(), |size| size.to_string());
                let zone = action.time_zone.as_deref().unwrap_or("UTC");
                let recurs =
                    action.recurrence.as_deref().map(|cron| format!("`{}` {zone}", md(cron).replace('\\', "")));
                rows.push(vec![
                    md(group),
                    md(&action.name),
                    action.start.map_or("–".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string()),
                    recurs.unwrap_or_else(|| "once".to_owned()),
                    size(action.min_size),
                    size(action.desired),
                    size(action.max_size),
                ]);
            }
        }
    }
    if rows.is_empty() {
        return "No scheduled scaling action is known: scaling ahead is a task for a person, see 7.4.\n\n".to_owned();
    }
    let header = ["Group", "Scheduled action", "Next (UTC)", "Recurs", "Minimum", "Desired", "Maximum"];
    format!("Scaling that happens by schedule:\n\n{}", table(&header, &rows))
}

fn measured(plan: &Plan<'_>) -> Vec<Vec<String>> {
    let event = &plan.workbook().event;
    let mut rows = Vec::new();
    for (account, region) in event.places() {
        let metrics = &plan.snapshot().account(account).region(region).cloudwatch.metrics;
        for resource in plan.workload.listed(ResourceKind::AutoScalingGroup, account, region) {
            let group = names::group_name(&resource.name);
            if let Some(Some(series)) = seen(metrics.get(&Metric::in_service(group).key())) {
                let at = series.maximum_at.strftime("%Y-%m-%d %H:%M").to_string();
                rows.push(vec![md(group), series.maximum.to_string(), at, series.latest.to_string()]);
            }
        }
    }
    rows
}
