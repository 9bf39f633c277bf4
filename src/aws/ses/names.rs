//! Names of mail identities.

use crate::{event::ResourceKind, names::plain_name};

/// The SES identity that a domain, an address or an ARN means: itself, or else the domain above it, whose
/// verification is good for its addresses and subdomains.
pub fn find_identity<'a>(identities: &'a [String], written: &str) -> Option<&'a str> {
    let mut name = plain_name(ResourceKind::EmailIdentity, written.trim());
    while !name.is_empty() {
        if let Some(found) = identities.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            return Some(found);
        }
        name = name.split_once(['@', '.']).filter(|(_, above)| above.contains('.')).map_or("", |(_, above)| above);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_found_by_each_form_of_its_name_and_by_its_domain() {
        let all = ["example.com", "Info@example.com", "shop.example.net"].map(str::to_owned);
        for (written, expected) in [
            ("example.com", Some("example.com")),
            ("Example.com", Some("example.com")),
            ("arn:aws:ses:eu-west-1:111122223333:identity/example.com", Some("example.com")),
            ("info@example.com", Some("Info@example.com")),
            ("orders@example.com", Some("example.com")),
            ("mail.example.com", Some("example.com")),
            ("orders@mail.shop.example.net", Some("shop.example.net")),
            ("example.net", None),
            ("com", None),
            ("", None),
        ] {
            assert_eq!(find_identity(&all, written), expected, "{written}");
        }
    }
}
