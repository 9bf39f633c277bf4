//! Datapoints of one metric over a span of time.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Datapoints at even distances. What is missing inside, before and after is a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Moment of the first value.
    #[schemars(with = "String")]
    pub start: Timestamp,
    /// Seconds from one value to the next.
    pub period: u32,
    /// The values; empty when AWS has no datapoint in the whole span.
    #[schemars(with = "Vec<Option<f64>>")]
    #[serde(with = "values")]
    values: Vec<f64>,
}

impl Points {
    /// Puts datapoints in their places. Those that do not stand on a period are put into the one
    /// that holds them; of two in the same period the later one given stays. Values that are no
    /// numbers are gaps.
    pub fn new(start: Timestamp, period: u32, datapoints: impl IntoIterator<Item = (Timestamp, f64)>) -> Self {
        let size = i64::from(period.max(1));
        let mut places: Vec<(i64, f64)> = datapoints
            .into_iter()
            .filter(|(_, value)| value.is_finite())
            .map(|(at, value)| ((at.as_second() - start.as_second()).div_euclid(size), value))
            .filter(|(place, _)| *place >= 0)
            .collect();
        places.sort_by_key(|(place, _)| *place);
        let first = places.first().map_or(0, |(place, _)| *place);
        let mut values = Vec::new();
        for (place, value) in places {
            let index = usize::try_from(place - first).unwrap_or(0);
            if index >= values.len() {
                values.resize(index + 1, f64::NAN);
            }
            values[index] = value;
        }
        let start = start.saturating_add(SignedDuration::from_secs(first * size)).unwrap_or(start);
        Self { start, period, values }
    }

    /// Whether there is no datapoint at all.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The datapoints that are there, in the order of time.
    pub fn iter(&self) -> impl Iterator<Item = (Timestamp, f64)> + '_ {
        let at = |index: usize| {
            let seconds = i64::try_from(index).unwrap_or(i64::MAX).saturating_mul(i64::from(self.period));
            self.start.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
        };
        self.values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_nan())
            .map(move |(index, value)| (at(index), *value))
    }

    /// The datapoint of the period that starts at `moment`.
    pub fn at(&self, moment: Timestamp) -> Option<f64> {
        let seconds = moment.as_second() - self.start.as_second();
        let index = usize::try_from(seconds.div_euclid(i64::from(self.period.max(1)))).ok()?;
        self.values.get(index).copied().filter(|value| !value.is_nan())
    }
}

/// A gap is NaN in memory, where an event holds millions of values, and `null` in JSON.
mod values {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(values: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(|value| (!value.is_nan()).then_some(*value)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        let values: Vec<Option<f64>> = Vec::deserialize(deserializer)?;
        Ok(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn datapoints_find_their_places_and_gaps_stay_gaps() {
        let given = [(at(240), 4.0), (at(60), 1.0), (at(125), 2.0), (at(300), f64::NAN), (at(-60), 9.0)];
        let points = Points::new(at(0), 60, given);
        let json = serde_json::to_string(&points).expect("json");
        assert_eq!(json, r#"{"start":"1970-01-01T00:01:00Z","period":60,"values":[1.0,2.0,null,4.0]}"#);
        assert_eq!(points.iter().collect::<Vec<_>>(), [(at(60), 1.0), (at(120), 2.0), (at(240), 4.0)]);
        assert_eq!(
            (points.at(at(120)), points.at(at(180)), points.at(at(0)), points.at(at(600))),
            (Some(2.0), None, None, None)
        );
        let again: Points = serde_json::from_str(&json).expect("points");
        assert_eq!(serde_json::to_string(&again).expect("json"), json);
        assert!(Points::new(at(0), 60, []).is_empty());
    }
}
