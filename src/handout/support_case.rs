//! The draft of the support case that opens the engagement with AWS.

use std::collections::BTreeMap;

use super::{
    count,
    facts::{self, Usage},
    marker, plain,
    requests::{LOW, Lcus, Quotas},
};
use crate::{event::Prewarming, plan::Plan, text::shell::shell_word};

/// `CreateCase` takes a body of up to 8,000 characters; this draft always stays below.
pub const BODY_LIMIT: usize = 8_000;

/// Longest value of the workbook that is repeated whole, in characters.
const VALUE_LIMIT: usize = 240;

/// Addresses that `CreateCase` takes in copy.
const COPIES: usize = 10;

/// What is sent to AWS Support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// `IEM Alert - <Customer Name> - <Event Name>`; a name that the workbook lacks stays a placeholder.
    pub subject: String,
    /// Plain text of fewer than [`BODY_LIMIT`] characters.
    pub body: String,
    /// The account to open it in: the most used one.
    pub account: Option<String>,
}

/// Subject, body and account of the case.
pub fn case(plan: &Plan<'_>) -> Case {
    let event = &plan.workbook().event;
    let customer = event.customer.as_deref().unwrap_or("<Customer Name>");
    let name = event.name.as_deref().unwrap_or("<Event Name>");
    let subject = format!("IEM Alert - {} - {}", plain(customer), plain(name));
    let usage = facts::accounts(plan);
    // Lists give way until the text fits; what is left out is counted.
    let known = Known { usage: &usage, lcus: &Lcus::of(plan), quotas: &Quotas::of(plan) };
    let body = (0..=40).rev().map(|rows| body(plan, known, rows)).find(|body| body.chars().count() < BODY_LIMIT);
    Case { subject, body: body.unwrap_or_default(), account: usage.first().map(|first| first.account.to_owned()) }
}

/// The draft as a document: what to check, the text, and the command that would send it.
pub fn support_case(plan: &Plan<'_>) -> String {
    let case = case(plan);
    let mut emails: Vec<&str> =
        plan.workbook().event.contacts.iter().filter_map(|contact| contact.email.as_deref()).collect();
    emails.sort_unstable();
    emails.dedup();
    let copies: Vec<String> = emails.iter().take(COPIES).map(|email| shell_word(&plain(email))).collect();
    let copies =
        if copies.is_empty() { String::new() } else { format!("  --cc-email-addresses {} \\\n", copies.join(" ")) };
    let account = case.account.as_deref().unwrap_or("<account>");
    let known = plan.workbook().event.prewarming.iter().find_map(|row| row.support_case.as_deref());
    let known = known.map_or_else(String::new, |id| {
        format!("The workbook names case {} already: add to that one instead of opening a second.\n\n", super::md(id))
    });
    format!(
        "{marker}# Support case: draft\n\n{known}\
         Nothing has been sent. Its numbers are {facts}. Read it, attach the run book, and open the case in account `{account}`.\n\n\
         **Subject** (keep it exactly; AWS finds the case by it):\n\n```text\n{subject}\n```\n\n\
         **Body** ({length} of at most {BODY_LIMIT} characters):\n\n```text\n{body}\n```\n\n\
         ## Open it\n\n\
         In the console: *Support Center → Create case*, or with the AWS CLI and credentials of account \
         `{account}`. The API needs a support plan that includes it (Business or higher) and answers in \
         us-east-1 only.\n\n\
         1. Choose service and category. AWS documents none for event management, so look at what your \
         account is offered:\n\n\
         ```sh\naws support describe-services --region us-east-1 --query 'services[].[code,name]' --output table\n```\n\n\
         2. Save the body above as `body.txt` and try the command. With `--dry-run` no case is opened; a \
         `DryRunOperationException` means that it would have been. (Not verified with every version of the AWS CLI: \
         where yours does not know the flag, it says so and sends nothing.)\n\n\
         ```sh\naws support create-case --dry-run --region us-east-1 \\\n  \
         --subject {quoted} \\\n  --communication-body file://body.txt \\\n  \
         --service-code '<service>' --category-code '<category>' --severity-code '<severity>' \\\n\
         {copies}  --issue-type technical --language en\n```\n\n\
         3. Run it again without `--dry-run`, and write the case's number into section 7 of the workbook.\n",
        marker = marker(),
        facts = super::md(&plan.scorecard.facts()),
        subject = fenced(&case.subject),
        length = case.body.chars().count(),
        body = case.body,
        quoted = shell_word(&fenced(&case.subject)),
    )
}

/// What the lists of the body are written from.
#[derive(Clone, Copy)]
struct Known<'a> {
    usage: &'a [Usage<'a>],
    lcus: &'a Lcus,
    quotas: &'a Quotas,
}

/// The body with at most `rows` rows in each list.
fn body(plan: &Plan<'_>, known: Known<'_>, rows: usize) -> String {
    let Known { usage, lcus, quotas } = known;
    let event = &plan.workbook().event;
    let name = value(event.name.as_deref().unwrap_or("<Event Name>"));
    let customer = value(event.customer.as_deref().unwrap_or("<Customer Name>"));
    let mut text = format!("Requesting proactive support for IEM.\n\nEvent: {name}\nCustomer: {customer}\n");
    if let Some(owner) = &event.owner {
        text += &format!("Owner: {}\n", value(&owner.text));
    }
    text += &match &event.window {
        Some(window) => format!(
            "\nWINDOW\nUTC:   {} to {}\nLocal: {} to {}\n\
             Please treat {} before and {} after it as part of the event.\n",
            window.start.strftime("%Y-%m-%d %H:%M"),
            window.end.strftime("%Y-%m-%d %H:%M"),
            value(&window.show(window.start)),
            value(&window.show(window.end)),
            hours(window.lead.as_hours()),
            hours(window.tail.as_hours()),
        ),
        None => "\nWINDOW\nNot yet in the workbook: write start and end into section 2.\n".to_owned(),
    };
    text += &accounts(plan, usage, rows);
    let loads: Vec<String> = event.prewarming.iter().map(load).collect();
    text += &list("EXPECTED LOAD", &loads, rows, "load balancer", "not yet in the workbook (section 7)");
    let criteria: Vec<String> = event.criteria.iter().map(|entry| value(&entry.text)).collect();
    text += &list("WHAT COUNTS AS SUCCESS", &criteria, rows, "criterion", "not yet in the workbook (section 1)");
    let mut reservations: Vec<String> = lcus.rows.iter().map(|row| value(&row.sentence())).collect();
    if lcus.unjudged > 0 {
        reservations.push(format!("{}: state not known", count(lcus.unjudged, "planned reservation")));
    }
    text += &list("LCU RESERVATIONS", &reservations, rows, "reservation", "none planned");
    let mut needs: Vec<String> = quotas.rows.iter().map(|row| value(&row.sentence())).collect();
    needs.extend(quotas.is_low.then(|| LOW.to_owned()));
    needs.extend(quotas.is_partial.then(|| "not every quota could be judged".to_owned()));
    text += &list("QUOTAS", &needs, rows, "quota", "enough for the peak");
    let kickoff = event.steps.iter().filter(|step| step.number == 1).flat_map(|step| &step.answers);
    let kickoff: Vec<String> = kickoff.map(|(label, entry)| value(&format!("{label}: {}", entry.text))).collect();
    if !kickoff.is_empty() {
        text += &list("FROM THE KICKOFF", &kickoff, rows, "answer", "");
    }
    let contacts: Vec<String> = event
        .contacts
        .iter()
        .map(|contact| {
            let parts = [&contact.name, &contact.role, &contact.group, &contact.phone, &contact.email];
            value(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", "))
        })
        .collect();
    text += &list("CONTACTS", &contacts, rows, "contact", "not yet in the workbook (section 3)");
    let bridge: Vec<String> = event.bridge.iter().map(|entry| value(&entry.text)).collect();
    text += &list("BRIDGE", &bridge, rows, "line", "not yet in the workbook (section 4)");
    text += "\nThe run book is attached.";
    text
}

fn accounts(plan: &Plan<'_>, usage: &[Usage<'_>], rows: usize) -> String {
    let mut regions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (account, region) in plan.workbook().event.places() {
        regions.entry(account).or_default().push(region);
    }
    let lines: Vec<String> = usage
        .iter()
        .map(|usage| {
            let here = regions.get(usage.account).map(|here| format!(" in {}", here.join(", "))).unwrap_or_default();
            let vcpus = usage.vcpus.map_or("vCPU use not known".to_owned(), |vcpus| format!("{vcpus} vCPUs in use"));
            value(&format!("{}{here}: {vcpus}, {}", usage.account, count(usage.resources, "listed resource")))
        })
        .collect();
    let mut text = list("ACCOUNTS", &lines, rows, "account", "not yet in the workbook (section 6)");
    let why = match usage {
        [] => return text,
        [_] => "the only one".to_owned(),
        [first, second, ..] => match (first.vcpus, second.vcpus) {
            (Some(one), Some(other)) if one > other => format!("it uses the most vCPUs, {one} against {other}"),
            (Some(_), None) => "the only one whose vCPU use is known".to_owned(),
            _ if first.resources > second.resources => {
                format!("it has the most resources in the event, {} against {}", first.resources, second.resources)
            }
            _ => "equal to the next in vCPUs and resources, first by number".to_owned(),
        },
    };
    text += &format!("The case belongs to {}: {why}.\n", value(usage.first().map_or("", |first| first.account)));
    text
}

fn load(row: &Prewarming) -> String {
    let mut parts = Vec::new();
    if let Some(factor) = row.growth() {
        parts.push(format!("{}x normal traffic", (factor * 100.0).round() / 100.0));
    }
    for (number, what) in [
        (row.current_peak_rps, "requests/s at today's peak"),
        (row.average_rps, "requests/s on average"),
        (row.peak_rps, "requests/s at the peak"),
        (row.request_kb, "KB per request"),
        (row.response_kb, "KB per response"),
        (row.tls_percent, "% over TLS"),
    ] {
        parts.extend(number.map(|number| format!("{number} {what}")));
    }
    let region = row.region.as_deref().map(|region| format!(" ({region})")).unwrap_or_default();
    let balancer = row.load_balancer.as_deref().unwrap_or("the whole workload");
    let parts = if parts.is_empty() { "no numbers yet".to_owned() } else { parts.join(", ") };
    value(&format!("{balancer}{region}: {parts}"))
}

fn list(title: &str, lines: &[String], rows: usize, noun: &str, none: &str) -> String {
    let mut text = format!("\n{title}\n");
    if lines.is_empty() {
        return text + "- " + none + "\n";
    }
    for line in lines.iter().take(rows) {
        text += &format!("- {line}\n");
    }
    if lines.len() > rows {
        let left = lines.len() - rows;
        let more = if rows == 0 { "" } else { " more" };
        let noun = if noun == "criterion" && left != 1 { "criteria".to_owned() } else { plural(left, noun) };
        text += &format!("- {left}{more} {noun}, in the attached run book\n");
    }
    text
}

fn plural(number: usize, noun: &str) -> String {
    if number == 1 { noun.to_owned() } else { format!("{noun}s") }
}

fn hours(hours: i64) -> String {
    if hours == 1 { "1 hour".to_owned() } else { format!("{hours} hours") }
}

/// A value of the workbook for the body: on one line, without credentials, and cut between words.
fn value(text: &str) -> String {
    let text = fenced(&plain(text));
    if text.chars().count() <= VALUE_LIMIT {
        return text;
    }
    let mut kept = String::new();
    for word in text.split_whitespace() {
        if kept.chars().count() + word.chars().count() + 3 > VALUE_LIMIT {
            break;
        }
        kept.push_str(word);
        kept.push(' ');
    }
    kept + "…"
}

/// A text that cannot end the code block it stands in.
fn fenced(text: &str) -> String {
    text.replace('`', "'")
}
