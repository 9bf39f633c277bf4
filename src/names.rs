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

/// One name for the forms in which a resource of a kind can be written: what its API calls it, as
/// far as the text alone tells; all of it where an ARN or address stops before the name.
pub fn plain_name(kind: ResourceKind, written: &str) -> &str {
    let plain = match kind {
        ResourceKind::Instance => instance_id(written),
        ResourceKind::AutoScalingGroup => group_name(written),
        ResourceKind::LoadBalancer => load_balancer_name(written).unwrap_or(written),
        ResourceKind::Stack => stack_name(written),
        ResourceKind::Bucket => bucket_name(written),
        ResourceKind::Database => database_id(written),
        ResourceKind::Cache => cache_id(written),
        ResourceKind::DynamoDbTable => table_name(written).unwrap_or(written),
        ResourceKind::Distribution => distribution_id(written),
        ResourceKind::HostedZone => zone_id(written),
        ResourceKind::Function => function_name(written),
        ResourceKind::Api => api_id(written),
        ResourceKind::EcsService => ecs_service_name(written),
        ResourceKind::EksCluster => eks_cluster_name(written),
        ResourceKind::Queue => written.rsplit(['/', ':']).next().unwrap_or(written),
        // `arn:aws:sns:us-east-1:111122223333:orders`, and an id behind it where it is a subscription's.
        ResourceKind::Topic => written.split(':').nth(5).unwrap_or(written),
        // `…:vpc/vpc-1`, `…:identity/example.com`.
        ResourceKind::Vpc | ResourceKind::EmailIdentity if written.starts_with("arn:") => {
            written.rsplit(['/', ':']).next().unwrap_or(written)
        }
        ResourceKind::Vpc | ResourceKind::EmailIdentity | ResourceKind::Tag | ResourceKind::Other => written,
    };
    if plain.is_empty() { written } else { plain }
}
