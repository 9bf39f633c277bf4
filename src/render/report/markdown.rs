//! The review as GitHub-flavored Markdown: a document of its own, and the workbook's regions.

mod parts;

use super::{
    place::shared,
    words::{self, Clock},
};
use crate::{
    report::Report,
    scorecard::labels,
    text::{
        escape::{for_markdown, for_terminal, lines},
        markdown::{fence, inline},
    },
};

/// The whole document.
pub(super) fn render(report: &Report) -> String {
    let (report, place) = shared(report);
    let (report, clock) = (&report, Clock::of(&report));
    let title = format!("# Event review: {}", for_markdown(&labels::event(&report.event)));
    let mut blocks = vec![title, head(report, &clock, place.as_deref())];
    let mut add = |title: &str, content: Option<String>| {
        if let Some(content) = content {
            blocks.extend([format!("## {title}"), content]);
        }
    };
    add("Success criteria", parts::criteria(report));
    add("Planned against actual", parts::forecasts(report, &clock));
    add("What was lost", parts::losses(report, &clock));
    add("Timeline", parts::timeline(report, &clock));
    add("Indicators", parts::indicators(report));
    add("Wind-down", parts::wind_down(report));
    add("Action items", parts::items(report));
    add("Recommendations", parts::recommendations(report));
    add("Health", parts::health(report));
    add("Resources", parts::resources(report, &clock));
    let closing = &report.closing;
    add("Resolution of the support case", draft(&closing.case_resolution));
    add("Survey", draft(&closing.survey));
    add("Success story", draft(&closing.success_story));
    add("Use of the last twelve months", parts::usage(report));
    blocks.push(format!("**Next:** {}", inline(&report.next_step())));
    blocks.join("\n\n") + "\n"
}

/// Section 18 of the workbook: the post-event analysis, compact, without a heading above level 4.
pub fn section_18(report: &Report) -> String {
    let (report, place) = shared(report);
    let (report, clock) = (&report, Clock::of(&report));
    let mut blocks = vec![head(report, &clock, place.as_deref())];
    let mut add = |title: &str, content: Option<String>| {
        if let Some(content) = content {
            blocks.extend([format!("#### {title}"), content]);
        }
    };
    add("Success criteria", parts::criteria(report));
    add("Planned against actual", parts::forecasts(report, &clock));
    add("What was lost", parts::losses(report, &clock));
    add("Incidents", parts::incidents(report, &clock));
    add("Indicators", parts::indicators(report));
    add("Wind-down", parts::wind_down(report));
    add("Action items", parts::items(report));
    add("Recommendations for the next event", parts::recommendations(report));
    blocks.join("\n\n")
}

/// Appendix B of the workbook: the use of the last twelve months.
pub fn appendix_b(report: &Report) -> String {
    parts::usage(&shared(report).0).unwrap_or_else(|| "No listed resource counts its traffic.".to_owned())
}

/// What happened, in a few lines.
fn head(report: &Report, clock: &Clock, place: Option<&str>) -> String {
    let place = place.map(|place| format!(" · {}", for_markdown(place))).unwrap_or_default();
    let mut blocks = vec![
        format!("**{}: {}**", words::verdict(report), report.verdict_summary()),
        format!("{} · {}{place}", for_markdown(&labels::window(&report.event)), labels::peak(&report.event)),
        format!(
            "Measured {} ({}), on {}.",
            words::measured_span(report, clock),
            for_markdown(&clock.label),
            for_markdown(&words::facts(report)),
        ),
    ];
    if !report.notices.is_empty() {
        let notices: Vec<String> = report.notices.iter().map(|notice| format!("- {}", inline(notice))).collect();
        blocks.push(notices.join("\n"));
    }
    blocks.join("\n\n")
}

/// A text to copy whole.
fn draft(text: &str) -> Option<String> {
    let text = lines(text);
    let fence = fence(&text);
    (!text.is_empty()).then(|| format!("{fence}text\n{text}\n{fence}"))
}

/// A command on one line, in a block of its own.
fn command(command: &str) -> String {
    let command = for_terminal(command);
    let fence = fence(&command);
    format!("{fence}sh\n{command}\n{fence}")
}

/// A table; columns whose name begins with `>` are numbers. The cells are Markdown already.
fn table(columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let names: Vec<&str> = columns.iter().map(|name| name.trim_start_matches('>')).collect();
    let rules: String = columns.iter().map(|name| if name.starts_with('>') { " ---: |" } else { " --- |" }).collect();
    let mut text = format!("| {} |\n|{rules}", names.join(" | "));
    for row in rows {
        text.push_str(&format!("\n| {} |", row.join(" | ")));
    }
    text
}
