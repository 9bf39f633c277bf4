//! One row per finding, for a spreadsheet: RFC 4180.

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::scorecard::{Finding, Scorecard};
use crate::{scorecard::labels, text::escape::for_terminal};

const COLUMNS: [&str; 18] = [
    "id",
    "rule",
    "area",
    "light",
    "type",
    "resource",
    "account",
    "region",
    "summary",
    "fix",
    "due",
    "overdue",
    "owner",
    "accepted_by",
    "accepted_until",
    "change",
    "facts_taken_at",
    "facts_age_seconds",
];

pub(super) fn render(scorecard: &Scorecard) -> String {
    let changes = scorecard.change_by_id();
    let facts = [scorecard.snapshot_taken_at.to_string(), scorecard.snapshot_age_seconds.to_string()];
    let rows = scorecard.findings.iter().map(|finding| {
        let change = changes.get(finding.id.as_str()).copied().unwrap_or_default();
        row(finding, change, &facts)
    });
    table(std::iter::once(COLUMNS.map(Cow::from)).chain(rows))
}

/// Rows of one length.
pub(crate) fn table<R: IntoIterator<Item: AsRef<str>>>(rows: impl Iterator<Item = R>) -> String {
    // Quotes everywhere, because some spreadsheets split at semicolons as well.
    let mut builder = WriterBuilder::new();
    let mut writer = builder.terminator(Terminator::CRLF).quote_style(QuoteStyle::Always).from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail.
        let _ = writer.write_record(row.into_iter().map(|text| cell(text.as_ref())));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn row<'a>(finding: &'a Finding, change: &'a str, [taken_at, age]: &'a [String; 2]) -> [Cow<'a, str>; COLUMNS.len()] {
    let resource = &finding.resource;
    let accepted = finding.accepted.as_ref();
    [
        finding.id.as_str().into(),
        finding.rule.into(),
        labels::area_id(finding.area).into(),
        labels::light_id(finding.light).into(),
        resource.kind.into(),
        resource.id.as_str().into(),
        resource.account.as_deref().unwrap_or_default().into(),
        resource.region.as_deref().unwrap_or_default().into(),
        finding.summary.as_str().into(),
        finding.fix.as_str().into(),
        finding.due.map(|day| day.to_string()).unwrap_or_default().into(),
        (if finding.overdue { "true" } else { "false" }).into(),
        finding.owner.as_deref().unwrap_or_default().into(),
        accepted.map_or("", |accepted| &accepted.owner).into(),
        accepted.map_or("", |accepted| &accepted.expires).into(),
        change.into(),
        taken_at.into(),
        age.into(),
    ]
}

/// One line of text that no spreadsheet takes for a formula. Some trim a cell, or know the
/// full-width forms, before they decide.
pub(super) fn cell(text: &str) -> String {
    let safe = for_terminal(text);
    let starts_formula = safe.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    // A tab or line break in front was made a space.
    let is_guarded = starts_formula || text.starts_with(['\t', '\r', '\n']);
    if is_guarded { format!("'{safe}") } else { safe }
}

#[cfg(test)]
mod tests {
    use super::{cell, render};
    use crate::scorecard::testing;

    #[test]
    fn a_row_for_every_finding() {
        insta::assert_snapshot!(render(&testing::rich()).replace("\r\n", "␍␊\n"), @r#"
        "id","rule","area","light","type","resource","account","region","summary","fix","due","overdue","owner","accepted_by","accepted_until","change","facts_taken_at","facts_age_seconds"␍␊
        "asg-max-covers-peak/111122223333/ap-southeast-1/web","asg-max-covers-peak","service","red","asg","web","111122223333","ap-southeast-1","the maximum of 20 instances is below the 66 that the peak needs","Raise the maximum to at least 66 before the event, and ask the team that owns the quota first: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1`","2026-11-20","true","Alex","","","","2026-12-05T00:30:00Z","1800"␍␊
        "asg-multi-az/111122223333/ap-southeast-1/web","asg-multi-az","service","red","asg","old","111122223333","ap-southeast-1","asg summary","asg fix","2026-11-20","true","","Kim","2026-12-31","","2026-12-05T00:30:00Z","1800"␍␊
        "workbook-owner/111122223333/ap-southeast-1/web","workbook-owner","operations","yellow","workbook","section-1","","","nobody is named as the owner of the event","Write `- Owner: name` in section 1.","2026-12-10","false","","","","","2026-12-05T00:30:00Z","1800"␍␊
        "asg-scaling-policy/111122223333/ap-southeast-1/web","asg-scaling-policy","service","gray","asg","web","111122223333","ap-southeast-1","could not read scaling policies: autoscaling:DescribePolicies was denied","Allow autoscaling:DescribePolicies for the role that runs iem.","","false","","","","","2026-12-05T00:30:00Z","1800"␍␊
        "asg-scaling-policy/111122223333/ap-southeast-1/web","asg-scaling-policy","service","gray","asg","api","111122223333","ap-southeast-1","could not read scaling policies: autoscaling:DescribePolicies was denied","Allow autoscaling:DescribePolicies for the role that runs iem.","","false","","","","","2026-12-05T00:30:00Z","1800"␍␊
        "asg-warmup/111122223333/ap-southeast-1/web","asg-warmup","service","gray","asg","web","111122223333","ap-southeast-1","could not read scaling policies: autoscaling:DescribePolicies was denied","Allow autoscaling:DescribePolicies for the role that runs iem.","","false","","","","","2026-12-05T00:30:00Z","1800"␍␊
        "asg-exists/111122223333/ap-southeast-1/web","asg-exists","service","green","asg","web","111122223333","ap-southeast-1","the group exists","","","false","","","","","2026-12-05T00:30:00Z","1800"␍␊
        "#);
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, shown) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("\tweb", "' web"),
            ("\r=1", "' =1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("two\nlines", "two lines"),
            ("\u{1b}[2J", r"\u{1b}[2J"),
            ("", ""),
        ] {
            assert_eq!(cell(text), shown);
        }
    }

    #[test]
    fn what_a_resource_is_called_stays_in_its_cell() {
        let mut scorecard = testing::rich();
        let hostile = "a\",\"b\r\n=1;+2";
        for finding in &mut scorecard.findings {
            finding.resource.id = hostile.into();
            finding.summary = hostile.into();
        }
        let text = render(&scorecard);
        let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(text.as_bytes()).records().flatten().collect();
        assert_eq!(rows.len(), scorecard.findings.len());
        let shown = "a\",\"b  =1;+2";
        assert!(rows.iter().all(|row| &row[5] == shown && &row[8] == shown));
    }
}
