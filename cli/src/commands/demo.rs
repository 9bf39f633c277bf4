//! `iem demo`: the built-in example, always with the same result.

use iem_core::{
    example,
    plan::{self, Plan},
    render::plan::Document,
    render::{self, Format, Options},
    report::{self, Inputs},
    rules,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};

use crate::{
    args::{Demo, DemoArgs},
    error::Error,
    output::{self, Shell},
};

pub(crate) fn run(args: &DemoArgs, shell: &Shell) -> Result<(), Error> {
    let file = args.output.file();
    let (format, options) = (output::format(&args.output, shell).into(), shell.options(file));
    let (text, command) = match args.what {
        Demo::Plan => (planned(format, &options)?, "`iem plan event.md`"),
        Demo::Check => (judged(format, &options)?, "`iem check event.md`"),
        Demo::Report => (reviewed(format, &options)?, "`iem report event.md` after it"),
    };
    output::write(file, &text)?;
    shell.message(&format!(
        "\nThis was an example. For your own event: `iem init event.md`, fill it in, and run {command}."
    ));
    Ok(())
}

fn snapshot(json: &str) -> Result<Snapshot, Error> {
    serde_json::from_str(json).map_err(Error::Json)
}

fn judged(format: Format, options: &Options) -> Result<String, Error> {
    let (workbook, snapshot) = (workbook::parse(example::WORKBOOK), snapshot(example::SNAPSHOT)?);
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = plan::judge(&rules::all(), &workload, example::NOW);
    Ok(render::render(&scorecard, format, options))
}

fn planned(format: Format, options: &Options) -> Result<String, Error> {
    let (workbook, snapshot) = (workbook::parse(example::WORKBOOK), snapshot(example::SNAPSHOT)?);
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = plan::judge(&rules::all(), &workload, example::NOW);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now: example::NOW };
    let (back, written) = plan::write(&rules::all(), &plan, example::WORKBOOK, plan::regions)
        .map_err(|refusal| Error::Refused { path: "the example".into(), refusal })?;
    Ok(Document::new(&plan, &back.text, &written).render(format, options))
}

fn reviewed(format: Format, options: &Options) -> Result<String, Error> {
    if format == Format::Sarif {
        return Err(Error::NoSarif);
    }
    let workbook = workbook::parse(example::REVIEWED);
    let (before, after) = (snapshot(example::EVE)?, snapshot(example::AFTER)?);
    let workload = Workload::new(&workbook, &after);
    let inputs = Inputs {
        workbook: &workload.workbook,
        text: example::REVIEWED,
        snapshot: &after,
        before: Some(&before),
        now: example::AFTERWARDS,
    };
    let report = report::evaluate(&inputs).map_err(|cause| Error::NoReport { path: "the example".into(), cause })?;
    Ok(render::report(&report, format, options))
}
