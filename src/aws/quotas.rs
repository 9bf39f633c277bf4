//! Service Quotas.

pub mod facts;
