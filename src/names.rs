//! The many forms in which people name a resource: id, name, ARN, DNS name, endpoint.

mod hosts;
mod nearest;

use crate::event::ResourceKind;

pub use crate::aws::{
    apigateway::names::{api_dimension, api_id, find_apis},
    autoscaling::names::group_name,
    cloudformation::names::stack_name,
    cloudfront::names::{distribution_id, find_distribution},
    dynamodb::names::table_name,
    ec2::names::{find_instances, instance_filter, instance_id, is_instance_id},
    ecs::names::{ecs_service_name, find_ecs_services, is_ecs_service},
    eks::names::{eks_cluster_name, find_eks_cluster, is_eks_cluster, is_eks_endpoint},
    elasticache::names::{Cache, cache_id, caches_of, find_caches},
    elb::names::{
        BalancerNames, balancer_region, find_classic_balancer, is_load_balancer, is_v2_arn, load_balancer_name,
        load_balancer_suffix,
    },
    lambda::names::function_name,
    rds::names::{Database, database_id, databases_of, find_databases, is_proxy_endpoint, lasting_id},
    route53::names::{find_zones, zone_id},
    s3::names::{bucket_name, bucket_region},
    ses::names::find_identity,
    sns::names::topic_arn,
    tagging::names::tag,
    vpc::names::{find_vpcs, vpc_id},
};
pub use hosts::{bare, behind_host, covers, host, is_foreign_name, plain_dns_name};
pub use nearest::{Candidates, hint, nearest};

/// From a written name to what the API calls it.
type Form = fn(&str) -> &str;

/// Kinds that people name in other forms than by name, ARN and address.
const FORMS: &[(ResourceKind, Form)] = &[
    (ResourceKind::Instance, instance_id),
    (ResourceKind::AutoScalingGroup, group_name),
    (ResourceKind::LoadBalancer, |written| load_balancer_name(written).unwrap_or(written)),
    (ResourceKind::Stack, stack_name),
    (ResourceKind::Bucket, bucket_name),
    (ResourceKind::Database, database_id),
    (ResourceKind::Cache, cache_id),
    (ResourceKind::DynamoDbTable, |written| table_name(written).unwrap_or(written)),
    (ResourceKind::Distribution, distribution_id),
    (ResourceKind::HostedZone, zone_id),
    (ResourceKind::Function, function_name),
    (ResourceKind::Api, api_id),
    (ResourceKind::EcsService, ecs_service_name),
    (ResourceKind::EksCluster, eks_cluster_name),
    (ResourceKind::Queue, |written| written.rsplit(['/', ':']).next().unwrap_or(written)),
    // `arn:aws:sns:us-east-1:111122223333:orders`, and an id behind it where it is a subscription's.
    (ResourceKind::Topic, |written| written.split(':').nth(5).unwrap_or(written)),
    (ResourceKind::Tag, |written| written),
    (ResourceKind::Other, |written| written),
];

/// One name for the forms in which a resource of a kind can be written: what its API calls it, as
/// far as the text alone tells; all of it where an ARN or address stops before the name.
pub fn plain_name(kind: ResourceKind, written: &str) -> &str {
    let plain = match FORMS.iter().find(|(of, _)| *of == kind) {
        Some((_, form)) => form(written),
        None => name_or_host(kind, written),
    };
    if plain.is_empty() { written } else { plain }
}

/// The name in an ARN, which begins as the kind's row says; the host of a URL; or all that is written.
fn name_or_host(kind: ResourceKind, written: &str) -> &str {
    if written.contains("://") {
        return host(written);
    }
    if !written.starts_with("arn:") {
        return written;
    }
    let mut named = kind.info().arns.iter().filter_map(|(service, begins)| {
        let mut parts = written.splitn(6, ':').skip(2);
        let is_service = parts.next() == Some(service);
        parts.nth(2).filter(|_| is_service)?.strip_prefix(begins)
    });
    named.next().unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::{FORMS, plain_name};
    use crate::event::ResourceKind;

    #[test]
    fn a_kind_without_forms_of_its_own_is_known_by_name_arn_and_address() {
        let others = ResourceKind::ALL.into_iter().filter(|kind| FORMS.iter().all(|(of, _)| of != kind));
        let mut count = 0;
        for kind in others {
            let (service, begins) = kind.info().arns[0];
            let arn = format!("arn:aws:{service}:us-east-1:111122223333:{begins}shop");
            assert_eq!(plain_name(kind, &arn), "shop", "{kind:?}");
            let other = "arn:aws:iam::111122223333:role/shop";
            for (written, plain) in [
                ("shop", "shop"),
                ("shop.example.com", "shop.example.com"),
                ("https://shop.example.com/", "shop.example.com"),
                (other, other),
            ] {
                assert_eq!(plain_name(kind, written), plain, "{kind:?} {written}");
            }
            count += 1;
        }
        assert!(count > 1, "some kinds have no other forms");
    }
}
