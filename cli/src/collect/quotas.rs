//! Service Quotas.

use aws_sdk_servicequotas::{Client, types::ServiceQuota};
use iem_core::snapshot::{
    Missed, Reason,
    quotas::{Quota, QuotaOrigin, QuotaRequest},
};

use super::{
    fields::{number, required, state, text, timestamp},
    limits::Api,
    missed::{Failure, one_line},
};

/// One quota, by its key `service-code/quota-code`: the applied value, else AWS's default.
pub(super) async fn value(api: &Api<'_, Client>, key: &str) -> Result<Quota, Missed> {
    let (service, code) = required(key.split_once('/'), "the quota's key")?;
    let applied = api.client.get_service_quota().service_code(service).quota_code(code);
    match api.send(applied.send()).await {
        Ok(answer) => quota(answer.quota(), QuotaOrigin::Applied),
        Err(failure) if failure.is(&["NoSuchResourceException"]) => {
            let default =
                api.client.get_aws_default_service_quota().service_code(service).quota_code(code);
            quota(api.send(default.send()).await?.quota(), QuotaOrigin::Default)
        }
        Err(failure) => Err(failure.into()),
    }
}

fn quota(quota: Option<&ServiceQuota>, origin: QuotaOrigin) -> Result<Quota, Missed> {
    let quota = required(quota, "Quota")?;
    // With an error the value may be missing, or be a mere default.
    if let Some(error) = quota.error_reason() {
        let code = error.error_code().map_or("ErrorReason", |code| code.as_str());
        let detail = format!("{code}: {}", error.error_message().unwrap_or_default());
        return Err(Failure::new(Reason::Failed, &detail).missed);
    }
    if quota.value().is_none() {
        return Err(Failure::new(Reason::Failed, "Service Quotas gave no value").missed);
    }
    Ok(Quota {
        name: one_line(quota.quota_name().unwrap_or_default()),
        value: number(quota.value(), "Value")?,
        origin,
        adjustable: quota.adjustable(),
    })
}

/// Requests for an increase that were open in the last 90 days.
pub(super) async fn requests(api: &Api<'_, Client>) -> Result<Vec<QuotaRequest>, Missed> {
    let request = api.client.list_requested_service_quota_change_history().max_results(100);
    let pages = api
        .pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token())
        .await?;
    let mut requests = Vec::new();
    for change in pages.iter().flat_map(|page| page.requested_quotas()) {
        let service = text(change.service_code(), "ServiceCode")?;
        let code = text(change.quota_code(), "QuotaCode")?;
        requests.push(QuotaRequest {
            quota: format!("{service}/{code}"),
            desired: number(change.desired_value(), "DesiredValue")?,
            status: state(change.status().map(|status| status.as_str())),
            created: timestamp(change.created()),
            case: change.case_id().map(str::to_owned),
        });
    }
    Ok(requests)
}
