//! Step 24: what to ask those who took part.

use super::words::{Words, plain};
use crate::{event::Contact, report::Judgement};

/// Incidents that are asked about.
const INCIDENTS: usize = 3;

/// The request, to those that section 3 names, without telephone numbers and addresses.
pub(super) fn request(words: &Words<'_>) -> String {
    let contacts: Vec<String> = words.inputs.workbook.event.contacts.iter().filter_map(contact).collect();
    let to =
        if contacts.is_empty() { "nobody yet (section 3 names no contacts)".to_owned() } else { contacts.join(", ") };
    let name = words.name();
    let mut text = format!("To: {to}\nSubject: Survey: {name}\n\n");
    if let Some(until) = words.runs_until() {
        text += &format!("Send this once the event is over, after {until}.\n\n");
    }
    text += &format!("{name} took place from {}. ", words.dates());
    if !words.found.criteria.is_empty() {
        text += &format!("As measured: {}. ", words.tally());
    }
    text += &format!("Please answer by {}, when the post-mortem is held at the latest.\n\n", words.post_mortem);
    let mut questions =
        vec!["How satisfied are you with the event, from 1 (not at all) to 5 (fully), and why?".to_owned()];
    for one in words.criteria(Judgement::AskPeople) {
        questions.push(format!("Was this reached, and how do you know: {}?", plain(&one.text)));
    }
    for one in words.criteria(Judgement::Missed) {
        questions.push(format!("\"{}\" was missed. Did you or your customers notice, and when?", plain(&one.text)));
    }
    let incidents = words.incidents();
    for one in incidents.iter().filter(|one| one.kind == "incident").take(INCIDENTS) {
        questions.push(format!("How did you learn of this, and how soon: {}?", words.happening(one)));
    }
    for (number, question) in questions.iter().enumerate() {
        text += &format!("{}. {question}\n", number + 1);
    }
    text
}

/// `Incident commander (Dana Reyes)`.
fn contact(contact: &Contact) -> Option<String> {
    let role = contact.role.as_deref().or(contact.group.as_deref()).map(plain);
    match (role, contact.name.as_deref().map(plain)) {
        (Some(role), Some(name)) => Some(format!("{role} ({name})")),
        (one, other) => one.or(other),
    }
}
