//! AWS Certificate Manager.

pub mod facts;
