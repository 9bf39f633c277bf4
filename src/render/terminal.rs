//! The scorecard for a tired engineer: the worst first, the next thing to do last.

mod page;

use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Table, presets};
use jiff::civil::Date;

use super::Options;
use crate::{
    rule::Light,
    scorecard::{Finding, GrayCause, Scorecard, gray_causes, labels},
    text::{escape::for_terminal, number::count},
};

pub(crate) use page::Page;

/// Changes that are listed without `-v`.
const CHANGES: usize = 12;

pub(super) fn render(scorecard: &Scorecard, options: &Options) -> String {
    let mut page = Page::new(options);
    header(&mut page, scorecard);
    areas(&mut page, scorecard);
    changes(&mut page, scorecard);
    let today = scorecard.today();
    let open = || scorecard.open().filter(|finding| finding.light != Light::Gray);
    if open().next().is_some() {
        page.heading("Open findings");
        open().for_each(|finding| open_finding(&mut page, finding, today));
    }
    let causes = gray_causes(scorecard);
    if !causes.is_empty() {
        page.heading("Could not be judged");
        causes.iter().for_each(|cause| gray_cause(&mut page, cause));
    }
    accepted(&mut page, scorecard);
    if options.verbose {
        ready(&mut page, scorecard);
    }
    closing(&mut page, scorecard);
    page.text
}

/// How much was judged, and what to do next.
pub(crate) fn closing(page: &mut Page<'_>, scorecard: &Scorecard) {
    page.line("", &labels::judged(scorecard));
    let next = page.bold("next:");
    page.line("", &format!("{next} {}", for_terminal(&scorecard.next_step())));
}

/// The overall light, the event, when it is, and how old the facts are.
pub(crate) fn header(page: &mut Page<'_>, scorecard: &Scorecard) {
    let overall = page.tinted(scorecard.overall, &labels::verdict(scorecard.overall, scorecard.accepted));
    let name = page.bold(&for_terminal(&labels::event(&scorecard.event)));
    page.line("", &format!("{overall}  {name}: {}", labels::meaning(scorecard.overall)));
    let calendar = for_terminal(&labels::calendar(scorecard));
    page.line("", &format!("{calendar} · {}", labels::peak(&scorecard.event)));
    page.line("", &for_terminal(&scorecard.facts()));
    page.blank();
}

/// The tally of each area.
pub(crate) fn areas(page: &mut Page<'_>, scorecard: &Scorecard) {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table.load_style(presets::NOTHING.header_separator(rule));
    table.set_header(["Area", "Light", "Red", "Yellow", "Gray", "Green"]);
    for area in &scorecard.areas {
        let numbers = [area.red, area.yellow, area.gray, area.green];
        let words = [labels::area(area.id).to_owned(), labels::verdict(area.light, area.accepted)];
        table.add_row(words.into_iter().chain(numbers.map(|number| number.to_string())));
    }
    for column in table.column_iter_mut() {
        column.set_constraint(ColumnConstraint::ContentWidth);
        if column.index > 1 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        // Colored last, because escape sequences have no width that the table could know.
        let shown = scorecard.areas.iter().map(|area| area.light);
        let light = shown.into_iter().find(|&light| line.contains(labels::light(light)));
        let line = match light {
            Some(light) => line.replacen(labels::light(light), &page.light(light), 1),
            None => line,
        };
        page.raw(line.trim_end());
    }
    page.blank();
}

/// What changed since the workbook was last written, where that is known.
pub(crate) fn changes(page: &mut Page<'_>, scorecard: &Scorecard) {
    if scorecard.changes.is_none() {
        return;
    }
    let title = page.bold("What changed");
    page.raw(&format!("{title} {}", scorecard.what_changed()));
    let changed = scorecard.changed();
    let shown = if page.options.verbose { changed.len() } else { CHANGES };
    let width = changed.iter().take(shown).map(|change| change.kind.len()).max().unwrap_or_default().max(8);
    for change in changed.iter().take(shown) {
        let label = format!("    {:<width$}  ", change.kind);
        page.line_after(&label, &" ".repeat(label.len()), &for_terminal(&labels::changed(change)));
    }
    if changed.len() > shown {
        page.line("    ", &format!("and {} more; `-v` lists them", changed.len() - shown));
    }
    page.blank();
}

fn open_finding(page: &mut Page<'_>, finding: &Finding, today: Date) {
    let light = page.light(finding.light);
    let rule = page.bold(finding.rule);
    page.raw(&format!("{light}  {rule}  {}", for_terminal(&labels::subject(&finding.resource))));
    let owner = finding.owner.as_ref().map(|owner| format!("owner {owner}"));
    let dates: Vec<String> = labels::due(finding, today).into_iter().chain(owner).collect();
    if !dates.is_empty() {
        page.line("    ", &for_terminal(&dates.join(" · ")));
    }
    page.line("    ", &for_terminal(&finding.summary));
    if page.options.verbose {
        page.line("    ", &for_terminal(&labels::evidence(finding.evidence.iter())));
    }
    page.fix(&finding.fix);
    page.blank();
}

fn gray_cause(page: &mut Page<'_>, cause: &GrayCause<'_>) {
    let light = page.light(Light::Gray);
    page.line_after(&format!("{light}  "), "    ", &for_terminal(cause.summary));
    let findings = count(cause.findings.len(), "finding");
    page.line("    ", &format!("{findings} of {}", cause.rules.join(", ")));
    if let Some(fix) = cause.fix {
        page.fix(fix);
    }
    page.blank();
}

fn accepted(page: &mut Page<'_>, scorecard: &Scorecard) {
    let mut has_heading = false;
    for finding in &scorecard.findings {
        let Some(accepted) = &finding.accepted else { continue };
        if !has_heading {
            page.heading("Accepted risks");
            has_heading = true;
        }
        let light = page.light(finding.light);
        let rule = page.bold(finding.rule);
        let subject = for_terminal(&labels::subject(&finding.resource));
        page.raw(&format!("{light}  {rule}  {subject}"));
        page.line("    ", &for_terminal(&labels::accepted(accepted)));
        page.blank();
    }
}

fn ready(page: &mut Page<'_>, scorecard: &Scorecard) {
    let green = || scorecard.findings.iter().filter(|finding| finding.light == Light::Green);
    if green().next().is_none() {
        return;
    }
    page.heading("Ready");
    for finding in green() {
        let light = page.light(finding.light);
        let subject = labels::subject(&finding.resource);
        let text = format!("{}  {subject}: {}", finding.rule, finding.summary);
        page.line_after(&format!("{light}  "), "    ", &for_terminal(&text));
    }
    page.blank();
}

#[cfg(test)]
mod tests {
    use crate::{
        render::{Format, Options, render},
        scorecard::testing,
    };

    const PLAIN: Options = Options { width: 80, color: false, verbose: false, workbook: None };

    #[test]
    fn plain() {
        insta::assert_snapshot!(render(&testing::rich(), Format::Terminal, &PLAIN), @r#"
        ✗ RED, 1 accepted  Winter Sale · Example Shop: not ready
        2026-12-12 20:00 to 2026-12-13 00:00 GMT +8, 7 days to go · peak 22× normal
        traffic
        facts of 2026-12-05 08:30 GMT +8, 30 minutes old

         Area                    Light               Red   Yellow   Gray   Green
        ─────────────────────────────────────────────────────────────────────────
         AWS service readiness   ✗ RED, 1 accepted     1        0      3       1
         Operational readiness   ! YELLOW              0        1      0       0
         Security readiness      ? GRAY                0        0      0       0

        Open findings

        ✗ RED  asg-max-covers-peak  asg web (111122223333, ap-southeast-1)
            due 2026-11-20, overdue by 15 days · owner Alex
            the maximum of 20 instances is below the 66 that the peak needs
            fix: Raise the maximum to at least 66 before the event, and ask the team
                 that owns the quota first:
                   aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1

        ! YELLOW  workbook-owner  workbook section-1
            due 2026-12-10
            nobody is named as the owner of the event
            fix: Write `- Owner: name` in section 1.

        Could not be judged

        ? GRAY  could not read scaling policies: autoscaling:DescribePolicies was denied
            3 findings of asg-scaling-policy, asg-warmup
            fix: Allow autoscaling:DescribePolicies for the role that runs iem.

        Accepted risks

        ✗ RED  asg-multi-az  asg old (111122223333, ap-southeast-1)
            accepted by Kim until 2026-12-31: the old group serves no traffic

        judged 4 of 7 findings by 6 rules, 2 not applicable
        next: close asg-max-covers-peak on asg web, overdue since 2026-11-20;
        `iem explain asg-max-covers-peak` says why
        "#);
    }

    #[test]
    fn colors_and_words_and_what_is_ready() {
        let options = Options { color: true, verbose: true, ..PLAIN };
        let text = render(&testing::rich(), Format::Terminal, &options);
        insta::assert_snapshot!(text.replace('\x1b', "␛"), @r#"
        ␛[1;31m✗ RED, 1 accepted␛[0m  ␛[1mWinter Sale · Example Shop␛[0m: not ready
        2026-12-12 20:00 to 2026-12-13 00:00 GMT +8, 7 days to go · peak 22× normal
        traffic
        facts of 2026-12-05 08:30 GMT +8, 30 minutes old

         Area                    Light               Red   Yellow   Gray   Green
        ─────────────────────────────────────────────────────────────────────────
         AWS service readiness   ␛[1;31m✗ RED␛[0m, 1 accepted     1        0      3       1
         Operational readiness   ␛[1;33m! YELLOW␛[0m              0        1      0       0
         Security readiness      ␛[1;90m? GRAY␛[0m                0        0      0       0

        ␛[1mOpen findings␛[0m

        ␛[1;31m✗ RED␛[0m  ␛[1masg-max-covers-peak␛[0m  asg web (111122223333, ap-southeast-1)
            due 2026-11-20, overdue by 15 days · owner Alex
            the maximum of 20 instances is below the 66 that the peak needs
            max_size 20, needed 66
            fix: Raise the maximum to at least 66 before the event, and ask the team
                 that owns the quota first:
                   aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1

        ␛[1;33m! YELLOW␛[0m  ␛[1mworkbook-owner␛[0m  workbook section-1
            due 2026-12-10
            nobody is named as the owner of the event
            fix: Write `- Owner: name` in section 1.

        ␛[1mCould not be judged␛[0m

        ␛[1;90m? GRAY␛[0m  could not read scaling policies: autoscaling:DescribePolicies was denied
            3 findings of asg-scaling-policy, asg-warmup
            fix: Allow autoscaling:DescribePolicies for the role that runs iem.

        ␛[1mAccepted risks␛[0m

        ␛[1;31m✗ RED␛[0m  ␛[1masg-multi-az␛[0m  asg old (111122223333, ap-southeast-1)
            accepted by Kim until 2026-12-31: the old group serves no traffic

        ␛[1mReady␛[0m

        ␛[1;32m✓ GREEN␛[0m  asg-exists  asg web (111122223333, ap-southeast-1): the group exists

        judged 4 of 7 findings by 6 rules, 2 not applicable
        ␛[1mnext:␛[0m close asg-max-covers-peak on asg web, overdue since 2026-11-20;
        `iem explain asg-max-covers-peak` says why
        "#);
    }

    #[test]
    fn text_from_outside_cannot_steer_the_terminal() {
        let mut scorecard = testing::rich();
        let hostile = "\x1b[2J\u{202e}x\r\ny\u{9b}K";
        scorecard.event.name = Some(hostile.into());
        scorecard.event.customer = Some(hostile.into());
        scorecard.event.time_zone = Some(hostile.into());
        for finding in &mut scorecard.findings {
            finding.resource.id = hostile.into();
            finding.summary = hostile.into();
            finding.fix = format!("do {hostile} `aws {hostile}`");
            finding.owner = Some(hostile.into());
            if let Some(accepted) = &mut finding.accepted {
                accepted.owner = hostile.into();
                accepted.reason = hostile.into();
            }
        }
        let text = render(&scorecard, Format::Terminal, &Options { verbose: true, ..PLAIN });
        let obeyed: Vec<char> = text.chars().filter(|&c| c != '\n' && crate::text::escape::steers(c)).collect();
        assert_eq!(obeyed, []);
    }

    #[test]
    fn commands_are_never_wrapped() {
        let options = Options { width: 40, ..PLAIN };
        let text = render(&testing::rich(), Format::Terminal, &options);
        assert!(text.lines().any(|line| line.trim_start()
            == "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web \
                --max-size 66 --region ap-southeast-1"));
    }
}
