//! Chapters 9 and 10: failover, recovery and the people.

use super::unknown;
use crate::{
    event::ResourceKind,
    handout::{facts::seen, md, table},
    names,
    plan::Plan,
};

/// Chapter 9.
pub(super) fn recovery(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut text = "### 9.1 Plans and what triggers them\n\n".to_owned();
    if event.plans.is_empty() {
        text += &(unknown("the primary and the secondary plan", "section 14 of the workbook") + "\n\n");
    }
    for plan in &event.plans {
        text += &format!("**{}**\n\n", md(&plan.name));
        for question in &plan.questions {
            let answer = question.answer.as_deref().map(md);
            let answer = answer.unwrap_or_else(|| unknown("no answer", "section 14 of the workbook"));
            text += &format!("- {}<br>\n  {answer}\n", md(&question.text));
        }
        text += "\n";
    }
    text += "Whoever triggers a plan says so on the bridge first, with the reason and the time.\n\n";
    text += &zones(plan);
    text += "### 9.3 Recovery\n\n\
        1. Stabilize: shed load or move to the secondary plan before looking for the cause.\n\
        2. Note the time and keep the evidence: logs, graphs, an image of the broken instance.\n\
        3. Replace rather than repair: end the instance and let its group start another. What has no group is \
        restored as in 5.2.\n\
        4. Verify with 6.3 and 6.4, then for 15 minutes against the success criteria of 2.1.\n\
        5. Move back only when the cause is known and the load is below its peak.\n\n\
        ### 9.4 When failover or recovery does not work\n\n\
        - New instances do not start: quota or capacity, see 7.6.\n\
        - Traffic still goes to the lost zone: a zonal shift has not been started, or DNS answers are cached.\n\
        - The volume does not attach: it is in another zone than the instance.\n\
        - Everything is healthy and users still fail: look from outside (6.3), at DNS, certificates and the CDN.\n\n";
    text
}

/// What is left when a zone is lost.
fn zones(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut rows = Vec::new();
    for (account, region) in event.places() {
        let facts = plan.snapshot().account(account).region(region);
        let groups = seen(Some(&facts.autoscaling.groups));
        for resource in plan.workload.listed(ResourceKind::AutoScalingGroup, account, region) {
            let name = names::group_name(&resource.name);
            let Some(group) = groups.and_then(|groups| groups.get(name)) else { continue };
            let then = if group.zones.len() > 1 {
                "the group starts others in the zones that are left"
            } else {
                "**the group is gone**"
            };
            rows.push(vec![format!("group {}", md(name)), md(&group.zones.join(", ")), then.to_owned()]);
        }
        let instances = seen(Some(&facts.ec2.instances));
        for resource in plan.workload.listed(ResourceKind::Instance, account, region) {
            let found = instances.map(|all| names::find_instances(all, &resource.name)).unwrap_or_default();
            for (id, instance) in found.into_iter().filter(|(_, instance)| instance.group.is_none()) {
                let then = "**gone**: start it in another zone from its image or snapshot";
                rows.push(vec![format!("instance {}", md(id)), md(&instance.zone), then.to_owned()]);
            }
        }
    }
    let mut text = "### 9.2 Failover when a zone is lost\n\n".to_owned();
    text += &table(&["What", "Zones", "When its zone is lost"], &rows);
    text + "Where zonal shift is enabled for a load balancer, it takes a zone out of service at once:\n\n```sh\n\
            aws arc-zonal-shift start-zonal-shift --resource-identifier '<load balancer ARN>' --away-from '<zone id>' --expires-in 3h --comment 'zone impaired' --region '<region>'\n```\n\n\
            The zones that are left take all of the load: check the maximum of the groups first.\n\n"
}

/// Chapter 10.
pub(super) fn contacts(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    if event.contacts.is_empty() {
        return unknown("whom to call", "section 3 of the workbook");
    }
    let rows: Vec<Vec<String>> = event
        .contacts
        .iter()
        .map(|contact| {
            let cells = [&contact.name, &contact.role, &contact.group, &contact.phone, &contact.email];
            cells.map(|cell| cell.as_deref().map_or("–".to_owned(), md)).to_vec()
        })
        .collect();
    let mut text = table(&["Name", "Role", "Group", "Phone", "E-mail"], &rows);
    let case = event.prewarming.iter().find_map(|row| row.support_case.as_deref());
    match case {
        Some(case) => text += &format!("AWS Support: case {}.\n\n", md(case)),
        None => text += &(unknown("the number of the support case", "section 7 of the workbook") + "\n\n"),
    }
    text + "Whom to call first, and how fast they answer, is in the escalation matrix."
}
