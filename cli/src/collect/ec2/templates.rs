//! Launch templates, as Auto Scaling groups name them.

use std::collections::BTreeMap;

use aws_sdk_ec2::{
    Client,
    types::{self, MarketType},
};
use futures::future::try_join_all;
use iem_core::{
    aws::ec2::facts::{LaunchTemplate, launch_template_key},
    snapshot::Missed,
};

use crate::collect::{
    fields::required,
    limits::{Api, in_halves},
    missed::Failure,
};

/// Launch template versions that exist, by key; one request per template.
pub(super) async fn launch_templates(
    api: &Api<'_, Client>,
    keys: &[String],
) -> Result<BTreeMap<String, LaunchTemplate>, Missed> {
    let mut wanted: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for key in keys {
        let (template, version) = required(key.rsplit_once(':'), "the launch template's key")?;
        wanted.entry(template).or_default().push(version.to_owned());
    }
    let versions = wanted.iter().map(|(template, versions)| template_versions(api, template, versions));
    Ok(try_join_all(versions).await?.into_iter().flatten().collect())
}

async fn template_versions(
    api: &Api<'_, Client>,
    template: &str,
    versions: &[String],
) -> Result<Vec<(String, LaunchTemplate)>, Missed> {
    let ask = async |versions: &[String]| {
        let request = api.client.describe_launch_template_versions();
        let request = match is_template_id(template) {
            true => request.launch_template_id(template),
            false => request.launch_template_name(template),
        };
        let request = request.set_versions(Some(versions.to_vec()));
        api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await
    };
    let mut found = Vec::new();
    for (versions, answer) in in_halves(versions, is_not_found, ask).await {
        let pages = match answer {
            Err(failure) if is_not_found(&failure) => continue,
            answer => answer?,
        };
        let answered: Vec<_> = pages.iter().flat_map(|page| page.launch_template_versions()).collect();
        for version in versions {
            if let Some(template_version) = resolve(version, &answered) {
                let key = launch_template_key(template, version);
                found.push((key, launch_template(template_version)?));
            }
        }
    }
    Ok(found)
}

/// Template names can start with `lt-` too, but hardly go on in hexadecimal.
fn is_template_id(template: &str) -> bool {
    let id = template.strip_prefix("lt-");
    id.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_not_found(failure: &Failure) -> bool {
    failure.is(&[
        "InvalidLaunchTemplateId.NotFound",
        "InvalidLaunchTemplateId.VersionNotFound",
        "InvalidLaunchTemplateName.NotFoundException",
    ])
}

/// The answer gives numbers only. Where `$Latest` was among the versions asked for, it is the
/// highest number of the answer.
fn resolve<'a>(
    version: &str,
    answered: &[&'a types::LaunchTemplateVersion],
) -> Option<&'a types::LaunchTemplateVersion> {
    let mut answered = answered.iter().copied();
    match version {
        "$Latest" => answered.max_by_key(|it| it.version_number()),
        "$Default" => answered.find(|it| it.default_version() == Some(true)),
        number => {
            let number = number.parse().ok()?;
            answered.find(|it| it.version_number() == Some(number))
        }
    }
}

fn launch_template(version: &types::LaunchTemplateVersion) -> Result<LaunchTemplate, Missed> {
    let data = required(version.launch_template_data(), "launchTemplateData")?;
    let market = data.instance_market_options().and_then(|options| options.market_type());
    Ok(LaunchTemplate {
        instance_type: data.instance_type().map(|name| name.as_str().to_owned()),
        spot: market == Some(&MarketType::Spot),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_as_the_group_writes_them() {
        let version = |number, default| {
            types::LaunchTemplateVersion::builder().version_number(number).default_version(default).build()
        };
        let answered = [version(1, true), version(2, false), version(3, false)];
        let answered: Vec<_> = answered.iter().collect();
        let number = |written| resolve(written, &answered).and_then(|it| it.version_number());
        assert_eq!(number("$Latest"), Some(3));
        assert_eq!(number("$Default"), Some(1));
        assert_eq!(number("2"), Some(2));
        assert_eq!(number("4"), None);
    }
}
