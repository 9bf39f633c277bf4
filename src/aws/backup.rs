//! AWS Backup.

pub mod facts;
pub mod rules;
