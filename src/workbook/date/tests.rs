use super::{day, moment};

/// What a text is read as: the moment in UTC and the zone's label, then the codes of troubles.
fn read(text: &str) -> String {
    let (found, troubles) = moment(text, None);
    let mut shown = found.map_or("-".to_owned(), |moment| format!("{} [{}]", moment.timestamp, moment.label));
    for trouble in troubles {
        shown.push(' ');
        shown.push_str(trouble.code);
    }
    shown
}

#[test]
fn moments_are_read_as_people_write_them() {
    #[rustfmt::skip]
    let table = [
        // The template's form, and what its readers make of it.
        ("Dec 12, 2026 09:00 AM GMT +8 (Saturday)", "2026-12-12T01:00:00Z [GMT +8]"),
        ("Dec 12, 2026 09:00 AM GMT +8 (Sat)", "2026-12-12T01:00:00Z [GMT +8]"),
        ("Dec 12, 2026 09:00 AM GMT +8 (Day)", "2026-12-12T01:00:00Z [GMT +8]"),
        ("Dec 12, 2026 09:00 PM GMT+8", "2026-12-12T13:00:00Z [GMT+8]"),
        ("Dec 12, 2026 12:00 AM GMT +8", "2026-12-11T16:00:00Z [GMT +8]"),
        ("Dec 12, 2026 12:00 PM GMT +8", "2026-12-12T04:00:00Z [GMT +8]"),
        ("Dec 12 2026, 9:30 a.m. GMT+08:00", "2026-12-12T01:30:00Z [GMT+08:00]"),
        ("Dec. 12, 2026 9:30 p.m UTC", "2026-12-12T21:30:00Z [UTC]"),
        ("Saturday, December 12th, 2026 at 9 AM SGT", "2026-12-12T01:00:00Z [SGT]"),
        ("12 December 2026, 21:00 UTC", "2026-12-12T21:00:00Z [UTC]"),
        ("12-Dec-2026 21:00 UTC", "2026-12-12T21:00:00Z [UTC]"),
        ("21:00 12-Dec-2026 UTC", "2026-12-12T21:00:00Z [UTC]"),
        ("21:00 UTC, Sat 12 Dec 2026", "2026-12-12T21:00:00Z [UTC]"),
        ("2026 Dec 12 21:00 UTC", "2026-12-12T21:00:00Z [UTC]"),
        ("1 Sept 2026 00:00 UTC", "2026-09-01T00:00:00Z [UTC]"),
        ("December 12 2026 9am Asia/Singapore", "2026-12-12T01:00:00Z [Asia/Singapore]"),
        ("December 12 2026 9am (Asia/Singapore)", "2026-12-12T01:00:00Z [Asia/Singapore]"),
        ("Dec 12, 2026 12 noon UTC", "2026-12-12T12:00:00Z [UTC]"),
        ("Dec 12, 2026 noon UTC", "2026-12-12T12:00:00Z [UTC]"),
        ("Feb 29, 2028 09:00 UTC", "2028-02-29T09:00:00Z [UTC]"),
        // ISO 8601 and its relatives.
        ("2026-12-12 09:00 +08:00", "2026-12-12T01:00:00Z [+08:00]"),
        ("2026-12-12T09:00:00Z", "2026-12-12T09:00:00Z [Z]"),
        ("2026-12-12T09:00:00.250+08:00", "2026-12-12T01:00:00.25Z [+08:00]"),
        ("2026-12-12T09:00-0500", "2026-12-12T14:00:00Z [-0500]"),
        ("2026-12-12T09:00+08:00[Asia/Singapore]", "2026-12-12T01:00:00Z [Asia/Singapore]"),
        ("20261212T090000Z", "2026-12-12T09:00:00Z [Z]"),
        ("2026/12/12 09:00 SGT", "2026-12-12T01:00:00Z [SGT]"),
        ("2026-12-12 24:00 UTC", "2026-12-13T00:00:00Z [UTC]"),
        ("13/12/2026 09:00 UTC", "2026-12-13T09:00:00Z [UTC]"),
        ("12/13/2026 09:00 UTC", "2026-12-13T09:00:00Z [UTC]"),
        ("12/12/2026 09:00 UTC", "2026-12-12T09:00:00Z [UTC]"),
        // Zones.
        ("2026-12-12 09:00 UTC-5", "2026-12-12T14:00:00Z [UTC-5]"),
        ("2026-12-12 09:00 UTC−5", "2026-12-12T14:00:00Z [UTC−5]"),
        ("2026-12-12 09:00 UTC+5:30", "2026-12-12T03:30:00Z [UTC+5:30]"),
        ("2026-12-12 09:00 GMT + 8", "2026-12-12T01:00:00Z [GMT + 8]"),
        ("2026-12-12 09:00 JST", "2026-12-12T00:00:00Z [JST]"),
        ("2026-07-12 09:00 EDT", "2026-07-12T13:00:00Z [EDT]"),
        ("2026-07-12 09:00 CEST", "2026-07-12T07:00:00Z [CEST]"),
        ("2026-12-12 09:00 NZDT", "2026-12-11T20:00:00Z [NZDT]"),
        ("2026-07-12 09:00 Europe/London", "2026-07-12T08:00:00Z [Europe/London]"),
        ("2026-12-12 09:00 Singapore", "2026-12-12T01:00:00Z [Singapore]"),
        ("2026-12-12 09:00 SGT (GMT+8)", "2026-12-12T01:00:00Z [SGT]"),
        ("2026-12-12 09:00 GMT-6 (CST)", "2026-12-12T15:00:00Z [GMT-6]"),
        ("2026-12-12 09:00 America/Argentina/Buenos_Aires",
            "2026-12-12T12:00:00Z [America/Argentina/Buenos_Aires]"),
        // What means two moments, or none.
        ("2026-12-12 09:00 CST", "- time-zone-ambiguous"),
        ("2026-12-12 09:00 IST", "- time-zone-ambiguous"),
        ("2026-12-12 09:00 BST", "- time-zone-ambiguous"),
        ("2026-12-12 09:00 PST", "- time-zone-ambiguous"),
        ("2026-12-12 09:00 EST", "- time-zone-ambiguous"),
        ("2026-12-12 09:00 MST", "- time-zone-ambiguous"),
        ("2026-12-12 09:00 CDT", "- time-zone-ambiguous"),
        ("2026-12-12 09:00 AST", "- time-zone-ambiguous"),
        ("2026-12-12 09:00", "- time-zone-missing"),
        ("2026-12-12 09:00 local time", "- time-zone-missing"),
        ("2026-12-12 09:00 Asia/Atlantis", "- time-zone-unknown"),
        ("2026-12-12 09:00 UTC+25", "- time-zone-unknown"),
        ("2026-12-12 09:00 UTC+5.5", "- date-unreadable"),
        ("2026-12-12 09:00 +08:00 UTC", "- time-zone-contradicts"),
        ("2026-12-12 09:00 +07:00[Asia/Singapore]", "- time-zone-contradicts"),
        ("12/11/2026 09:00 UTC", "- date-ambiguous"),
        ("12.11.2026 09:00 UTC", "- date-ambiguous"),
        ("12/11/26 09:00 UTC", "- date-two-digit-year"),
        ("12 Dec 26 09:00 UTC", "- date-two-digit-year"),
        ("2026-12-12 UTC", "- time-missing"),
        ("Dec 12, 2026", "- time-missing"),
        ("09:00 UTC", "- date-unreadable"),
        ("Dec 12 09:00 UTC", "- date-unreadable"),
        ("Feb 30, 2026 09:00 UTC", "- date-unreadable"),
        ("Feb 29, 2026 09:00 UTC", "- date-unreadable"),
        ("2026-12-12 25:00 UTC", "- date-unreadable"),
        ("2026-12-12 13:00 PM UTC", "- date-unreadable"),
        ("2026-12-12 09:00 - 11:00 UTC", "- date-unreadable"),
        ("2026-12-12 09:00 UTC 2026-12-13 09:00 UTC", "- date-unreadable"),
        ("2026-12-12 midnight UTC", "- time-ambiguous"),
        ("2026-12-12 09:00 UTC or later", "- date-unreadable"),
        ("2026-12-12 09:00 UTC?", "- date-unreadable"),
        ("some time in December", "- date-unreadable"),
        ("99999999999999999999", "- date-unreadable"),
        // Clocks change: 01:30 does not exist in London on 29 March, and comes twice in October.
        ("2026-03-29 01:30 Europe/London", "- time-ambiguous"),
        ("2026-10-25 01:30 Europe/London", "- time-ambiguous"),
        ("2026-10-25T01:30+00:00[Europe/London]", "2026-10-25T01:30:00Z [Europe/London]"),
        // A wrong weekday is told, and the date still counts.
        ("Dec 12, 2026 09:00 AM GMT +8 (Friday)", "2026-12-12T01:00:00Z [GMT +8] weekday-mismatch"),
        ("Fri, 12 Dec 2026 21:00 UTC", "2026-12-12T21:00:00Z [UTC] weekday-mismatch"),
    ];
    for (text, expected) in table {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_zone_stated_elsewhere_serves_dates_without_one() {
    let label = |text| moment(text, Some("Asia/Tokyo")).0.map(|moment| moment.label);
    assert_eq!(label("2026-12-12 09:00"), Some("Asia/Tokyo".to_owned()));
    assert_eq!(label("2026-12-12 09:00 SGT"), Some("SGT".to_owned()));
    assert_eq!(label("2026-12-12 09:00 CST"), None);
}

#[test]
fn ambiguous_zones_name_what_they_can_be() {
    let help = |text| moment(text, None).1[0].help.clone();
    let help = [help("2026-12-12 09:00 CST"), help("12/11/2026 09:00 UTC"), help("2026-10-25 01:30 Europe/London")];
    insta::assert_snapshot!(help.join("\n"), @r"
    CST is UTC-6 in Chicago, UTC+8 in Beijing and UTC-5 in Havana; write `GMT -6` or `America/Chicago`
    write `2026-11-12` or `2026-12-11`
    write the offset instead: `GMT +01` or `GMT +00`
    ");
}

#[test]
fn days_need_no_time_and_no_zone() {
    let read = |text| day(text).0.map(|day| day.to_string());
    assert_eq!(read("2026-12-31").as_deref(), Some("2026-12-31"));
    assert_eq!(read("Dec 31, 2026").as_deref(), Some("2026-12-31"));
    assert_eq!(read("31 December 2026 (Thursday)").as_deref(), Some("2026-12-31"));
    assert_eq!(read("next week"), None);
    assert_eq!(read("11/12/2026"), None);
}
