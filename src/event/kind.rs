//! The kinds of resource that section 6 can list, one row each: what people and AWS call them, and what may
//! follow from one.

/// What is known of a kind before AWS is asked.
#[derive(Debug, Clone, Copy)]
pub struct KindInfo {
    /// Short permanent name, used in JSON and in finding ids.
    pub id: &'static str,
    /// What people call one of the kind.
    pub noun: &'static str,
    /// The same with its service, where it stands alone.
    pub title: &'static str,
    /// Label of section 6 that the kind stands behind.
    pub label: &'static str,
    /// How people write the label, in lower case.
    pub spellings: &'static [&'static str],
    /// Where one of the kind is.
    pub at: Home,
    /// What else people call it where they accept a risk.
    pub aliases: &'static [&'static str],
    /// Service of its ARNs, and how their last part begins.
    pub arns: &'static [(&'static str, &'static str)],
    /// Its types in CloudFormation ("AWS resource and property types reference").
    pub types: &'static [&'static str],
    /// What AWS Health calls the services that it stands on, its own first (`DescribeEventTypes`).
    pub health: &'static [&'static str],
    /// What Trusted Advisor calls it, in lower case ("AWS Trusted Advisor check reference").
    pub trusted_advisor: &'static [&'static str],
    /// Kinds of resource that one may lead to.
    pub leads_to: &'static [ResourceKind],
}

/// Where the resources of a kind are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In the region under which section 6 lists it.
    Region,
    /// In a region, though section 6 lists it as global.
    Anywhere,
    /// In none.
    Global,
}

/// Makes of the rows the enum, its list, and what is known of each kind.
macro_rules! kinds {
    ($(
        #[doc = $doc:literal]
        $kind:ident {
            id: $id:literal, noun: $noun:literal, title: $title:literal, label: $label:literal, at: $at:ident,
            spellings: [$($spelling:literal),*],
            aliases: [$($alias:literal),*], arns: [$($arn:expr),*],
            types: [$($type:literal),*], health: [$($health:literal),*], trusted_advisor: [$($word:literal),*],
            leads_to: $leads_to:expr,
        }
    )+) => {
        /// The kinds of resource that section 6 can list, in its order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ResourceKind {
            $(
                #[doc = $doc]
                $kind,
            )+
        }

        impl ResourceKind {
            /// Every kind, in the order of the workbook's section 6.
            pub const ALL: [ResourceKind; [$(stringify!($kind)),+].len()] = [$(Self::$kind),+];

            /// The kind's row.
            pub const fn info(self) -> KindInfo {
                use ResourceKind::*;
                match self {
                    $($kind => KindInfo {
                        id: $id,
                        noun: $noun,
                        title: $title,
                        label: $label,
                        spellings: &[$($spelling),*],
                        at: Home::$at,
                        aliases: &[$($alias),*],
                        arns: &[$($arn),*],
                        types: &[$($type),*],
                        health: &[$($health),*],
                        trusted_advisor: &[$($word),*],
                        leads_to: $leads_to,
                    },)+
                }
            }
        }
    };
}

kinds! {
    /// CloudFront distribution.
    Distribution {
        id: "distribution", noun: "distribution", title: "CloudFront distribution",
        label: "CloudFront distribution", at: Global,
        spellings: ["cloudfront distribution", "cloudfront distributions", "cloudfront", "distribution", "distributions", "cdn"],
        aliases: ["cloudfront", "cdn"], arns: [("cloudfront", "distribution/")],
        types: ["AWS::CloudFront::Distribution"], health: ["CLOUDFRONT"],
        trusted_advisor: ["cloudfront", "distribution"],
        leads_to: &[LoadBalancer, Bucket, Api],
    }

    /// Route 53 hosted zone.
    HostedZone {
        id: "hosted-zone", noun: "hosted zone", title: "hosted zone", label: "Route 53 hosted zones", at: Global,
        spellings: ["route 53 hosted zones", "route 53 hosted zone s", "route 53 hosted zone", "route53 hosted zones", "route53 hosted zone", "hosted zones", "hosted zone", "hosted zone s", "route 53", "route53", "dns zones"],
        aliases: [], arns: [("route53", "hostedzone/")],
        types: ["AWS::Route53::HostedZone"], health: ["ROUTE53"], trusted_advisor: ["route 53", "hosted zone"],
        leads_to: &[Distribution, Api],
    }

    /// SES domain.
    EmailIdentity {
        id: "email-identity", noun: "mail identity", title: "SES domain", label: "SES domain", at: Anywhere,
        spellings: ["ses domain", "ses domains", "simple email service domain", "simple email service domains", "simple email service", "ses", "email domain", "email domains"],
        aliases: [], arns: [("ses", "identity/")],
        types: ["AWS::SES::EmailIdentity"], health: ["SES"], trusted_advisor: ["ses "],
        leads_to: &[],
    }

    /// EC2 instance.
    Instance {
        id: "instance", noun: "instance", title: "EC2 instance", label: "Instance IDs", at: Region,
        spellings: ["instance ids", "instance id", "instances", "instance", "ec2 instances", "ec2 instance ids", "ec2 instance", "ec2"],
        aliases: ["ec2", "ec2 instance", "server"], arns: [("ec2", "instance/")],
        types: ["AWS::EC2::Instance"], health: ["EC2", "EBS", "VPC"],
        trusted_advisor: ["ec2", "ebs", "instance id", "volume"],
        leads_to: &[AutoScalingGroup, Vpc],
    }

    /// Load balancer of any generation.
    LoadBalancer {
        id: "load-balancer", noun: "load balancer", title: "load balancer", label: "ELB name", at: Region,
        spellings: ["elb name", "elb names", "elb", "elbs", "load balancer", "load balancers", "load balancer name", "load balancer names", "alb", "albs", "alb name", "nlb", "nlbs", "nlb name", "clb", "elastic load balancer", "elastic load balancers", "elastic load balancing", "application load balancer", "application load balancers", "network load balancer", "network load balancers", "classic load balancer", "classic load balancers"],
        aliases: ["elb", "alb", "nlb", "clb", "lb", "balancer"], arns: [("elasticloadbalancing", "loadbalancer/")],
        types: ["AWS::ElasticLoadBalancing::LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"],
        health: ["ELASTICLOADBALANCING", "EC2", "VPC"], trusted_advisor: ["load balancer", "elb"],
        leads_to: &[AutoScalingGroup, EcsService, Instance, Function, Vpc],
    }

    /// EC2 Auto Scaling group.
    AutoScalingGroup {
        id: "asg", noun: "Auto Scaling group", title: "Auto Scaling group", label: "Auto Scaling group", at: Region,
        spellings: ["auto scaling group", "auto scaling groups", "autoscaling group", "autoscaling groups", "autoscaling", "auto scaling", "asg", "asgs", "asg name", "asg names", "ec2 auto scaling group", "ec2 auto scaling groups"],
        aliases: ["auto scaling", "autoscaling", "group", "scaling group"],
        arns: [("autoscaling", "autoScalingGroup:")],
        types: ["AWS::AutoScaling::AutoScalingGroup"], health: ["AUTOSCALING", "EC2", "EBS", "VPC"],
        trusted_advisor: ["auto scaling"],
        leads_to: &[LoadBalancer, Vpc],
    }

    /// S3 bucket.
    Bucket {
        id: "bucket", noun: "bucket", title: "S3 bucket", label: "S3 bucket names", at: Region,
        spellings: ["s3 bucket names", "s3 bucket name", "s3 buckets", "s3 bucket", "buckets", "bucket", "bucket names", "bucket name", "s3"],
        aliases: ["s3", "s3 bucket"], arns: [("s3", "")],
        types: ["AWS::S3::Bucket"], health: ["S3"], trusted_advisor: ["s3 ", "bucket"],
        leads_to: &[],
    }

    /// VPC.
    Vpc {
        id: "vpc", noun: "VPC", title: "VPC", label: "VPC ID", at: Region,
        spellings: ["vpc id", "vpc ids", "vpc", "vpcs"],
        aliases: [], arns: [("ec2", "vpc/")],
        types: ["AWS::EC2::VPC"], health: ["VPC", "EC2"], trusted_advisor: ["vpc", "nat gateway"],
        leads_to: &[],
    }

    /// DynamoDB table.
    DynamoDbTable {
        id: "dynamodb-table", noun: "table", title: "DynamoDB table", label: "DynamoDB tables", at: Region,
        spellings: ["dynamodb hostnames", "dynamodb hostname", "dynamodb tables", "dynamodb table", "dynamodb", "dynamo db", "dynamo db tables", "dynamo tables"],
        aliases: ["dynamodb", "table", "ddb"], arns: [("dynamodb", "table/")],
        types: ["AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table"], health: ["DYNAMODB"],
        trusted_advisor: ["dynamodb"],
        leads_to: &[],
    }

    /// RDS instance or Aurora cluster.
    Database {
        id: "database", noun: "database", title: "database", label: "RDS hostnames", at: Region,
        spellings: ["rds hostnames", "rds hostname", "rds instances", "rds instance", "rds", "aurora", "aurora clusters", "aurora cluster", "rds aurora", "rds clusters", "rds cluster", "databases", "database", "database hostnames", "db instances", "db clusters"],
        aliases: ["rds", "db", "aurora", "rds instance", "db instance", "cluster"],
        arns: [("rds", "db:"), ("rds", "cluster:")],
        types: ["AWS::RDS::DBCluster", "AWS::RDS::DBInstance"], health: ["RDS", "AURORA"],
        trusted_advisor: ["rds", "aurora", "db instance", "db cluster"],
        leads_to: &[],
    }

    /// ElastiCache cluster.
    Cache {
        id: "cache", noun: "cache", title: "cache", label: "ElastiCache", at: Region,
        spellings: ["elasticache", "elasti cache", "elasticache clusters", "elasticache cluster", "redis", "memcached", "valkey", "cache", "caches", "cache clusters"],
        aliases: ["redis", "valkey", "memcached"], arns: [("elasticache", "")],
        types: [
            "AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache"
        ],
        health: ["ELASTICACHE"], trusted_advisor: ["elasticache"],
        leads_to: &[],
    }

    /// OpenSearch domain.
    SearchDomain {
        id: "search-domain", noun: "search domain", title: "OpenSearch domain", label: "OpenSearch domains", at: Region,
        spellings: ["opensearch domains", "opensearch domain", "opensearch", "open search", "amazon opensearch service", "opensearch service", "elasticsearch", "elasticsearch domains", "elasticsearch domain", "search domains", "search domain"],
        aliases: ["opensearch", "elasticsearch", "search domain"], arns: [("es", "domain/")],
        types: ["AWS::Elasticsearch::Domain", "AWS::OpenSearchService::Domain"], health: ["ES"],
        trusted_advisor: ["opensearch", "elasticsearch"],
        leads_to: &[],
    }

    /// Lambda function.
    Function {
        id: "function", noun: "function", title: "Lambda function", label: "Lambda functions", at: Region,
        spellings: ["lambda functions", "lambda function", "lambda", "lambdas", "aws lambda", "functions", "function"],
        aliases: ["lambda"], arns: [("lambda", "function:")],
        types: ["AWS::Lambda::Function"], health: ["LAMBDA"], trusted_advisor: ["lambda", "function"],
        leads_to: &[Queue, DynamoDbTable, Vpc],
    }

    /// API Gateway API: REST, HTTP or WebSocket.
    Api {
        id: "api", noun: "API", title: "API Gateway API", label: "API Gateway APIs", at: Region,
        spellings: ["api gateway apis", "api gateway api", "api gateway", "api gateways", "apis", "rest apis", "rest api", "http apis", "http api", "websocket apis", "websocket api"],
        aliases: ["api gateway", "apigateway"], arns: [("apigateway", "/restapis/"), ("apigateway", "/apis/")],
        types: ["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"], health: ["APIGATEWAY"],
        trusted_advisor: ["api gateway"],
        leads_to: &[],
    }

    /// ECS service.
    EcsService {
        id: "ecs-service", noun: "service", title: "ECS service", label: "ECS services", at: Region,
        spellings: ["ecs services", "ecs service", "ecs", "fargate", "fargate services", "fargate service", "ecs fargate"],
        aliases: ["ecs", "service"], arns: [("ecs", "service/")],
        types: ["AWS::ECS::Service"], health: ["ECS", "FARGATE"], trusted_advisor: ["ecs "],
        leads_to: &[LoadBalancer, Vpc],
    }

    /// EKS cluster.
    EksCluster {
        id: "eks-cluster", noun: "cluster", title: "EKS cluster", label: "EKS clusters", at: Region,
        spellings: ["eks clusters", "eks cluster", "eks", "kubernetes", "kubernetes clusters", "kubernetes cluster"],
        aliases: ["eks", "cluster"], arns: [("eks", "cluster/")],
        types: ["AWS::EKS::Cluster"], health: ["EKS", "EC2"], trusted_advisor: ["eks "],
        leads_to: &[AutoScalingGroup, Vpc],
    }

    /// SQS queue.
    Queue {
        id: "queue", noun: "queue", title: "SQS queue", label: "SQS queues", at: Region,
        spellings: ["sqs queues", "sqs queue", "sqs", "queues", "queue"],
        aliases: ["sqs"], arns: [("sqs", "")],
        types: ["AWS::SQS::Queue"], health: ["SQS"], trusted_advisor: ["sqs"],
        leads_to: &[Function],
    }

    /// SNS topic.
    Topic {
        id: "topic", noun: "topic", title: "SNS topic", label: "SNS topics", at: Region,
        spellings: ["sns topics", "sns topic", "sns", "topics", "topic"],
        aliases: ["sns"], arns: [("sns", "")],
        types: ["AWS::SNS::Topic"], health: ["SNS"], trusted_advisor: ["sns"],
        leads_to: &[],
    }

    /// CloudFormation stack.
    Stack {
        id: "stack", noun: "stack", title: "CloudFormation stack", label: "CloudFormation stacks", at: Region,
        spellings: ["cloudformation stacks", "cloudformation stack", "cloudformation", "stacks", "stack", "cfn stacks"],
        aliases: [], arns: [("cloudformation", "stack/")],
        types: ["AWS::CloudFormation::Stack"], health: ["CLOUDFORMATION"], trusted_advisor: ["cloudformation"],
        leads_to: &ResourceKind::ALL,
    }

    /// Tag, as `key=value` or `key`: every resource that carries it.
    Tag {
        id: "tag", noun: "tag", title: "tag", label: "Tags", at: Region,
        spellings: ["tags", "tag", "aws tags", "resource tags"],
        aliases: [], arns: [],
        types: [], health: [], trusted_advisor: [],
        leads_to: &ResourceKind::ALL,
    }

    /// Anything else.
    Other {
        id: "other", noun: "resource", title: "other resource", label: "Other", at: Global,
        spellings: ["other", "others", "other resources", "anything else"],
        aliases: [], arns: [],
        types: [], health: [], trusted_advisor: [],
        leads_to: &[],
    }
}

impl ResourceKind {
    /// Short permanent name, used in JSON and in finding ids.
    pub const fn id(self) -> &'static str {
        self.info().id
    }

    /// What people call one of the kind.
    pub const fn noun(self) -> &'static str {
        self.info().noun
    }

    /// Label of section 6 that the kind stands behind.
    pub const fn label(self) -> &'static str {
        self.info().label
    }

    /// Whether one of the kind can have a region: of those that section 6 lists as global, SES identities do.
    pub fn has_region(self) -> bool {
        self.info().at != Home::Global
    }

    /// Whether section 6 lists the kind by region.
    pub fn is_regional(self) -> bool {
        self.info().at == Home::Region
    }

    /// The kind of a CloudFormation resource type.
    pub fn of_type(resource_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.info().types.contains(&resource_type))
    }

    /// The kind whose ARNs are of a service and end like this.
    pub fn of_arn(service: &str, resource: &str) -> Option<Self> {
        let is_it = |(of, begins): &(&str, &str)| *of == service && resource.starts_with(begins);
        Self::ALL.into_iter().find(|kind| kind.info().arns.iter().any(is_it))
    }
}
