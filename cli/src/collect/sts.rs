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
    let refused = match caller(first).await {
        Ok(identity) => return Ok(identity),
        Err(failure) => failure,
    };
    let may_differ = matches!(
        refused.missed.reason,
        Reason::RegionDisabled | Reason::Unreachable | Reason::TimedOut | Reason::Malformed
    );
    if may_differ && refused.role == 0 && !others.is_empty() {
        let others = others.iter().map(|api| Box::pin(caller(api)));
        if let Ok((identity, _)) = select_ok(others).await {
            return Ok(identity);
        }
    }
    Err(missed(refused.of_unknown_key(), origin))
}

async fn caller(api: &Api<'_, Client>) -> Result<Identity, Failure> {
    let answer = api.send(|| api.client.get_caller_identity().send()).await?;
    let identity = || Ok(Identity { account: text(answer.account(), "Account")?, arn: text(answer.arn(), "Arn")? });
    identity().map_err(|missed| Failure { code: None, missed, role: 0 })
}

/// What is missed, with the role or the profile that gave no credentials.
fn missed(failure: Failure, origin: &Origin) -> Missed {
    let Missed { reason, detail } = failure.missed;
    let is_of_profile = matches!(reason, Reason::NoCredentials | Reason::RefusedCredentials);
    let named = match (failure.role, &origin.role, &origin.profile) {
        (1, Some(role), _) => format!("{}{}", Missed::ROLE, one_line(role)),
        // A role that the profile names: AWS's own words tell it, where they tell it at all.
        (1.., ..) => format!("{}the role of the profile", Missed::ROLE),
        (0, _, Some(profile)) if is_of_profile && !detail.starts_with("profile `") => {
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
