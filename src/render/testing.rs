//! What the tests of formats with elements share.

use quick_xml::{Reader, events::Event};

/// Names of all elements and their attributes, in order. Panics where the text is no markup.
pub(super) fn tags(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    // HTML has elements without an end.
    reader.config_mut().check_end_names = false;
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                names.push(tag.name().as_ref().to_owned());
                for attribute in tag.attributes() {
                    names.push(format!("@{}", attribute.unwrap().key.as_ref()));
                }
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}
