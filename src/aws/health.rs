//! AWS Health.

pub mod facts;
