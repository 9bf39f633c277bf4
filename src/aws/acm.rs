//! AWS Certificate Manager.

pub mod facts;
pub mod rules;
