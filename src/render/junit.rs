//! JUnit XML: an area is a suite, a finding is a test case.

use std::io;

use jiff::Timestamp;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::{
    rule::Light,
    scorecard::{AreaScore, Finding, Scorecard},
};
use crate::{
    scorecard::labels,
    text::escape::{for_terminal, lines},
};

pub(super) fn render(scorecard: &Scorecard) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail. Should it ever, the document ends early, and no CI server
    // takes half a document for a passed test.
    let _ = document(&mut writer, scorecard);
    String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n"
}

type Xml = Writer<Vec<u8>>;

fn document(writer: &mut Xml, scorecard: &Scorecard) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let sum = |count: fn(&AreaScore) -> usize| scorecard.areas.iter().map(count).sum::<usize>().to_string();
    let name = for_terminal(&labels::event(&scorecard.event));
    writer
        .create_element("testsuites")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("tests", scorecard.findings.len().to_string().as_str()))
        .with_attribute(("failures", sum(|area| area.red).as_str()))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", sum(skipped).as_str()))
        .write_inner_content(|writer| scorecard.areas.iter().try_for_each(|area| suite(writer, area, scorecard)))?;
    Ok(())
}

fn skipped(area: &AreaScore) -> usize {
    area.gray + area.accepted
}

fn suite(writer: &mut Xml, area: &AreaScore, scorecard: &Scorecard) -> io::Result<()> {
    let tests = area.red + area.yellow + area.green + skipped(area);
    let changes = scorecard.change_by_id();
    let change = |finding: &Finding| {
        let kind = changes.get(finding.id.as_str())?;
        Some(format!("{kind} since {}", scorecard.changes.as_ref()?.since))
    };
    // The format has no room for a zone.
    let timestamp = scorecard.generated_at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    writer
        .create_element("testsuite")
        .with_attribute(("name", labels::area(area.id)))
        .with_attribute(("tests", tests.to_string().as_str()))
        .with_attribute(("failures", area.red.to_string().as_str()))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", skipped(area).to_string().as_str()))
        .with_attribute(("timestamp", timestamp.as_str()))
        .write_inner_content(|writer| {
            facts(writer, scorecard.snapshot_taken_at, scorecard.snapshot_age_seconds)?;
            let mut of_area = scorecard.findings.iter().filter(|finding| finding.area == area.id);
            of_area.try_for_each(|finding| case(writer, finding, change(finding)))
        })?;
    Ok(())
}

/// What AWS answered when: properties of a suite.
pub(super) fn facts(writer: &mut Xml, taken_at: Timestamp, age_seconds: i64) -> io::Result<()> {
    let properties = [("facts_taken_at", taken_at.to_string()), ("facts_age_seconds", age_seconds.to_string())];
    writer.create_element("properties").write_inner_content(|writer| {
        properties.iter().try_for_each(|(name, value)| {
            let property = writer.create_element("property").with_attribute(("name", *name));
            property.with_attribute(("value", value.as_str())).write_empty().map(drop)
        })
    })?;
    Ok(())
}

fn case(writer: &mut Xml, finding: &Finding, change: Option<String>) -> io::Result<()> {
    let class = format!("iem.{}", labels::area_id(finding.area));
    let name = for_terminal(&format!("{} {}{}", finding.rule, labels::subject(&finding.resource), part(finding)));
    let summary = for_terminal(&finding.summary);
    let case = writer
        .create_element("testcase")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("classname", class.as_str()));
    if let Some(accepted) = &finding.accepted {
        let reason = for_terminal(&labels::accepted(accepted));
        return skip(case, &format!("{}: {summary}; {reason}", labels::light_id(finding.light)));
    }
    match finding.light {
        Light::Red => case.write_inner_content(|writer| {
            let failure = writer.create_element("failure");
            let failure = failure.with_attribute(("message", summary.as_str())).with_attribute(("type", "red"));
            failure.write_text_content(BytesText::new(&details(finding, change)))?;
            Ok(())
        }),
        Light::Yellow => case.write_inner_content(|writer| {
            let out = writer.create_element("system-out");
            out.write_text_content(BytesText::new(&format!("yellow: {summary}\n{}", details(finding, change))))?;
            Ok(())
        }),
        Light::Gray => return skip(case, &format!("{}: {summary}", labels::meaning(Light::Gray))),
        Light::Green => case.write_empty(),
    }?;
    Ok(())
}

fn skip(case: quick_xml::writer::ElementWriter<'_, Vec<u8>>, message: &str) -> io::Result<()> {
    case.write_inner_content(|writer| {
        writer.create_element("skipped").with_attribute(("message", message)).write_empty()?;
        Ok(())
    })?;
    Ok(())
}

/// What tells two findings of one rule about one resource apart: the end of the id. CI servers
/// take test cases with one name for one test.
fn part(finding: &Finding) -> String {
    let named = format!("/{}/{}", finding.resource.kind, finding.resource.id);
    match finding.id.split_once(&named) {
        Some((_, part)) if !part.is_empty() => format!(" {part}"),
        _ => String::new(),
    }
}

fn details(finding: &Finding, change: Option<String>) -> String {
    let due = finding.due.as_ref().map(|due| match finding.overdue {
        true => format!("due {due}, overdue"),
        false => format!("due {due}"),
    });
    let owner = finding.owner.as_ref().map(|owner| format!("owner {owner}"));
    let evidence = Some(labels::evidence(finding.evidence.iter())).filter(|evidence| !evidence.is_empty());
    let fix = Some(format!("fix: {}", finding.fix)).filter(|_| !finding.fix.is_empty());
    let all: Vec<String> = [change, due, owner, evidence, fix].into_iter().flatten().collect();
    lines(&all.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::{render::testing::tags, rule::Subject, scorecard::testing, text::escape::steers};

    #[test]
    fn an_area_is_a_suite_and_a_finding_a_case() {
        insta::assert_snapshot!(render(&testing::rich()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="Winter Sale · Example Shop" tests="7" failures="1" errors="0" skipped="4">
          <testsuite name="AWS service readiness" tests="6" failures="1" errors="0" skipped="4" timestamp="2026-12-05T01:00:00">
            <properties>
              <property name="facts_taken_at" value="2026-12-05T00:30:00Z"/>
              <property name="facts_age_seconds" value="1800"/>
            </properties>
            <testcase name="asg-max-covers-peak asg web (111122223333, ap-southeast-1)" classname="iem.service">
              <failure message="the maximum of 20 instances is below the 66 that the peak needs" type="red">due 2026-11-20, overdue
        owner Alex
        max_size 20, needed 66
        fix: Raise the maximum to at least 66 before the event, and ask the team that owns the quota first:
        `aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1`</failure>
            </testcase>
            <testcase name="asg-multi-az asg old (111122223333, ap-southeast-1)" classname="iem.service">
              <skipped message="red: asg summary; accepted by Kim until 2026-12-31: the old group serves no traffic"/>
            </testcase>
            <testcase name="asg-scaling-policy asg web (111122223333, ap-southeast-1)" classname="iem.service">
              <skipped message="could not be judged: could not read scaling policies: autoscaling:DescribePolicies was denied"/>
            </testcase>
            <testcase name="asg-scaling-policy asg api (111122223333, ap-southeast-1)" classname="iem.service">
              <skipped message="could not be judged: could not read scaling policies: autoscaling:DescribePolicies was denied"/>
            </testcase>
            <testcase name="asg-warmup asg web (111122223333, ap-southeast-1)" classname="iem.service">
              <skipped message="could not be judged: could not read scaling policies: autoscaling:DescribePolicies was denied"/>
            </testcase>
            <testcase name="asg-exists asg web (111122223333, ap-southeast-1)" classname="iem.service"/>
          </testsuite>
          <testsuite name="Operational readiness" tests="1" failures="0" errors="0" skipped="0" timestamp="2026-12-05T01:00:00">
            <properties>
              <property name="facts_taken_at" value="2026-12-05T00:30:00Z"/>
              <property name="facts_age_seconds" value="1800"/>
            </properties>
            <testcase name="workbook-owner workbook section-1" classname="iem.operations">
              <system-out>yellow: nobody is named as the owner of the event
        due 2026-12-10
        fix: Write `- Owner: name` in section 1.</system-out>
            </testcase>
          </testsuite>
          <testsuite name="Security readiness" tests="0" failures="0" errors="0" skipped="0" timestamp="2026-12-05T01:00:00">
            <properties>
              <property name="facts_taken_at" value="2026-12-05T00:30:00Z"/>
              <property name="facts_age_seconds" value="1800"/>
            </properties>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn parts_of_one_resource_have_names_of_their_own() {
        let mut scorecard = testing::rich();
        for (at, part) in [(0, "#owner"), (1, "#window~2")] {
            let finding = &mut scorecard.findings[at];
            finding.rule = "wb-complete";
            finding.resource = Subject::workbook("section-2");
            finding.id = format!("wb-complete/-/-/workbook/section-2{part}");
        }
        let text = render(&scorecard);
        for name in ["wb-complete workbook section-2 #owner", "wb-complete workbook section-2 #window~2"] {
            assert!(text.contains(&format!("name=\"{name}\"")), "{name} is not in {text}");
        }
    }

    #[test]
    fn nothing_is_markup_and_nothing_is_forbidden_in_xml() {
        let document = |text: &str| {
            let mut scorecard = testing::rich();
            testing::shout(&mut scorecard, text);
            render(&scorecard)
        };
        let hostile = "]]></failure><x a='\"'>&#0;\0\u{1}\u{b}\u{1b}\u{fffe}\u{ffff}\u{202e}\r\n<!--";
        let text = document(hostile);
        assert_eq!(tags(&text), tags(&document("word")));
        let forbidden: Vec<char> = text.chars().filter(|&c| c != '\n' && steers(c)).collect();
        assert_eq!(forbidden, []);
    }
}
