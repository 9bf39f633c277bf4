//! The core's integration tests: one binary.

mod generated;
mod workbook;
