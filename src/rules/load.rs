//! Today's load as CloudWatch measured it, and what the event's peak makes of it.

use super::growth;
use crate::{
    aws::cloudwatch::{facts::Series, metrics::Metric},
    rule::{Area, Cx, Evidence, Light, Place, Subject, Unknown},
    source::Source,
};

/// Whose load it is: a subject, or a part of it that findings tell apart.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'s> {
    pub(crate) subject: &'s Subject,
    /// Empty for the whole subject.
    pub(crate) part: &'s str,
    /// How summaries about the part begin.
    pub(crate) prefix: &'s str,
}

impl<'s> Whose<'s> {
    /// The load of a whole subject.
    pub(crate) fn whole(subject: &'s Subject) -> Self {
        Self { subject, part: "", prefix: "" }
    }

    fn gray(&self, cx: &mut Cx<'_>, why: &str) {
        let summary = format!("{}{why}", self.prefix);
        if self.part.is_empty() {
            cx.gray(self.subject, summary, Evidence::default());
        } else {
            cx.push_part(Light::Gray, Area::Service, self.subject, self.part, summary, Evidence::default());
        }
    }
}

/// What CloudWatch has of a metric of the last days; a gray verdict where it has nothing.
pub(crate) fn series<'a>(cx: &mut Cx<'a>, whose: Whose<'_>, place: Place<'a>, metric: &Metric) -> Option<&'a Series> {
    let metrics = &place.facts.cloudwatch.metrics;
    let Some(series) = cx.read_one(whose.subject, Source::Metrics, metrics, &metric.key()) else {
        cx.of_part(whose.part);
        return None;
    };
    if series.is_none() {
        whose.gray(cx, &format!("CloudWatch has no {} of the last 14 days", metric.name));
    }
    series.as_ref()
}

/// The largest load of the last days, and what the peak makes of it.
pub(crate) struct Peak {
    pub(crate) busiest: f64,
    pub(crate) growth: f64,
    pub(crate) needed: f64,
}

/// The peak of a load that was `busiest` at most; a gray verdict where nobody knows how much it grows.
pub(crate) fn peak(cx: &mut Cx<'_>, whose: Whose<'_>, busiest: f64) -> Option<Peak> {
    let Subject { account, region, .. } = whose.subject;
    let place = cx.place(account.as_deref(), region.as_deref());
    let growth = match growth::whole(cx, place) {
        Ok(growth) => growth,
        Err(Unknown::Says(why)) => {
            whose.gray(cx, &why);
            cx.fix_by_growth();
            return None;
        }
        Err(missed) => {
            missed.tell(cx, whose.subject);
            return None;
        }
    };
    Some(Peak { busiest, growth, needed: (busiest * growth).ceil() })
}
