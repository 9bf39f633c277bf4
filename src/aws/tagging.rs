//! AWS Resource Groups Tagging API.

pub mod facts;
pub(crate) mod names;
