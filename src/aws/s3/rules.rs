//! S3 buckets.

use serde_json::json;

use super::facts::Bucket;
use crate::{
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Listed, Place, Rule, Subject, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about buckets.
pub const RULES: &[&Rule] = &[&EXISTS, &VERSIONING];

const EXISTS: Rule = Rule {
    id: "bucket-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed bucket exists, in the region that lists it",
    why: "A bucket that is gone takes the content of the event with it. One in another region answers from there: \
          slower, charged by the byte, and out of reach when that region fails.",
    fix: "See where it is with `aws s3api head-bucket --bucket {resource}`, and correct section 6 of the workbook.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html"],
    lead_days: 7,
    needs: &[Source::Buckets],
    thresholds: &[],
    example: Example::Region(r#"{"s3":{"buckets":{"shop-static":{"seen":{"region":"eu-west-1"}}}}}"#),
    check: |cx| {
        for Listed { subject, resource, place, .. } in cx.existing(ResourceKind::Bucket) {
            let Answer::Bucket(Bucket { region }) = resource.answer else { continue };
            let evidence = Evidence::from([("bucket_region", json!(region))]);
            match region == place.region {
                true => cx.green(&subject, format!("is in {region}"), evidence),
                false => cx.red(&subject, format!("is in {region}, not in {}", place.region), evidence),
            }
        }
    },
};

/// Listed buckets in the region that lists them. The others are the business of `bucket-exists`.
pub(crate) fn listed_buckets<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>)> {
    let mut found = Vec::new();
    for Listed { subject, resource, place, .. } in cx.resources(ResourceKind::Bucket) {
        match resource.answer {
            Answer::Bucket(bucket) if bucket.region == place.region => found.push((subject, place)),
            _ => cx.not_applicable(),
        }
    }
    found
}

const VERSIONING: Rule = Rule {
    id: "bucket-versioning",
    area: Area::Operations,
    topics: &[Topic::Backup],
    title: "a listed bucket keeps what is overwritten or deleted",
    why: "A wrong upload or a clean-up script in the rush of an event overwrites what everybody is looking at. \
          Without versioning the old content is gone.",
    fix: "Switch it on, with a lifecycle rule that ends old versions: `aws s3api put-bucket-versioning --bucket \
          {resource} --versioning-configuration Status=Enabled --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"],
    lead_days: 7,
    needs: &[Source::Buckets, Source::BucketVersioning],
    thresholds: &[],
    example: Example::Region(r#"{"s3":{"versioning":{"shop-static":{"seen":false}}}}"#),
    check: |cx| {
        for (subject, place) in listed_buckets(cx) {
            match cx.read_one(&subject, Source::BucketVersioning, &place.facts.s3.versioning, &subject.id) {
                Some(true) => cx.green(&subject, "versioning is on", Evidence::default()),
                Some(false) => cx.yellow(&subject, "versioning is off", Evidence::default()),
                None => {}
            }
        }
    },
};
