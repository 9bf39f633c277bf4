//! Time zones as people write them: offsets, IANA names and the abbreviations that mean one thing.

use jiff::tz::TimeZone;

/// Abbreviations that stand for one offset all over the world, in minutes east of UTC.
#[rustfmt::skip]
const ABBREVIATIONS: [(&str, i32); 41] = [
    ("UTC", 0), ("GMT", 0), ("Z", 0), ("WET", 0), ("WEST", 60), ("CET", 60), ("CEST", 120),
    ("EET", 120), ("EEST", 180), ("MSK", 180), ("TRT", 180), ("SAST", 120), ("CAT", 120),
    ("EAT", 180), ("WAT", 60), ("PKT", 300), ("NPT", 345), ("ICT", 420), ("WIB", 420),
    ("WITA", 480), ("WIT", 540), ("SGT", 480), ("HKT", 480), ("MYT", 480), ("PHT", 480),
    ("AWST", 480), ("JST", 540), ("KST", 540), ("ACST", 570), ("ACDT", 630), ("AEST", 600),
    ("AEDT", 660), ("NZST", 720), ("NZDT", 780), ("BRT", -180), ("EDT", -240), ("MDT", -360),
    ("PDT", -420), ("AKDT", -480), ("AKST", -540), ("HST", -600),
];

/// Abbreviations that mean different zones to different people, and what to write instead.
#[rustfmt::skip]
const AMBIGUOUS: [(&str, &str); 18] = [
    ("CST", "CST is UTC-6 in Chicago, UTC+8 in Beijing and UTC-5 in Havana; write `GMT -6` or `America/Chicago`"),
    ("CDT", "CDT is UTC-5 in Chicago and UTC-4 in Havana; write `GMT -5` or `America/Chicago`"),
    ("CT", "CT is UTC-6 or UTC-5 by season; write `America/Chicago`"),
    ("EST", "EST is UTC-5 in New York and UTC+10 in Sydney; write `GMT -5` or `America/New_York`"),
    ("ET", "ET is UTC-5 or UTC-4 by season; write `America/New_York`"),
    ("PST", "PST is UTC-8 in Los Angeles and UTC+8 in Manila; write `GMT -8` or `America/Los_Angeles`"),
    ("PT", "PT is UTC-8 or UTC-7 by season; write `America/Los_Angeles`"),
    ("MST", "MST is UTC-7 in Denver and UTC+8 in Kuala Lumpur; write `GMT -7` or `America/Denver`"),
    ("MT", "MT is UTC-7 or UTC-6 by season; write `America/Denver`"),
    ("IST", "IST is UTC+5:30 in Kolkata, UTC+2 in Jerusalem and UTC+1 in Dublin; write `GMT +5:30` or `Asia/Kolkata`"),
    ("BST", "BST is UTC+1 in London and UTC+6 in Dhaka; write `GMT +1` or `Europe/London`"),
    ("AST", "AST is UTC-4 in Halifax and UTC+3 in Riyadh; write `GMT -4` or `America/Halifax`"),
    ("ADT", "ADT is UTC-3 in Halifax and UTC+4 in Baghdad; write `GMT -3` or `America/Halifax`"),
    ("GST", "GST is UTC+4 in Dubai and UTC-2 in South Georgia; write `GMT +4` or `Asia/Dubai`"),
    ("AMT", "AMT is UTC-4 in Manaus and UTC+4 in Yerevan; write `GMT -4` or `America/Manaus`"),
    ("WST", "WST is UTC+8 in Perth and UTC+13 in Apia; write `GMT +8` or `Australia/Perth`"),
    ("SST", "SST is UTC-11 in Pago Pago and UTC+8 in Singapore; write `GMT +8` or `Asia/Singapore`"),
    ("ECT", "ECT is UTC-5 in Quito and UTC-4 in the Caribbean; write `GMT -5` or `America/Guayaquil`"),
];

/// Minutes east of UTC of an abbreviation that means one thing.
pub(super) fn abbreviation(word: &str) -> Option<i32> {
    let (_, minutes) = ABBREVIATIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
    Some(*minutes)
}

/// What an abbreviation can mean when it means several things.
pub(super) fn candidates(word: &str) -> Option<&'static str> {
    let (_, help) = AMBIGUOUS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word))?;
    Some(*help)
}

/// A zone of the bundled IANA database: `Asia/Singapore`, `Singapore`. Short names are left
/// out, because the database knows `EST` and its kin, which people use for several zones.
pub(super) fn iana(word: &str) -> Option<TimeZone> {
    (word.contains('/') || word.len() > 4).then(|| TimeZone::get(word).ok()).flatten()
}
