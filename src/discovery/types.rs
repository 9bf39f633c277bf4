//! What a stack or a tag brings, by its type: a kind that is judged, a part of one, or something that nobody judges.

use crate::{event::ResourceKind, workbook::resources::of_arn};

/// Services and types that carry no traffic of their own: permissions, plans, what watches or builds, and parts of kinds
/// that are judged with them. A service without types is all of that. In lower case, without hyphens and versions of APIs.
#[rustfmt::skip]
const WITHOUT_TRAFFIC: &[(&str, &[&str])] = &[
    ("accessanalyzer", &[]), ("acm", &[]), ("applicationautoscaling", &[]), ("applicationinsights", &[]),
    ("backup", &[]), ("budgets", &[]), ("cdk", &[]), ("ce", &[]), ("certificatemanager", &[]), ("chatbot", &[]),
    ("cloudformation", &["waitcondition", "waitconditionhandle", "customresource", "macro", "stackset"]),
    ("cloudtrail", &[]), ("cloudwatch", &[]), ("codebuild", &[]), ("codecommit", &[]), ("codedeploy", &[]),
    ("codepipeline", &[]), ("codestarconnections", &[]), ("codestarnotifications", &[]), ("config", &[]),
    ("datapipeline", &[]), ("dlm", &[]), ("ecr", &[]), ("fis", &[]), ("guardduty", &[]), ("iam", &[]),
    ("imagebuilder", &[]), ("inspector", &[]), ("kms", &[]), ("logs", &[]), ("oam", &[]), ("ram", &[]),
    ("resourcegroups", &[]), ("securityhub", &[]), ("serverlessrepo", &[]), ("servicecatalog", &[]), ("shield", &[]),
    ("ssm", &[]), ("sso", &[]), ("supportapp", &[]), ("synthetics", &[]), ("tag", &[]), ("waf", &[]), ("wafregional", &[]),
    ("apigateway", &["account", "apikey", "apimapping", "authorizer", "basepathmapping", "deployment",
        "documentationpart", "documentationversion", "domainname", "gatewayresponse", "integration",
        "integrationresponse", "method", "model", "requestvalidator", "resource", "route", "routeresponse", "stage",
        "usageplan", "usageplankey", "vpclink", "domainnames", "apikeys", "usageplans", "tags"]),
    ("autoscaling", &["launchconfiguration", "lifecyclehook", "scalingpolicy", "scheduledaction", "warmpool"]),
    ("cloudfront", &["cachepolicy", "cloudfrontoriginaccessidentity", "function", "keygroup", "monitoringsubscription",
        "originaccesscontrol", "originrequestpolicy", "publickey", "realtimelogconfig", "responseheaderspolicy",
        "originaccessidentity"]),
    ("ec2", &["customergateway", "dhcpoptions", "eip", "eipassociation", "elasticip", "flowlog", "image",
        "internetgateway", "ipam", "keypair", "launchtemplate", "natgateway", "networkacl", "networkaclentry",
        "networkinterface", "networkinterfaceattachment", "placementgroup", "prefixlist", "route", "routetable",
        "securitygroup", "securitygroupegress", "securitygroupingress", "securitygrouprule", "snapshot", "subnet",
        "subnetcidrblock", "subnetnetworkaclassociation", "subnetroutetableassociation", "volume", "volumeattachment",
        "vpccidrblock", "vpcdhcpoptionsassociation", "vpcendpoint", "vpcflowlog", "vpcgatewayattachment",
        "vpcpeeringconnection"]),
    ("ecs", &["capacityprovider", "cluster", "clustercapacityproviderassociations", "task", "taskdefinition",
        "taskset", "containerinstance"]),
    ("eks", &["accessentry", "addon", "fargateprofile", "identityproviderconfig", "nodegroup", "podidentityassociation"]),
    ("elasticache", &["parametergroup", "securitygroup", "snapshot", "subnetgroup", "user", "usergroup",
        "serverlesscachesnapshot"]),
    ("elasticloadbalancing", &["listener", "listenercertificate", "listenerrule", "targetgroup", "truststore"]),
    ("lambda", &["alias", "codesigningconfig", "eventinvokeconfig", "eventsourcemapping", "layer", "layerversion",
        "layerversionpermission", "permission", "url", "version"]),
    ("rds", &["clusterparametergroup", "clusterpg", "clustersnapshot", "dbclusterparametergroup", "dbparametergroup",
        "dbsecuritygroup", "dbsubnetgroup", "es", "eventsubscription", "og", "optiongroup", "pg", "secgrp", "snapshot",
        "subgrp"]),
    ("route53", &["cidrcollection", "dnssec", "healthcheck", "keysigningkey", "recordset", "recordsetgroup"]),
    ("s3", &["bucketpolicy", "storagelens"]),
    ("secretsmanager", &["resourcepolicy", "rotationschedule", "secret", "secrettargetattachment"]),
    ("ses", &["configurationset", "configurationseteventdestination", "contactlist", "receiptfilter", "receiptrule",
        "receiptruleset", "template"]),
    ("sns", &["subscription", "topicinlinepolicy", "topicpolicy"]),
    ("sqs", &["queueinlinepolicy", "queuepolicy"]),
];

/// The type of what a stack brings, where nothing judges it although it may carry traffic.
pub(crate) fn unjudged_type(resource_type: &str) -> Option<&str> {
    let mut parts = resource_type.splitn(3, "::");
    let is_known = match (parts.next(), parts.next(), parts.next()) {
        // It runs while the stack changes.
        (Some("Custom"), ..) => true,
        (Some("AWS"), Some(service), Some(name)) => {
            ResourceKind::of_type(resource_type).is_some() || is_quiet(service, name)
        }
        _ => false,
    };
    (!is_known).then_some(resource_type)
}

/// The same of what a tag brings, as `service:type`.
pub(crate) fn unjudged_arn(arn: &str) -> Option<String> {
    let mut parts = arn.splitn(6, ':').skip(2);
    let service = parts.next().unwrap_or_default();
    let resource = parts.nth(2).unwrap_or_default().trim_start_matches('/');
    let name = resource.split([':', '/']).next().unwrap_or_default();
    let is_known = of_arn(arn).is_some() || is_quiet(service, name);
    (!is_known).then(|| format!("{service}:{name}"))
}

fn is_quiet(service: &str, name: &str) -> bool {
    let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_'], "");
    let (service, name) = (plain(service), plain(name));
    let service = service.strip_suffix("v2").unwrap_or(&service);
    WITHOUT_TRAFFIC
        .iter()
        .any(|(known, names)| *known == service && (names.is_empty() || names.contains(&name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_carry_traffic_and_is_not_judged_is_told_from_the_rest() {
        for (resource_type, is_unjudged) in [
            ("AWS::Kinesis::Stream", true),
            ("AWS::MSK::Cluster", true),
            ("AWS::RDS::DBProxy", true),
            ("AWS::Cognito::UserPool", true),
            ("AWS::StepFunctions::StateMachine", true),
            ("AWS::DocDB::DBCluster", true),
            ("AWS::EC2::TransitGateway", true),
            ("MongoDB::Atlas::Cluster", true),
            ("AWS::NotInvented::Yet", true),
            ("", true),
            ("AWS::RDS::DBCluster", false),
            ("AWS::IAM::Role", false),
            ("AWS::EC2::SecurityGroup", false),
            ("AWS::ElasticLoadBalancingV2::TargetGroup", false),
            ("AWS::ApiGatewayV2::Integration", false),
            ("AWS::WAFv2::WebACL", false),
            ("Custom::S3AutoDeleteObjects", false),
        ] {
            assert_eq!(unjudged_type(resource_type).is_some(), is_unjudged, "{resource_type}");
        }
        for (arn, expected) in [
            ("arn:aws:kinesis:us-east-1:111122223333:stream/clicks", Some("kinesis:stream")),
            ("arn:aws:rds:us-east-1:111122223333:db-proxy:prx-1", Some("rds:db-proxy")),
            ("arn:aws:rds:us-east-1:111122223333:db:orders", None),
            ("arn:aws:ec2:us-east-1:111122223333:security-group/sg-1", None),
            ("arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/x", None),
        ] {
            assert_eq!(unjudged_arn(arn).as_deref(), expected, "{arn}");
        }
    }
}
