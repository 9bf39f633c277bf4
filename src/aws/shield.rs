//! AWS Shield.

pub mod facts;
pub mod rules;
