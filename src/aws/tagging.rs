//! AWS Resource Groups Tagging API.

pub mod facts;
