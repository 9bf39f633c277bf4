//! A filled workbook says the same, however its lines end and its sections are ordered.

use iem_core::workbook::{Workbook, parse};

use super::{complaints, listed};

const FILLED: &str = include_str!("../../fixtures/workbooks/filled.md");

#[test]
fn every_section_is_read() {
    let Workbook { event, problems, .. } = parse(FILLED);
    assert_eq!(listed(&problems), "");
    insta::assert_debug_snapshot!(event);
}

/// The event without line numbers.
fn without_lines(text: &str) -> String {
    let shown = format!("{:#?}", parse(text).event);
    let mut in_sections = false;
    let kept = shown.lines().filter(|line| {
        in_sections = if line.starts_with("    sections:") { true } else { in_sections && !line.starts_with("    }") };
        !in_sections && !line.trim_start().starts_with("line:")
    });
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn line_endings_tabs_and_a_byte_order_mark_change_nothing() {
    let expected = without_lines(FILLED);
    assert!(expected.contains("Spring sale 2027"));
    let crlf = FILLED.replace('\n', "\r\n");
    assert_eq!(without_lines(&crlf), expected);
    assert_eq!(without_lines(&format!("\u{feff}{crlf}")), expected);
    assert_eq!(without_lines(&FILLED.replace("\n  - ", "\n\t- ")), expected);
    assert_eq!(complaints(&crlf), complaints(FILLED));
}

#[test]
fn sections_may_stand_in_any_order_and_at_any_level() {
    let expected = without_lines(FILLED);
    let (head, body) = FILLED.split_once("## Section 1:").unwrap();
    let body = format!("## Section 1:{body}");
    let mut sections: Vec<String> = Vec::new();
    for line in body.split_inclusive('\n') {
        if line.starts_with("## ") {
            sections.push(String::new());
        }
        sections.last_mut().unwrap().push_str(line);
    }
    for rotation in 1..sections.len() {
        sections.rotate_left(1);
        if rotation % 2 == 0 {
            sections.reverse();
        }
        let shuffled = format!("{head}{}", sections.concat());
        assert_eq!(without_lines(&shuffled), expected);
    }
    assert_eq!(without_lines(&FILLED.replace("## Section", "# Section")), expected);
}

#[test]
fn sections_without_numbers_are_found_by_their_titles() {
    let mut text = FILLED.to_owned();
    for number in (1..=18).rev() {
        text = text.replace(&format!("## Section {number}: "), "## ");
    }
    let text = text.replace("### not a heading", "### Section 6: not a heading");
    assert_eq!(without_lines(&text), without_lines(FILLED));
}

#[test]
fn unknown_sections_are_left_alone() {
    let text = FILLED.replace("## Section 7:", "## Our notes\n- ELB Name: old\n\n## Section 7:");
    assert_eq!(without_lines(&text), without_lines(FILLED));
}

#[test]
fn the_names_come_from_where_they_are() {
    let names = |text: &str| {
        let event = parse(text).event;
        (event.name.unwrap_or_default(), event.customer.unwrap_or_default())
    };
    let pair = |name: &str, customer: &str| (name.to_owned(), customer.to_owned());
    let subject = "## Section 8: x\n#### Step 2: Open\n- Subject: IEM Alert - Example - Sale  Please use this naming convention exactly\n";
    assert_eq!(names(subject), pair("Sale", "Example"));
    assert_eq!(names(&format!("---\ntitle: Launch\ncustomer: Acme\n---\n{subject}")), pair("Launch", "Acme"));
    assert_eq!(names("# Big Launch\n## Section 1: x\n"), pair("Big Launch", ""));
    assert_eq!(names("# AWS Infrastructure Event Management\n"), pair("", ""));
    let table = "## Section 1: x\n| Field | Value |\n|---|---|\n| Event | Sale |\n| Company | Acme |\n";
    assert_eq!(names(table), pair("Sale", "Acme"));
}

#[test]
fn dates_come_from_bullets_tables_and_front_matter() {
    let window = |text: &str| {
        let window = parse(text).event.window.unwrap();
        format!("{} {} {}", window.start, window.end, window.time_zone_label)
    };
    let expected = "2026-12-12T01:00:00Z 2026-12-12T15:00:00Z Asia/Singapore";
    let section = "## Section 2: Calendar\n";
    for body in [
        "- Start time: 2026-12-12 09:00 Asia/Singapore\n- Finish: 2026-12-12 23:00 Asia/Singapore\n",
        "- Begin: 2026-12-12 09:00\n- End: 2026-12-12 23:00\n- Time zone: Asia/Singapore\n",
        "- Start date: 2026-12-12\n- Start time: 09:00 Asia/Singapore\n- End: 2026-12-12 23:00 SGT\n",
        "| | Date | Time | Zone |\n|---|---|---|---|\n| Start | Dec 12, 2026 | 9 AM | Asia/Singapore |\n| End | Dec 12, 2026 | 11 PM | SGT |\n",
        "| Start | End |\n|---|---|\n| 2026-12-12 09:00 Asia/Singapore | 2026-12-12 23:00 SGT |\n",
        "Start: 2026-12-12 09:00 Asia/Singapore\nEnd: 2026-12-12 23:00 SGT\n",
    ] {
        assert_eq!(window(&format!("{section}{body}")), expected, "{body}");
    }
    let front = "---\nstart: 2026-12-12T09:00:00+08:00[Asia/Singapore]\nend: 2026-12-12T23:00:00+08:00\n---\n";
    assert_eq!(window(front), expected);
    let calendar = "---\ndate: 2026-12-12\nstartTime: 09:00\nendTime: 23:00\ntimezone: Asia/Singapore\n---\n";
    assert_eq!(window(calendar), expected);
}

#[test]
fn resources_are_read_from_wide_tables_and_arns_place_themselves() {
    let text = "## Section 6: AWS Resources\n\
        | Account | Region | Load balancers | ASG |\n|---|---|---|---|\n\
        | 1111-2222-3333 (prod) | ap-southeast-1 (Singapore) | web-alb (main site), arn:aws:elasticloadbalancing:eu-west-1:444455556666:loadbalancer/app/api/50dc6c495c0c9188 | web<br>batch jobs |\n\
        | `111122223333` | us-east-1 | | web |\n";
    let listed: Vec<String> = parse(text)
        .event
        .resources
        .iter()
        .map(|resource| {
            let place = |part: &Option<String>| part.clone().unwrap_or_default();
            let (account, region) = (place(&resource.account), place(&resource.region));
            format!("{} {} {account} {region}", resource.kind.id(), resource.name)
        })
        .collect();
    insta::assert_snapshot!(listed.join("\n"), @r"
    load-balancer web-alb 111122223333 ap-southeast-1
    load-balancer arn:aws:elasticloadbalancing:eu-west-1:444455556666:loadbalancer/app/api/50dc6c495c0c9188 444455556666 eu-west-1
    asg web 111122223333 ap-southeast-1
    asg batch jobs 111122223333 ap-southeast-1
    asg web 111122223333 us-east-1
    ");
}
