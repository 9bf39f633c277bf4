//! Distributions and hosted zones.

use crate::{
    names,
    workload::{answer::Answer, here::Here, names::Names},
};

/// CloudFront distributions.
pub(in crate::workload) fn distributions<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (id, distribution) in here.of_account.cloudfront.distributions.seen().into_iter().flatten() {
        let index = names.add(id, Some(&distribution.arn), Answer::Distribution(distribution));
        names.own(index, &distribution.domain_name);
        distribution.aliases.iter().for_each(|alias| names.own(index, alias));
    }
}

/// Names of distributions.
pub(in crate::workload) fn distribution_names(here: Here<'_>) -> Vec<&str> {
    let all = here.of_account.cloudfront.distributions.seen().into_iter().flatten();
    let named = all
        .flat_map(|(id, it)| [id.as_str(), &it.domain_name].into_iter().chain(it.aliases.iter().map(String::as_str)));
    named.collect()
}

/// The names under which a distribution is looked for: its id, a host, or the wildcard that covers this.
pub(in crate::workload) fn distribution_forms(written: &str) -> Vec<String> {
    let host = names::host(written);
    let wildcard = host.split_once('.').filter(|(label, _)| !label.is_empty()).map(|(_, rest)| format!("*.{rest}"));
    [names::distribution_id(written).to_owned(), host.to_owned()].into_iter().chain(wildcard).collect()
}

/// Route 53 hosted zones. A public and a private one can share a name.
pub(in crate::workload) fn zones<'a>(here: Here<'a>, names: &mut Names<'a>) {
    for (id, zone) in here.of_account.route53.zones.seen().into_iter().flatten() {
        let index = names.add(id, None, Answer::Zone(zone));
        names.shared(index, zone.name.trim_end_matches('.'));
    }
}
