//! Amazon SES.

pub mod facts;
