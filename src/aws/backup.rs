//! AWS Backup.

pub mod facts;
