//! The load of the example's event, as formulas: what went into `after.json`.

/// Minutes from the opening of the window to the start of the event, to its end, and all.
const START: f64 = 240.0;
const END: f64 = 960.0;

/// Requests per second at the front door in one minute of the event's window.
pub(super) fn web(minute: f64) -> f64 {
    let night = 38.0 + 10.0 * (minute / 170.0).sin();
    // Readers gather in the last half hour, arrive in ten minutes, and leave within the hour.
    let early = 180.0 * rise(minute, START - 30.0, START);
    let opening = 7_050.0 * rise(minute, START, START + 11.0) * (-(minute - START - 11.0).max(0.0) / 38.0).exp();
    let day = 1_250.0 * rise(minute, START, START + 90.0) * (1.0 - rise(minute, END - 30.0, END + 40.0));
    let evening = 1_900.0 * (-((minute - 790.0) / 45.0).powi(2)).exp();
    night + early * (1.0 - rise(minute, START, START + 30.0)) + opening + day + evening
}

/// Requests per second of the interface behind the mobile application.
pub(super) fn api(minute: f64) -> f64 {
    28.0 + 0.142 * web(minute)
}

/// The same a week before.
pub(super) fn usual(minute: f64) -> f64 {
    (60.0 + 335.0 * (-((minute - 700.0) / 190.0).powi(2)).exp() + 6.0 * (minute / 9.0).sin()).max(20.0)
}

/// From 0 to 1 between two minutes.
pub(super) fn rise(minute: f64, from: f64, to: f64) -> f64 {
    ((minute - from) / (to - from)).clamp(0.0, 1.0)
}
