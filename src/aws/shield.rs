//! AWS Shield.

pub mod facts;
