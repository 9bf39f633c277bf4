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
            let default = api.client.get_aws_default_service_quota().service_code(service).quota_code(code);
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
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    async fn asked(answer: fn(&str, &str) -> (u16, String)) -> String {
        let config = fake::config(answer);
        let run = fake::run();
        let api = fake::api(&run, Client::new(&config));
        match value(&api, "ec2/L-1").await {
            Ok(quota) => format!("{:?} {}", quota.origin, quota.value),
            Err(missed) => format!("{:?} {}", missed.reason, missed.detail),
        }
    }

    fn quota(fields: &str) -> (u16, String) {
        (200, format!(r#"{{"Quota":{{"QuotaName":"vCPUs"{fields}}}}}"#))
    }

    #[tokio::test]
    async fn a_quota_is_a_number_only_when_aws_gives_one() {
        assert_eq!(asked(|_, _| quota(r#","Value":0.0"#)).await, "Applied 0");
        assert_eq!(asked(|_, _| quota("")).await, "Failed Service Quotas gave no value");
        let with_error = asked(|_, _| {
            let code = "DEPENDENCY_ACCESS_DENIED_ERROR";
            quota(&format!(r#","Value":5,"ErrorReason":{{"ErrorCode":"{code}","ErrorMessage":"no"}}"#))
        });
        assert_eq!(with_error.await, "Failed DEPENDENCY_ACCESS_DENIED_ERROR: no");
        let no_applied_value = asked(|operation, _| match operation {
            "GetServiceQuota" => (400, r#"{"__type":"NoSuchResourceException"}"#.to_owned()),
            _ => quota(r#","Value":32"#),
        });
        assert_eq!(no_applied_value.await, "Default 32");
        assert_eq!(asked(|_, _| (200, "{}".to_owned())).await, "Malformed Quota is missing or not valid");
    }
}
