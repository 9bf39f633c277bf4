//! Where a result goes, and as what.

use std::path::{Path, PathBuf};

use clap::{ValueEnum, ValueHint};
use iem_core::render;

/// Where a result goes, and as what.
#[derive(Debug, clap::Args)]
pub(crate) struct OutputArgs {
    /// What to write the result as [default: by the ending of --output, else terminal]
    #[arg(long)]
    format: Option<Format>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
}

impl OutputArgs {
    /// The file, where it is not standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// What to write: what was asked for, else what the file's name promises.
    pub(crate) fn format(&self) -> Format {
        let promised = || self.file().and_then(ending).and_then(|ending| Format::of(&ending));
        self.format.or_else(promised).unwrap_or(Format::Terminal)
    }

    /// Whether neither a format nor a file was asked for.
    pub(crate) fn is_plain(&self) -> bool {
        self.format.is_none() && self.output.is_none()
    }

    /// Ending of the file's name, where it promises something that no format is.
    pub(crate) fn unknown_ending(&self) -> Option<String> {
        let ending = self.file().and_then(ending).filter(|_| self.format.is_none())?;
        (!ending.is_empty() && Format::of(&ending).is_none()).then_some(ending)
    }
}

/// Ending of a file's name, in lowercase.
fn ending(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?.to_ascii_lowercase();
    // Both are names of SARIF files ("File name extension" of SARIF 2.1.0).
    let name = name.strip_suffix(".json").filter(|name| name.ends_with(".sarif")).unwrap_or(&name);
    Some(Path::new(name).extension()?.to_str()?.to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    Terminal,
    /// GitHub-flavored Markdown
    Markdown,
    /// The documented contract for programs
    Json,
    /// One page that needs no network, to hand on or to print
    Html,
    /// Test results for CI servers
    Junit,
    /// SARIF 2.1.0 for code scanning
    Sarif,
    /// One row per finding, or per action item of a plan, for spreadsheets
    Csv,
}

impl Format {
    /// The format that files with this ending hold, as `html` of `report.html`.
    fn of(ending: &str) -> Option<Self> {
        Some(match ending {
            "txt" | "text" | "log" => Self::Terminal,
            "md" | "markdown" => Self::Markdown,
            "json" => Self::Json,
            "html" | "htm" => Self::Html,
            "xml" | "junit" => Self::Junit,
            "sarif" => Self::Sarif,
            "csv" => Self::Csv,
            _ => return None,
        })
    }
}

impl From<Format> for render::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Terminal => Self::Terminal,
            Format::Markdown => Self::Markdown,
            Format::Json => Self::Json,
            Format::Html => Self::Html,
            Format::Junit => Self::Junit,
            Format::Sarif => Self::Sarif,
            Format::Csv => Self::Csv,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_promises_a_format() {
        use super::{Format, OutputArgs};
        let output = |name: &str, format| OutputArgs { format, output: Some(name.into()) };
        for (name, format, unknown) in [
            ("card.html", Format::Html, None),
            ("out.d/CARD.HTM", Format::Html, None),
            ("card.md", Format::Markdown, None),
            ("card.markdown", Format::Markdown, None),
            ("card.json", Format::Json, None),
            ("card.csv", Format::Csv, None),
            ("card.sarif", Format::Sarif, None),
            ("card.sarif.json", Format::Sarif, None),
            ("card.xml", Format::Junit, None),
            ("card.junit.xml", Format::Junit, None),
            ("card.txt", Format::Terminal, None),
            ("card.html.docx", Format::Terminal, Some("docx")),
            ("out.html/card", Format::Terminal, None),
            ("card", Format::Terminal, None),
            (".html", Format::Terminal, None),
            ("/dev/null", Format::Terminal, None),
            ("card.", Format::Terminal, None),
        ] {
            let args = output(name, None);
            assert_eq!((args.format(), args.unknown_ending().as_deref()), (format, unknown), "{name}");
            let asked = output(name, Some(Format::Csv));
            assert_eq!((asked.format(), asked.unknown_ending()), (Format::Csv, None), "{name}");
        }
        let plain = OutputArgs { format: None, output: None };
        assert_eq!((plain.format(), plain.unknown_ending()), (Format::Terminal, None));
    }
}
