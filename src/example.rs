//! The built-in example: one event, always judged at the same moment.

use jiff::Timestamp;

/// The event's workbook.
pub const WORKBOOK: &str = include_str!("../examples/spring-sale/workbook.md");

/// What AWS answered about it, as a saved snapshot.
pub const SNAPSHOT: &str = include_str!("../examples/spring-sale/snapshot.json");

/// The moment of judgement: 2026-12-05 09:00 in Singapore, one week before the event.
pub const NOW: Timestamp = Timestamp::constant(1_796_432_400, 0);
