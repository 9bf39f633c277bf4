//! Section 3: the people.

use super::{
    problems::Problems,
    record::{self, Leaders, Record, Shape},
    section::Part,
    text::Value,
    value::{Answer, Keys, answer, list},
};
use crate::event::Contact;

#[rustfmt::skip]
const KEYS: &Keys = &[
    ("Group", &["group", "team", "groups", "organization", "organisation", "company", "department"]),
    ("Name", &["name", "contact", "contact name", "person", "full name", "who"]),
    ("Phone", &["phone", "telephone", "mobile", "phone number", "tel", "cell", "pager"]),
    ("Role", &["role", "title", "job title", "responsibility", "function"]),
    ("Email", &["email", "e mail", "mail", "email address", "e mail address"]),
];

const SHAPE: Shape = Shape { keys: KEYS, leaders: Leaders::All, carried: &["Group"] };

const HELP: &str = "write a row with group, name, phone, role and e-mail";

/// Reads section 3.
pub(super) fn read(part: &Part<'_>, problems: &mut Problems) -> Vec<Contact> {
    let mut contacts = Vec::new();
    let before = problems.count();
    for record in record::read(&part.blocks, &SHAPE, problems) {
        let contact = contact(&record, problems);
        let is_empty = [&contact.group, &contact.name, &contact.phone, &contact.role, &contact.email]
            .iter()
            .all(|value| value.is_none());
        if record.is_row && is_empty {
            problems.not_filled_in(record.span.clone(), part.section, "a contact", HELP);
        }
        if !record.is_row {
            for field in &record.fields {
                let is_open = field.values.iter().all(|value| answer(value.as_str()) == Answer::Missing);
                if let (Some(key), true) = (field.key, is_open) {
                    problems.not_filled_in(field.label.span(), part.section, key, HELP);
                }
            }
        }
        if !is_empty {
            contacts.push(contact);
        }
        let loose = record.fields.iter().filter(|field| field.key.is_none() && !record.is_row);
        for field in loose {
            contacts.extend(one_line(field.label, problems));
        }
    }
    if contacts.is_empty() && problems.count() == before {
        problems.not_filled_in(part.heading.clone(), part.section, "a contact", HELP);
    }
    contacts
}

fn contact(record: &Record<'_>, problems: &Problems) -> Contact {
    let value = |key| {
        let value = record.value(key).filter(|value| answer(value.as_str()) == Answer::Given);
        value.map(Value::words)
    };
    Contact {
        group: value("Group"),
        name: value("Name"),
        phone: value("Phone"),
        role: value("Role"),
        email: value("Email"),
        line: problems.line(record.span.start),
    }
}

/// `Incident manager: Ana Silva, ana@example.com, +49 30 1234`.
fn one_line(text: Value<'_>, problems: &Problems) -> Option<Contact> {
    let whole = text.as_str();
    let (role, rest) = match whole.split_once(": ") {
        Some((role, rest)) => (Some(text.narrow(role)), text.narrow(rest)),
        None => (None, text),
    };
    let mut contact =
        Contact { role: role.map(Value::words), line: problems.line(text.span().start), ..Contact::default() };
    for part in list(rest).into_iter().filter(|part| answer(part.as_str()) == Answer::Given) {
        let words = part.words();
        let digits = words.chars().filter(char::is_ascii_digit).count();
        if words.contains('@') {
            contact.email.get_or_insert(words);
        } else if digits > 4 && !words.chars().any(char::is_alphabetic) {
            contact.phone.get_or_insert(words);
        } else if contact.name.is_none() {
            contact.name = Some(words);
        } else {
            contact.role.get_or_insert(words);
        }
    }
    (contact.name.is_some() || contact.email.is_some()).then_some(contact)
}
