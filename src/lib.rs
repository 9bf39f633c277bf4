//! The pure core of `iem`: judges whether an AWS workload is ready for a planned event.

pub mod capacity;
pub mod event;
pub mod example;
pub mod fix;
pub mod handout;
pub mod metrics;
pub mod names;
pub mod plan;
pub mod problem;
pub mod render;
pub mod rule;
pub mod rules;
pub mod scorecard;
pub mod snapshot;
pub mod source;
pub mod workbook;
