//! What a scorecard means for a script that runs `iem check`.

use crate::{rule::Light, scorecard::Scorecard};

/// The mildest light that makes a check fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Only red findings fail.
    Red,
    /// Red and yellow findings fail.
    Yellow,
    /// Red, yellow and gray findings fail.
    Gray,
    /// No finding fails.
    Never,
}

/// What a scorecard means for a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is open at the level asked for, and everything was judged.
    Ready,
    /// Something is open at or above the level asked for.
    Open,
    /// Nothing is open at that level, but something could not be judged.
    Unjudged,
}

/// Weighs the open findings. A scorecard without any finding, or with an area of which nothing is known, is unjudged,
/// never ready.
pub fn outcome(scorecard: &Scorecard, fail_on: FailOn) -> Outcome {
    let fails: &[Light] = match fail_on {
        FailOn::Red => &[Light::Red],
        FailOn::Yellow => &[Light::Red, Light::Yellow],
        FailOn::Gray => &[Light::Red, Light::Yellow, Light::Gray],
        FailOn::Never => return Outcome::Ready,
    };
    let has = |lights: &[Light]| scorecard.open().any(|finding| lights.contains(&finding.light));
    if has(fails) {
        Outcome::Open
    } else if has(&[Light::Gray])
        || scorecard.findings.is_empty()
        || scorecard.areas.iter().any(|area| area.light == Light::Gray)
    {
        Outcome::Unjudged
    } else {
        Outcome::Ready
    }
}

#[cfg(test)]
mod tests {
    use super::{FailOn, Outcome, outcome};
    use crate::{
        rule::Light::{self, Gray, Green, Red, Yellow},
        scorecard::testing,
    };

    #[test]
    fn every_level_against_every_mixture() {
        use Outcome::{Open, Ready, Unjudged};
        // Lights, and what red, yellow, gray and never make of them.
        let table: [(&[Light], [Outcome; 4]); 7] = [
            (&[], [Unjudged, Unjudged, Unjudged, Ready]),
            (&[Green], [Ready, Ready, Ready, Ready]),
            (&[Yellow, Green], [Ready, Open, Open, Ready]),
            (&[Gray, Green], [Unjudged, Unjudged, Open, Ready]),
            (&[Yellow, Gray], [Unjudged, Open, Open, Ready]),
            (&[Red], [Open, Open, Open, Ready]),
            (&[Red, Gray], [Open, Open, Open, Ready]),
        ];
        for (lights, expected) in table {
            let scorecard = testing::with_lights(lights);
            let levels = [FailOn::Red, FailOn::Yellow, FailOn::Gray, FailOn::Never];
            assert_eq!(levels.map(|level| outcome(&scorecard, level)), expected, "{lights:?}");
        }
    }

    #[test]
    fn an_area_of_which_nothing_is_known_is_not_ready() {
        let mut scorecard = testing::with_lights(&[Green]);
        scorecard.areas[2].light = Gray;
        assert_eq!(outcome(&scorecard, FailOn::Red), Outcome::Unjudged);
    }

    #[test]
    fn accepted_findings_never_fail() {
        let mut scorecard = testing::with_lights(&[Red, Yellow, Gray]);
        for finding in &mut scorecard.findings {
            finding.accepted = Some(testing::accepted());
        }
        assert_eq!(outcome(&scorecard, FailOn::Gray), Outcome::Ready);
    }
}
