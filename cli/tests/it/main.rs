//! The `iem` binary as people run it: as a process, offline and against emulated AWS.

#[cfg(feature = "aws")]
#[expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test bed that cannot start has nothing better to do than to say why"
)]
mod bed;
#[cfg(feature = "aws")]
#[expect(clippy::unwrap_used, reason = "a failed test is a panic")]
mod bed_selftest;
#[cfg(feature = "aws")]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a failed test is a panic")]
mod check;
#[cfg(feature = "aws")]
#[expect(clippy::unwrap_used, reason = "a failed test is a panic")]
mod discovery;
#[cfg(feature = "aws")]
#[expect(clippy::unwrap_used, reason = "a failed test is a panic")]
mod large;
mod offline;
#[cfg(feature = "aws")]
#[expect(clippy::unwrap_used, reason = "a failed test is a panic")]
mod report;
#[cfg(feature = "aws")]
#[expect(clippy::unwrap_used, reason = "a failed run is a panic")]
mod speed;
