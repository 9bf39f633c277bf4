//! The account and the region that all resources share are said once and not behind every name.

use crate::{report::Report, rule::Subject};

/// A report whose resources name no account and no region that all of them share, and these two.
/// Global resources have no region and share all of them.
pub(super) fn shared(report: &Report) -> (Report, Option<String>) {
    let mut report = report.clone();
    let mut all: Vec<&mut Subject> = Vec::new();
    all.extend(report.forecasts.iter_mut().map(|forecast| &mut forecast.resource));
    all.extend(report.losses.iter_mut().map(|loss| &mut loss.resource));
    all.extend(report.resources.iter_mut().map(|measured| &mut measured.resource));
    all.extend(report.wind_down.iter_mut().map(|entry| &mut entry.resource));
    all.extend(report.usage.iter_mut().map(|usage| &mut usage.resource));
    let account = only(all.iter().map(|subject| subject.account.as_deref()));
    let region = only(all.iter().map(|subject| subject.region.as_deref()));
    for subject in all {
        subject.account.take_if(|_| account.is_some());
        subject.region.take_if(|_| region.is_some());
    }
    let place = [account.map(|account| format!("account {account}")), region];
    let place: Vec<String> = place.into_iter().flatten().collect();
    (report, (!place.is_empty()).then(|| place.join(", ")))
}

/// The one name among many.
fn only<'a>(names: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let mut names = names.flatten();
    let first = names.next()?;
    names.all(|name| name == first).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::shared;
    use crate::{
        report::{Report, testing},
        scorecard::labels::subject,
    };

    #[test]
    fn what_all_share_is_said_once() {
        let mut rich = testing::rich();
        let names = |report: &Report| {
            let (report, place) = shared(report);
            (place, subject(&report.resources[0].resource), subject(&report.forecasts[1].resource))
        };
        let all = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        let (place, one, other) = names(&rich);
        assert_eq!(place.as_deref(), Some("account 111122223333, ap-southeast-1"));
        assert_eq!((one, other), all("load-balancer shop", "load-balancer shop"));
        rich.usage[0].resource.region = Some("us-east-1".into());
        let (place, one, other) = names(&rich);
        assert_eq!(place.as_deref(), Some("account 111122223333"));
        assert_eq!((one, other), all("load-balancer shop (ap-southeast-1)", "load-balancer shop (ap-southeast-1)"));
    }
}
