//! AWS STS: who the credentials belong to.

use aws_sdk_sts::Client;
use futures::future::select_ok;
use iem_core::snapshot::{Identity, Missed, Reason};

use super::{
    fields::text,
    limits::Api,
    missed::{Failure, one_line},
    sessions::Origin,
};

/// Who answers in an account whose `apis` are in its regions. One region that is not enabled
/// or cannot be reached says nothing about the others, so that those are tried too.
pub(super) async fn identity(apis: &[Api<'_, Client>], origin: &Origin) -> Result<Identity, Missed> {
    let Some((first, others)) = apis.split_first() else { return Err(Missed::not_asked()) };
    let refused = match caller(first, origin).await {
        Ok(identity) => return Ok(identity),
        Err(missed) => missed,
    };
    let may_differ =
        matches!(refused.reason, Reason::RegionDisabled | Reason::Unreachable | Reason::TimedOut | Reason::Malformed);
    if may_differ && refused.role().is_none() && !others.is_empty() {
        let others = others.iter().map(|api| Box::pin(caller(api, origin)));
        if let Ok((identity, _)) = select_ok(others).await {
            return Ok(identity);
        }
    }
    // No region knows the credentials: it is they that are wrong.
    match refused.reason {
        Reason::RegionDisabled => Err(Missed { reason: Reason::NoCredentials, ..refused }),
        _ => Err(refused),
    }
}

async fn caller(api: &Api<'_, Client>, origin: &Origin) -> Result<Identity, Missed> {
    let answer = api.send(|| api.client.get_caller_identity().send()).await;
    let answer = answer.map_err(|failure| missed(failure, origin))?;
    Ok(Identity { account: text(answer.account(), "Account")?, arn: text(answer.arn(), "Arn")? })
}

/// What is missed, with the role or the profile that gave no credentials.
fn missed(failure: Failure, origin: &Origin) -> Missed {
    let Missed { reason, detail } = failure.missed;
    let named = match (failure.role, &origin.role, &origin.profile) {
        (1, Some(role), _) => format!("{}{}", Missed::ROLE, one_line(role)),
        // A role that the profile names: AWS's own words tell it, where they tell it at all.
        (1.., ..) => format!("{}the role of the profile", Missed::ROLE),
        (0, _, Some(profile)) if reason == Reason::NoCredentials && !detail.starts_with("profile `") => {
            format!("profile `{}`", one_line(profile))
        }
        _ => return Missed { reason, detail },
    };
    let said = if detail.is_empty() { detail } else { format!(": {detail}") };
    Missed { reason, detail: format!("{named}{said}") }
}

/// What is missed in an account that somebody else's credentials were used for.
pub(super) fn wrong_account(identity: &Identity) -> Missed {
    let detail = one_line(&format!("{} answered", identity.arn));
    Failure::new(Reason::WrongAccount, &detail).missed
}
