//! The built-in example: one event, always judged and reviewed at the same moments.

use jiff::Timestamp;

/// The event's workbook.
pub const WORKBOOK: &str = include_str!("../examples/spring-sale/workbook.md");

/// What AWS answered about it, as a saved snapshot.
pub const SNAPSHOT: &str = include_str!("../examples/spring-sale/snapshot.json");

/// The moment of judgement: 2026-12-05 09:00 in Singapore, one week before the event.
pub const NOW: Timestamp = Timestamp::constant(1_796_432_400, 0);

/// The workbook after the event, with what people noted and what the review wrote.
pub const REVIEWED: &str = include_str!("../examples/spring-sale/reported.md");

/// What AWS answered two days before the event.
pub const EVE: &str = include_str!("../examples/spring-sale/eve.json");

/// What AWS answered two days after the event.
pub const AFTER: &str = include_str!("../examples/spring-sale/after.json");

/// The moment of review: 2026-12-14 10:00 in Singapore.
pub const AFTERWARDS: Timestamp = Timestamp::constant(1_797_213_600, 0);
