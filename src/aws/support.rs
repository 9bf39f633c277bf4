//! The Support API, and Trusted Advisor through it.

pub mod facts;
