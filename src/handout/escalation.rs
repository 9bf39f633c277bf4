//! The escalation matrix: whom to call, how fast, through which channel, and whether the alarms
//! reach anybody.

use std::collections::BTreeSet;

use super::{
    count, event_name, marker, md,
    receivers::{Reach, Watches, watches},
    table,
};
use crate::{
    aws::cloudwatch::alarms,
    event::{Contact, Event, ResourceKind},
    plan::Plan,
    text::shell::shell_word,
};

/// One level of the matrix.
struct Level {
    name: &'static str,
    role: &'static str,
    does: &'static str,
    responds: &'static str,
    handles: &'static str,
    hours: &'static str,
    /// Words of a role in section 3 that put a contact here.
    words: &'static [&'static str],
}

const LEVELS: [Level; 3] = [
    Level {
        name: "L1",
        role: "First line",
        does: "watches, takes every alarm, follows the run book",
        responds: "15 minutes",
        handles: "1 hour",
        hours: "weekdays 09:00–18:00 local time; on call on weekends",
        words: &[
            "first line",
            "l1",
            "operator",
            "operations",
            "on call",
            "on-call",
            "noc",
            "support engineer",
            "service desk",
        ],
    },
    Level {
        name: "L2",
        role: "Second line",
        does: "stands in for the first line, solves what the run book does not",
        responds: "30 minutes",
        handles: "2 hours",
        hours: "on call on all days",
        words: &["second line", "l2", "lead", "engineer", "developer", "sre", "reliability", "administrator"],
    },
    Level {
        name: "L3",
        role: "Specialist",
        does: "solves what needs deep knowledge of one part or of AWS",
        responds: "1 hour",
        handles: "4 hours",
        hours: "when called",
        words: &[
            "specialist",
            "l3",
            "expert",
            "architect",
            "sme",
            "technical account manager",
            "tam",
            "database",
            "dba",
            "security",
            "network",
        ],
    },
];

/// Words of a role that decides and informs, and stands beside the levels.
const COORDINATION: [&str; 7] =
    ["commander", "incident manager", "coordinator", "manager", "director", "owner", "head of"];

/// The matrix as a document.
pub fn escalation(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let watches = watches(plan);
    [
        format!(
            "{}# Escalation matrix: {}\n\nAs of {} ({}).\n\n",
            marker(),
            md(event_name(plan)),
            plan.now,
            md(&plan.scorecard.facts())
        ),
        verdict(event, &watches),
        levels(event),
        severities(event),
        path(event),
        receivers(&watches),
    ]
    .concat()
}

/// Level of a contact, by the words of its role; `None` for coordination and for roles unknown.
fn level(contact: &Contact) -> Option<usize> {
    let role = contact.role.as_deref()?.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| contains_word(&role, word));
    // The most particular words first: a technical account manager is no manager of incidents.
    match () {
        () if says(LEVELS[2].words) => Some(2),
        () if says(&COORDINATION) => None,
        () if says(LEVELS[0].words) => Some(0),
        () if says(LEVELS[1].words) => Some(1),
        () => None,
    }
}

fn is_coordination(contact: &Contact) -> bool {
    let role = contact.role.as_deref().unwrap_or_default().to_lowercase();
    level(contact).is_none() && COORDINATION.iter().any(|word| contains_word(&role, word))
}

fn contains_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].ends_with(char::is_alphanumeric);
        let after = text[at + found.len()..].starts_with(char::is_alphanumeric);
        !before && !after
    })
}

/// What a reader has to know first.
fn verdict(event: &Event, watches: &Watches<'_>) -> String {
    let mut open = Vec::new();
    for (index, level) in LEVELS.iter().enumerate() {
        if !event.contacts.iter().any(|contact| self::level(contact) == Some(index)) {
            open.push(format!(
                "**{} has nobody.** Add a row to section 3 of the workbook with the role `{}`.",
                level.name, level.role
            ));
        }
    }
    for contact in &event.contacts {
        if contact.phone.is_none() {
            open.push(format!("**{} has no phone number** in section 3, and cannot be paged.", md(name(contact))));
        }
    }
    let silent = watches.alarms.iter().filter(|watch| matches!(watch.reach, Reach::Nobody(_))).count();
    if silent > 0 {
        let reach = if silent == 1 { "reaches" } else { "reach" };
        open.push(format!("**{} {reach} nobody**; see below.", count(silent, "alarm")));
    }
    if !watches.unwatched.is_empty() {
        let names: Vec<String> = watches
            .unwatched
            .iter()
            .map(|resource| match resource.kind {
                ResourceKind::Vpc => format!("the NAT gateways of {}", md(&resource.name)),
                kind => format!("{} {}", kind.info().title, md(&resource.name)),
            })
            .collect();
        open.push(format!("**No alarm that tells anybody watches** {}.", names.join(", ")));
    }
    for (account, region) in &watches.unknown {
        open.push(format!("**Not known:** the alarms of {} in {}; `iem check` says why.", md(account), md(region)));
    }
    if event.bridge.is_empty() {
        open.push("**There is no bridge.** Write one into section 4 of the workbook.".to_owned());
    }
    if open.is_empty() {
        return "Every level has a name, and every alarm on a listed resource has a receiver.\n\n".to_owned();
    }
    format!(
        "Before this matrix works:\n\n{}\n\n",
        open.iter().map(|line| format!("- [ ] {line}")).collect::<Vec<_>>().join("\n")
    )
}

fn levels(event: &Event) -> String {
    let rows: Vec<Vec<String>> = LEVELS
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let people: Vec<String> =
                event.contacts.iter().filter(|contact| level(contact) == Some(index)).map(person).collect();
            let people = if people.is_empty() { "**nobody**".to_owned() } else { people.join("<br>") };
            let cells = [row.name, row.role, row.does].map(str::to_owned).into_iter().chain([people]);
            cells.chain([row.responds, row.handles, row.hours].map(str::to_owned)).collect()
        })
        .collect();
    let mut text = "## Levels\n\n".to_owned();
    text +=
        &table(&["Level", "Role", "Does", "Who", "Responds within", "Handles within, else escalates", "Hours"], &rows);
    if let Some(window) = &event.window {
        text += &format!(
            "**During the event every level is on call**, from {} to {} ({} to {} UTC): {} before the start and {} after \
             the end included.\n\n",
            md(&window.show(window.opens())),
            md(&window.show(window.closes())),
            window.opens().strftime("%Y-%m-%d %H:%M"),
            window.closes().strftime("%Y-%m-%d %H:%M"),
            count(usize::try_from(window.lead.as_hours()).unwrap_or_default(), "hour"),
            count(usize::try_from(window.tail.as_hours()).unwrap_or_default(), "hour"),
        );
    } else {
        text += "**Not known:** when the event takes place. Write start and end into section 2.\n\n";
    }
    text += "Times and hours are usual ones. Agree on them with the people named here before the event.\n\n";
    let list =
        |filter: &dyn Fn(&&Contact) -> bool| event.contacts.iter().filter(filter).map(person).collect::<Vec<_>>();
    let coordination = list(&|contact| is_coordination(contact));
    if !coordination.is_empty() {
        text += &format!("**Decides and informs**, at every severity: {}\n\n", coordination.join("; "));
    }
    let others = list(&|contact| level(contact).is_none() && !is_coordination(contact));
    if !others.is_empty() {
        text += &format!("**On no level**, because the role in section 3 names none: {}\n\n", others.join("; "));
    }
    text
}

fn person(contact: &Contact) -> String {
    let mut text = md(name(contact));
    for (more, separator) in [(&contact.role, ", "), (&contact.phone, " · "), (&contact.email, " · ")] {
        if let Some(more) = more.as_deref().filter(|more| *more != name(contact)) {
            text += &format!("{separator}{}", md(more));
        }
    }
    text
}

fn name(contact: &Contact) -> &str {
    let names = [&contact.name, &contact.group, &contact.email, &contact.role];
    names.into_iter().flatten().next().map_or("a contact without a name", String::as_str)
}

fn severities(event: &Event) -> String {
    let bridge: Vec<String> = event.bridge.iter().map(|entry| md(&entry.text)).collect();
    let bridge = if bridge.is_empty() { "**no bridge**".to_owned() } else { bridge.join("<br>") };
    let rows = [
        [
            "**Critical**",
            "the service is down, or orders and data are lost",
            "page L1 and L2 by phone and SMS, chat, e-mail, open the bridge",
            "15 minutes",
            "30 minutes",
            "1 hour",
        ],
        [
            "**High**",
            "a function is missing or a success criterion is broken",
            "chat and e-mail to L1",
            "1 hour",
            "2 hours",
            "4 hours",
        ],
        ["**Warning**", "slow or close to a limit, users notice little", "chat", "4 hours", "8 hours", "24 hours"],
    ];
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
    let mut text = "## Channels by severity\n\n".to_owned();
    text += &table(&["Severity", "When", "Channels", "L1 answers within", "L2 joins after", "L3 joins after"], &rows);
    text += &format!("Bridge and chat (section 4): {bridge}\n\n");
    let criteria: Vec<String> = event.criteria.iter().map(|entry| md(&entry.text)).collect();
    if !criteria.is_empty() {
        text += &format!("Success criteria (section 1): {}\n\n", criteria.join("; "));
    }
    text
}

fn path(event: &Event) -> String {
    let case = event.prewarming.iter().find_map(|row| row.support_case.as_deref());
    let case = case.map_or("the event's case, whose number section 7 does not name yet".to_owned(), |id| {
        format!("case {}", md(id))
    });
    let plans: Vec<_> = event.plans.iter().flat_map(|plan| &plan.questions).collect();
    let notify = plans.iter().find(|question| question.text.to_lowercase().contains("notif"));
    let notify = notify.and_then(|question| question.answer.as_deref()).map_or_else(
        || "**Not known:** who is told of a move between plans. Fill in section 14.".to_owned(),
        |answer| format!("Told of a move between plans: {}", md(answer)),
    );
    format!(
        "## Path\n\n\
         1. Whoever sees it says so in the chat with time, symptom and affected endpoint, and names a severity.\n\
         2. L1 answers within the time above, opens the bridge when it is critical, and follows the run book.\n\
         3. When the handling time of a level is over, the next level joins. Nobody waits for permission to escalate.\n\
         4. AWS joins through {case}: raise its severity, or call the account team on the bridge.\n\
         5. L1 writes down what was done and when. The review comes within one week of the event.\n\n\
         {notify}\n\n"
    )
}

fn receivers(watches: &Watches<'_>) -> String {
    let mut text = "## Do the alarms reach anybody?\n\n".to_owned();
    let rank = |reach: &Reach| match reach {
        Reach::Nobody(_) => 0,
        Reach::Told(_) | Reach::Through(_) => 1,
        Reach::Scales => 2,
    };
    let mut rated: Vec<_> = watches.alarms.iter().collect();
    rated.sort_by_key(|watch| rank(&watch.reach));
    let mut topics = BTreeSet::new();
    let rows: Vec<Vec<String>> = rated
        .iter()
        .map(|watch| {
            let reach = match &watch.reach {
                Reach::Told(told) => {
                    let arns = told.iter().map(|it| it.arn.as_str()).filter(|arn| alarms::is_topic(arn));
                    topics.extend(arns.map(|arn| (watch.place.1, arn)));
                    told.iter().map(|it| md(&it.name)).collect::<Vec<_>>().join("<br>")
                }
                Reach::Through(composite) => format!("through composite alarm {}", md(composite)),
                Reach::Scales => "scales the group, tells no one by design".to_owned(),
                Reach::Nobody(why) => format!("**nobody**: {why}"),
            };
            let places = format!("{}, {}", watch.place.0, watch.place.1);
            vec![md(watch.name), md(&watch.watches.join(", ")), md(&places), md(&watch.alarm.state), reach]
        })
        .collect();
    if rows.is_empty() {
        text += "No alarm on a listed resource is known.\n\n";
    }
    text += &table(&["Alarm", "Watches", "Where", "State", "Reaches"], &rows);
    if !topics.is_empty() {
        text += "iem reads how many subscriptions of a topic are confirmed, and not whose they are. Make sure that each of \
                 these pages somebody on a level above, and send a test message:\n\n```sh\n";
        for (region, arn) in topics {
            let arn = super::plain(&shell_word(arn)).replace('`', "'");
            let region = super::plain(&shell_word(region)).replace('`', "'");
            text += &format!("aws sns list-subscriptions-by-topic --topic-arn {arn} --region {region}\n");
        }
        text += "```\n";
    }
    text
}
