//! What cannot be read is told, with its place, and costs its own value only.

use iem_core::workbook::{decode, parse};

use super::{complaints, listed, with_section};

/// Asserts what a body of a section is told, lines counted from that body's first.
fn told(section: u8, body: &str) -> String {
    let text = with_section(section, body);
    let before = text.lines().take_while(|line| !line.starts_with(&format!("## Section {section}:"))).count() + 1;
    let mut shown = String::new();
    for problem in parse(&text).problems {
        if !problem.is_not_filled_in() {
            let line = problem.line as i64 - before as i64;
            shown.push_str(&format!("{line}:{} {} {}\n", problem.column, problem.code, problem.message));
        }
    }
    shown
}

#[test]
fn a_whole_workbook_has_nothing_to_tell() {
    assert_eq!(
        listed(
            &parse(&with_section(1, "- Name: Sale\n- Customer: E\n- Owner: A\n\nSuccess criteria:\n- Works\n"))
                .problems
        ),
        ""
    );
}

#[test]
fn dates() {
    let start = |date: &str| told(2, &format!("- Start: {date}\n- End: Dec 30, 2026 09:00 AM GMT +8\n"));
    insta::assert_snapshot!(start("Dec 12, 2026 09:00 AM"), @"1:10 time-zone-missing no time zone is given");
    insta::assert_snapshot!(start("Dec 12, 2026 09:00 AM CST"), @"1:32 time-zone-ambiguous `CST` is the name of more than one time zone");
    insta::assert_snapshot!(start("12/11/2026 09:00 UTC"), @"1:10 date-ambiguous `12/11/2026` can mean two days");
    insta::assert_snapshot!(start("Dec 12, 2026 09:00 AM GMT +8 (Friday)"), @"1:40 weekday-mismatch 2026-12-12 is a Saturday, not a Friday");
    insta::assert_snapshot!(start("Dec 12, 2026"), @"1:10 time-missing `Dec 12, 2026` has no time of day");
    insta::assert_snapshot!(start("2026-03-29 01:30 Europe/London"), @"1:10 time-ambiguous 2026-03-29T01:30:00 does not exist in Europe/London, where clocks change that day");
    insta::assert_snapshot!(start("12.12.26 09:00 UTC"), @"1:10 date-two-digit-year `12/12/26` has a year of two digits");
    insta::assert_snapshot!(start("Dec 31, 2026 09:00 AM GMT +8"), @"2:8 end-before-start the event ends at 2026-12-30T01:00:00Z, not after its start at 2026-12-31T01:00:00Z");
    insta::assert_snapshot!(start("Dec 30, 2026 09:00 AM GMT +8"), @"2:8 end-before-start the event ends at 2026-12-30T01:00:00Z, not after its start at 2026-12-30T01:00:00Z");
    let mismatch =
        with_section(2, "- Start: Dec 12, 2026 09:00 AM GMT +8 (Friday)\n- End: Dec 13, 2026 09:00 AM GMT +8\n");
    assert!(parse(&mismatch).event.window.is_some());
}

#[test]
fn growth() {
    let growth = |text: &str| told(7, &format!("- Traffic is expected to increase: {text}\n"));
    insta::assert_snapshot!(growth("0x"), @"1:36 growth-not-positive `0x` is not above zero");
    insta::assert_snapshot!(growth("0.5x"), @"1:36 growth-below-one `0.5x` is less than normal traffic");
    insta::assert_snapshot!(growth("twenty-two times"), @"1:36 growth-in-words the growth is in words: `twenty`");
    insta::assert_snapshot!(growth("22 times (20x)"), @"1:36 growth-contradicts `22 times (20x)` says both 22 and 20 times");
    insta::assert_snapshot!(growth("300%"), @"1:36 growth-ambiguous `300%` can be a share of normal traffic or a rise");
    insta::assert_snapshot!(told(7, "- Growth: 2x\n- SSL: 140%\n- LCU reservation: many\n- Request size: big\n- Keep alive: maybe\n"), @r"
    2:8 value-unreadable section 7: cannot read `140%` as % of traffic that is SSL
    3:20 value-unreadable section 7: cannot read `many` as LCU reservation
    4:17 value-unreadable section 7: cannot read `big` as Size of each request
    5:15 value-unreadable section 7: cannot read `maybe` as Persistent connections
    ");
}

#[test]
fn days_of_the_increase_lie_in_the_event() {
    let days = |lines: &str| told(7, &format!("- Growth: 2x\n{lines}"));
    for fits in [
        "- Start Date: Dec 12, 2026\n- End Date: Dec 12, 2026\n",
        "- Start Date: December 1, 2026\n",
        "- End Date: 2027-01-15\n",
        "- Start Date: as in section 2\n",
        "- Start Date: 12/15/2025 or so, see the plan\n",
    ] {
        assert_eq!(days(fits), "", "{fits}");
    }
    insta::assert_snapshot!(days("- Start Date: Dec 16, 2026\n"), @"2:15 date-contradicts the increase starts on 2026-12-16, after the event of section 2, over on 2026-12-13");
    insta::assert_snapshot!(days("- Start Date: 2026-12-16 09:00 GMT +8\n- End Date: Dec 17, 2026\n"), @"2:15 date-contradicts the increase starts on 2026-12-16, after the event of section 2, over on 2026-12-13");
    insta::assert_snapshot!(days("- Start Date: Dec 12, 2025\n- End Date: Dec 13, 2025\n"), @"3:13 date-contradicts the increase ends on 2025-12-13, before the event of section 2, from 2026-12-12");
    insta::assert_snapshot!(days("- Start Date: Dec 13, 2026\n- End Date: Dec 12, 2026\n"), @"3:13 date-contradicts the increase ends on 2026-12-12, before it starts on 2026-12-13");
}

#[test]
fn resources() {
    let list = |lines: &str| told(6, lines);
    let account = "- AWS Account: 111122223333\n";
    insta::assert_snapshot!(list("- AWS Account: prod\n- AWS Regions: us-east-1\n- ELB Name: web\n"), @"1:16 account-unreadable `prod` has no account id");
    insta::assert_snapshot!(list("- AWS Regions: us-east-1\n- ELB Name: web, api\n"), @"2:13 account-missing `web` has no account");
    insta::assert_snapshot!(list(&format!("{account}- ELB Name: web\n")), @"2:13 region-missing `web` has no region");
    insta::assert_snapshot!(list(&format!("{account}- AWS Regions: ap-southeast-1, us-east-1\n- ELB Name: web\n")), @"3:13 region-ambiguous `web` stands in a list of 2 regions");
    insta::assert_snapshot!(list(&format!("{account}- AWS Regions: us-east-11\n- ELB Name: web\n")), @"2:16 region-unknown there is no region `us-east-11`");
    insta::assert_snapshot!(list(&format!("{account}- AWS Regions: us-east-1a\n- ELB Name: web\n")), @"2:16 region-is-zone `us-east-1a` is an Availability Zone, not a region");
    insta::assert_snapshot!(list(&format!("{account}- AWS Regions: us-east-1\n- ELB Name: web, api, web\n")), @"3:23 resource-duplicate `web` is listed twice");
    insta::assert_snapshot!(list(&format!("{account}- AWS Regions: us-east-1\n- ELB Name: web and api\n")), @"3:13 resource-unreadable `web and api` is not a name that AWS allows here");
    let tag = |tag: &str| list(&format!("{account}- AWS Regions: us-east-1\n- Other: {tag}\n"));
    insta::assert_snapshot!(tag("tag:event=spring sale, tag:critical"), @"");
    insta::assert_snapshot!(tag("tag:=spring-sale"), @"3:10 tag-unreadable `tag:=spring-sale` is not a tag");
    insta::assert_snapshot!(list(&format!("{account}- AWS Regions: us-east-1\n- Instnce IDs: i-0a1b2c3d\n")), @"3:3 label-unknown section 6 has no label `Instnce IDs`, so its values are not read");
    insta::assert_snapshot!(list("- AWS Account: 111122223333, 444455556666\n- AWS Regions: us-east-1\n- ELB Name: web\n"), @"3:13 account-ambiguous `web` stands in a list of 2 accounts");
    insta::assert_snapshot!(list("| Account | Region | ELB Name |\n|---|---|---|\n| 111122223333 | us-east-1 |\n| 111122223333 | us-east-1 | a | b |\n"), @r"
    3:1 table-row-short this row has fewer cells than the header
    4:1 table-row-long this row has more cells than the header, and the rest is not read
    ");
    let help = parse(&with_section(6, &format!("{account}- Region: Singapore\n- ELB: web\n"))).problems[0].help.clone();
    assert_eq!(help, "did you mean `ap-southeast-1`? write the code of the region");
}

#[test]
fn secrets_are_told_by_their_place_and_kept_nowhere() {
    let bodies = [
        "- https://grafana.example.com user ops password: hunter2x\n",
        "- Password: hunter2x\n",
        "- Password\n  - hunter2x\n",
        "- Password = `hunter2x`\n",
        "- https://ops:hunter2x@grafana.example.com/d/1\n",
        "- [Dashboard](https://ops:hunter2x@grafana.example.com/d/1)\n",
        "- https://grafana.example.com/?token=hunter2x\n",
        "- key AKIAHUNTER2XHUNTER2X\n",
        "- admin / pw hunter2x!\n",
        "Password:\n\nhunter2x\n",
        "- API key: hunter2x\n",
        "```\npassword: hunter2x\n```\n",
        "- Secret:\n  ```\n  hunter2x\n  ```\n",
        "| URL | User | Password |\n|---|---|---|\n| https://grafana.example.com | ops | hunter2x |\n",
        "| URL | https://grafana.example.com |\n|---|---|\n| Password | hunter2x |\n",
    ];
    for body in bodies {
        let text = with_section(5, body);
        let workbook = parse(&text);
        let secrets: Vec<_> = workbook.problems.iter().filter(|problem| problem.code == "secret-in-workbook").collect();
        assert_eq!(secrets.len(), 1, "{body}{:?}", workbook.problems);
        let all = format!("{workbook:?}").to_lowercase();
        assert!(!all.contains("hunter2x"), "{body}{all}");
        let covered = text[secrets[0].span.clone()].to_lowercase();
        assert!(covered.contains("hunter2x"), "{body} {covered}");
    }
    let kept = |body: &str| {
        let endpoints = parse(&with_section(5, body)).event.endpoints;
        endpoints.into_iter().map(|entry| entry.text).collect::<Vec<_>>()
    };
    assert_eq!(kept(bodies[0]), ["https://grafana.example.com"]);
    assert_eq!(kept(bodies[4]), ["https://grafana.example.com/d/1"]);
    assert_eq!(kept(bodies[13]), ["https://grafana.example.com"]);
    assert_eq!(kept("- Shop: https://shop.example.com\n"), ["https://shop.example.com"]);
    assert_eq!(told(5, "- https://shop.example.com\n- Password: in the team vault\n"), "");
}

#[test]
fn markers() {
    insta::assert_snapshot!(told(15, "<!-- iem:scorecard -->\ntext\n"), @"1:1 marker-unclosed region `scorecard` is never closed");
    insta::assert_snapshot!(told(15, "<!-- iem:a -->\n<!-- iem:b -->\n<!-- /iem:b -->\n<!-- /iem:a -->\n"), @"2:1 marker-nested region `b` opens inside of region `a`");
    insta::assert_snapshot!(told(15, "text\n\n<!-- /iem:scorecard -->\n"), @"3:1 marker-unopened region `scorecard` is closed but was never opened");
    insta::assert_snapshot!(told(15, "<!-- iem:a -->\n<!-- /iem:b -->\n"), @r"
    1:1 marker-unclosed region `a` is never closed
    2:1 marker-unopened region `b` is closed but was never opened
    ");
    insta::assert_snapshot!(told(15, "<!-- iem:a -->\n<!-- /iem:a -->\n\n<!-- iem:a -->\n<!-- /iem:a -->\n"), @"4:1 marker-twice region `a` is there a second time");
    insta::assert_snapshot!(told(15, "<!-- never ends\n"), @"1:1 comment-unclosed this comment never ends, and hides everything below it");
    assert_eq!(told(15, "```\n<!-- iem:scorecard -->\n```\n"), "");
}

#[test]
fn regions_end_right_behind_a_table() {
    let text = with_section(
        15,
        "<!-- iem:scorecard -->\n| a | b |\n|---|---|\n| 1 | 2 |\n<!-- /iem:scorecard -->\nour own words\n",
    );
    let workbook = parse(&text);
    assert_eq!(workbook.regions.len(), 1);
    assert_eq!(&text[workbook.regions[0].inside.clone()], "\n| a | b |\n|---|---|\n| 1 | 2 |\n");
    assert_eq!(complaints(&text), "");
}

#[test]
fn merges_front_matter_and_missing_sections() {
    insta::assert_snapshot!(told(17, "<<<<<<< ours\nkeep\n\n=======\ndrop\n>>>>>>> theirs\n"), @r"
    1:1 merge-conflict a merge conflict is not resolved here
    4:1 merge-conflict a merge conflict is not resolved here
    6:1 merge-conflict a merge conflict is not resolved here
    ");
    let front = |yaml: &str| {
        complaints(&format!(
            "---\n{yaml}---\n{}",
            with_section(1, "- Name: S\n- Customer: E\n- Owner: A\n\nSuccess criteria:\n- Works\n")
        ))
    };
    insta::assert_snapshot!(front("title: a\nstart: [1\n"), @"4:1 front-matter-unreadable cannot read the front matter: while parsing a flow sequence, expected ',' or ']'");
    insta::assert_snapshot!(front("thresholds:\n  a: {b: -1, c: 1}\n  d: many\n  e: .inf\n"), @r"
    3:10 threshold-unreadable threshold `a.b` is not a number of zero or more
    4:6 threshold-unreadable threshold `d` is not a number of zero or more
    5:6 threshold-unreadable threshold `e` is not a number of zero or more
    ");
    insta::assert_snapshot!(front("start: 2026-12-12T09:30:00+08:00\n"), @"2:8 date-contradicts the front matter has another start than section 2");
    insta::assert_snapshot!(listed(&parse("").problems), @r"
    1:1 section-missing section 1 is missing
    1:1 section-missing section 2 is missing
    1:1 section-missing section 3 is missing
    1:1 section-missing section 6 is missing
    1:1 section-missing section 7 is missing
    1:1 not-filled-in section 2: Start is not filled in
    1:1 not-filled-in section 2: End is not filled in
    1:1 not-filled-in section 1: Name is not filled in
    1:1 not-filled-in section 1: Customer is not filled in
    1:1 not-filled-in section 1: Owner is not filled in
    ");
}

#[test]
fn accepted_risks_need_everything() {
    let head = "| Rule | Resource | Owner | Reason | Until |\n|---|---|---|---|---|\n";
    let body =
        format!("{head}| a-rule | web | Ana | fine | 2026-12-31 |\n| a-rule | api | | fine | soon |\n| | | | | |\n");
    insta::assert_snapshot!(told(16, &body), @"4:1 accepted-risk-incomplete this accepted risk does not count: no readable owner, expires");
    let event = parse(&with_section(16, &body)).event;
    let today = "2026-12-31".parse().unwrap();
    let counting: Vec<bool> = event.accepted_risks.iter().map(|risk| risk.counts_on(today)).collect();
    assert_eq!(counting, [true, false]);
}

#[test]
fn a_tracker_tells_what_is_open() {
    let text = with_section(
        16,
        "- Description: Raise quota\n- Status : Red | Yellow | Green\n- Owner:\n\n- Description: x\n- Status: maybe\n- Owner: Ana\n",
    );
    insta::assert_snapshot!(listed(&parse(&text).problems), @r"
    26:3 not-filled-in section 16: Status is not filled in
    27:3 not-filled-in section 16: Owner is not filled in
    30:11 status-unknown `maybe` is no status of an action item
    ");
}

#[test]
fn bytes_that_are_not_utf_8_are_told() {
    let problem = decode(b"# a\n\xe9t\xe9").unwrap_err();
    assert_eq!((problem.line, problem.column, problem.span), (2, 1, 4..4));
    assert_eq!(decode("\u{feff}# a".as_bytes()), Ok("\u{feff}# a"));
}

/// Far more than a person would list: a script has written it.
#[test]
fn five_thousand_resources_in_one_section_are_all_read() {
    let ids: Vec<String> = (0..5_000).map(|number| format!("i-{number:017x}")).collect();
    let place = "- AWS Account: 111122223333\n- AWS Regions: us-east-1\n";
    let commented = ids.iter().enumerate().map(|(number, id)| format!("{id} (rack {number})"));
    let rows = commented.map(|row| format!("| 111122223333 | us-east-1 | {row} |\n")).collect::<String>();
    let nested = ids.iter().map(|id| format!("  - {id}\n")).collect::<String>();
    for body in [
        format!("{place}- Instance IDs: {}\n", ids.join(", ")),
        format!("{place}- Instance IDs:\n{nested}"),
        format!("| AWS Account | AWS Regions | Instance IDs |\n|---|---|---|\n{rows}"),
    ] {
        let workbook = parse(&with_section(6, &body));
        let read: Vec<&str> = workbook.event.resources.iter().map(|resource| resource.name.as_str()).collect();
        assert_eq!(read, ids);
        assert!(workbook.event.resources.iter().all(|it| it.region.as_deref() == Some("us-east-1")));
        assert_eq!(told(6, &body), "");
    }
}
