//! What Amazon EC2 answered about networks, each list that of a whole region.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::Fact;

/// Networks of one region. Subnets and network interfaces are in `ec2`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Networks {
    /// VPCs by id (`DescribeVpcs`).
    pub vpcs: Fact<BTreeMap<String, Vpc>>,
    /// Route tables by id (`DescribeRouteTables`).
    pub route_tables: Fact<BTreeMap<String, RouteTable>>,
    /// NAT gateways that are not deleted, by id (`DescribeNatGateways`).
    pub nat_gateways: Fact<BTreeMap<String, NatGateway>>,
    /// VPC endpoints that are not deleted, by id (`DescribeVpcEndpoints`).
    pub endpoints: Fact<BTreeMap<String, VpcEndpoint>>,
    /// Security groups by id (`DescribeSecurityGroups`).
    pub security_groups: Fact<BTreeMap<String, SecurityGroup>>,
}

/// One VPC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vpc {
    /// `State`: pending, available.
    pub state: String,
    /// Tag `Name`.
    pub name: Option<String>,
    /// `CidrBlock`, such as `10.0.0.0/16`.
    pub cidr: String,
    /// How many IPv6 blocks are associated with it (`Ipv6CidrBlockAssociationSet[]`).
    pub ipv6_cidrs: u32,
}

/// One route table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTable {
    /// `VpcId`.
    pub vpc: String,
    /// Whether subnets without a table of their own use it (`Associations[].Main`).
    pub main: bool,
    /// Subnets that are associated with it (`Associations[].SubnetId`).
    pub subnets: Vec<String>,
    /// The route of `0.0.0.0/0`, if there is one.
    pub default_route: Option<Route>,
}

/// One route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Id of the gateway, network interface, instance or peering connection that it leads to; `unknown` for what we do
    /// not know yet.
    pub target: String,
    /// `State`: active, blackhole, filtered.
    pub state: String,
}

/// One NAT gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NatGateway {
    /// `State`: pending, available, failed, deleting.
    pub state: String,
    /// `FailureMessage`, empty when there is none.
    #[serde(default)]
    pub failure: String,
    /// `VpcId`.
    pub vpc: String,
    /// `SubnetId`; absent for a regional one.
    pub subnet: Option<String>,
    /// `AvailabilityMode` is `regional`: it works in several zones.
    pub regional: bool,
    /// `NatGatewayAddresses[]`.
    pub addresses: Vec<NatAddress>,
}

impl NatGateway {
    /// What CloudWatch counts apart, with how many addresses each has: the NAT gateway, or each zone of a
    /// regional one. Empty unless it is available.
    pub fn units(&self) -> BTreeMap<Option<&str>, usize> {
        let mut units = BTreeMap::new();
        for address in self.addresses.iter().filter(|_| self.state == "available") {
            *units.entry(address.zone.as_deref().filter(|_| self.regional)).or_default() += 1;
        }
        units
    }
}

/// One address of a NAT gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NatAddress {
    /// `PublicIp`: an Elastic IP address; absent for a private NAT gateway.
    pub public: Option<String>,
    /// `PrivateIp`.
    pub private: Option<String>,
    /// `AvailabilityZone`, which regional ones have.
    pub zone: Option<String>,
}

/// One VPC endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VpcEndpoint {
    /// `VpcEndpointType`: Interface, Gateway, GatewayLoadBalancer, …
    pub endpoint_type: String,
    /// `State`: available, pending, pendingAcceptance, failed, rejected, … in any case.
    pub state: String,
    /// `ServiceName`, such as `com.amazonaws.us-east-1.s3`; absent for endpoints of resources and service networks.
    pub service: Option<String>,
    /// `VpcId`.
    pub vpc: String,
    /// `SubnetIds`; empty for gateway endpoints.
    pub subnets: Vec<String>,
    /// `RouteTableIds`; empty for other than gateway endpoints.
    pub route_tables: Vec<String>,
}

/// One security group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityGroup {
    /// Its inbound or outbound rules, whichever are more, of IPv4 or of IPv6: the quota holds for each of the four. A
    /// reference to a security group counts once for both ("Amazon VPC quotas").
    pub rules: u32,
    /// References to prefix lists, which count as many rules as those have entries at most.
    pub prefix_lists: u32,
}
