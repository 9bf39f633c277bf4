//! What `iem plan` hands on: the regions, what changed, and the scorecard that they come from.

mod page;
mod summary;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    event::Section,
    render::{self, Format, Options},
    scorecard::Scorecard,
    workbook::{self, region_table, write_back::RegionText},
};
use crate::{
    plan::Plan,
    tracker::{Written, is_seal},
};

/// Format of the JSON plan.
pub const SCHEMA: &str = "iem.plan/1";

/// What is known before the event. A public JSON contract.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Document<'a> {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// The moment of planning.
    #[schemars(with = "String")]
    pub generated_at: Timestamp,
    /// What stands in the tool's own regions of the workbook after a write, in the order of their
    /// sections. One whose section the workbook lacks is here alone.
    pub regions: Vec<PlannedRegion>,
    /// What people wrote into a region that does not stay as it was: whole sentences.
    pub notices: &'a [String],
    /// The verdicts, with what changed since the last time.
    pub scorecard: &'a Scorecard,
}

/// One region of the workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlannedRegion {
    /// Name in the markers, such as `readiness`.
    pub name: &'static str,
    /// Number of the section that it belongs to.
    pub section: u8,
    /// GitHub-flavored Markdown, without the markers.
    pub markdown: String,
}

impl<'a> Document<'a> {
    /// Puts the document together from the workbook's text after the write.
    pub fn new(plan: &Plan<'a>, text: &str, written: &'a Written) -> Self {
        let workbook = workbook::parse(text);
        let region = |region: &RegionText| {
            let Section::Number(section) = region.section else { return None };
            let known = Some(workbook.region(region.name)).filter(|known| !known.is_empty());
            let lines = known.unwrap_or(&region.markdown).lines().map(str::trim_end);
            let lines: Vec<&str> = lines.filter(|line| !is_seal(line)).collect();
            // People write into the columns of their own, too.
            let markdown = workbook::without_secrets(lines.join("\n").trim());
            Some(PlannedRegion { name: region.name, section, markdown })
        };
        Self {
            schema: SCHEMA,
            generated_at: plan.now,
            regions: written.regions.iter().filter_map(region).collect(),
            notices: &written.notices,
            scorecard: plan.scorecard,
        }
    }

    /// Lays the document out. As comma-separated values it is the action items, as JUnit and as
    /// SARIF the scorecard. The result ends with a newline.
    pub fn render(&self, format: Format, options: &Options) -> String {
        match format {
            Format::Terminal => summary::render(self, options),
            Format::Markdown => self.markdown(),
            Format::Json => render::json(self),
            Format::Html => page::render(self),
            Format::Csv => self.csv(),
            Format::Junit | Format::Sarif => render::render(self.scorecard, format, options),
        }
    }

    fn markdown(&self) -> String {
        let region = |region: &PlannedRegion| {
            let name = region.name;
            format!("<!-- iem:{name} -->\n{}\n<!-- /iem:{name} -->\n", region.markdown)
        };
        self.regions.iter().map(region).collect::<Vec<_>>().join("\n")
    }

    /// The table of action items with everything that people wrote into it.
    fn csv(&self) -> String {
        let items = self.regions.iter().find(|region| region.name == "action-items");
        let tables = items.map(|region| region_table::read(&region.markdown).tables).unwrap_or_default();
        let rows = tables.iter().take(1).flat_map(|table| std::iter::once(&table.header).chain(&table.rows));
        render::csv::table(rows.map(|cells| cells.iter().map(|cell| region_table::plain(cell))))
    }
}
