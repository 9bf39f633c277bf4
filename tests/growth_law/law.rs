//! Twice the resources, accounts or lines cost at most 2.2 times, step by step.

use std::alloc::System;

use iem_core::{
    handout,
    plan::{self, Plan},
    render::{self, Format, Options, plan::Document},
    report, rules, scorecard,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use jiff::Timestamp;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use crate::world::{Of, World};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const FORMATS: [Format; 7] =
    [Format::Terminal, Format::Markdown, Format::Json, Format::Html, Format::Junit, Format::Sarif, Format::Csv];

/// What was allocated by one step.
#[derive(Debug)]
struct Cost {
    step: String,
    count: usize,
    bytes: usize,
}

/// The steps of a run, each with its cost.
#[derive(Default)]
struct Costs(Vec<Cost>);

impl Costs {
    fn of<T>(&mut self, step: impl Into<String>, run: impl FnOnce() -> T) -> T {
        let region = Region::new(COUNTED);
        let made = run();
        let stats = region.change();
        let count = stats.allocations;
        // How a buffer grows in steps says nothing.
        let bytes = (stats.bytes_allocated as isize - stats.bytes_reallocated) as usize;
        self.0.push(Cost { step: step.into(), count, bytes });
        made
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Everything that a run of `check`, `plan`, `handout` and `report` does.
fn costs(world: &World) -> Vec<Cost> {
    let World { text, snapshot } = world;
    let mut costs = Costs::default();
    let now = at("2026-12-05T01:00:00Z");
    let options = Options { width: 100, color: false, verbose: true, workbook: Some("event.md".to_owned()) };
    let workbook = costs.of("parse", || workbook::parse(text));
    let workload = costs.of("resolve", || Workload::new(&workbook, snapshot));
    let scorecard = costs.of("judge", || scorecard::evaluate(&rules::all(), &workload, now));
    for format in FORMATS {
        costs.of(format!("render {format:?}"), || render::render(&scorecard, format, &options));
    }
    let plan = Plan { workload: &workload, scorecard: &scorecard, now };
    let back = workbook::write_back::write_back(text, &plan::regions(&plan).regions).unwrap();
    // A day later, what was written is read again.
    let later = at("2026-12-06T01:00:00Z");
    let snapshot = Snapshot { taken_at: later, ..snapshot.clone() };
    let workbook = costs.of("parse what was written", || workbook::parse(&back.text));
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = scorecard::evaluate(&rules::all(), &workload, later);
    costs.of("track", || plan::changes(&workbook, &scorecard));
    let scorecard = plan::judge(&rules::all(), &workload, later);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now: later };
    let written = costs.of("plan", || plan::regions(&plan));
    let back = costs.of("write back", || workbook::write_back::write_back(&back.text, &written.regions).unwrap());
    let document = costs.of("plan document", || Document::new(&plan, &back.text, &written));
    for format in FORMATS {
        costs.of(format!("render the plan {format:?}"), || document.render(format, &options));
    }
    costs.of("hand-outs", || handout::all(&plan));
    let after = at("2026-12-14T01:00:00Z");
    let snapshot = Snapshot { taken_at: after, ..snapshot.clone() };
    let workload = Workload::new(&workbook, &snapshot);
    let inputs = report::Inputs {
        workbook: &workload.workbook,
        text: &back.text,
        snapshot: &snapshot,
        before: None,
        now: after,
    };
    let report = costs.of("review", || report::evaluate(&inputs).unwrap());
    for format in FORMATS {
        costs.of(format!("render the review {format:?}"), || render::report(&report, format, &options));
    }
    costs.0
}

/// Twice as much may cost so many times as much.
const LIMIT: f64 = 2.2;

#[test]
fn twice_as_much_costs_about_twice_as_much() {
    let mut broken = Vec::new();
    for (of, times) in [(Of::Resources, 5), (Of::Accounts, 3), (Of::Lines, 16)] {
        // Tables grow in steps of two: what is twice as much twice over hides none of them.
        let [one, four] = [times, 4 * times].map(|times| costs(&World::new(of, times)));
        for (one, four) in one.iter().zip(&four) {
            let twice = |one: usize, four: usize| (four as f64 / one as f64).sqrt();
            let [count, bytes] = [twice(one.count, four.count), twice(one.bytes, four.bytes)];
            if count > LIMIT || bytes > LIMIT {
                let step = &one.step;
                broken.push(format!("{of:?}, {step}: {count:.2} times the allocations, {bytes:.2} times the bytes"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
