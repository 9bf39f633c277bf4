//! S3 buckets.

use serde_json::json;

use crate::{
    event::ResourceKind,
    names,
    rule::{Area, Cx, Evidence, Example, Place, Rule, Subject},
    snapshot::s3::Bucket,
    source::Source,
};

/// Rules about buckets.
pub const RULES: &[&Rule] = &[&EXISTS, &VERSIONING];

const EXISTS: Rule = Rule {
    id: "bucket-exists",
    area: Area::Service,
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
        for (subject, place, bucket) in look_up(cx) {
            let found = bucket.map(|bucket| &bucket.region);
            let evidence = Evidence::from([("bucket_region", json!(found))]);
            match found {
                None => cx.red(&subject, format!("there is no bucket {}", subject.id), evidence),
                Some(region) if region == place.region => cx.green(&subject, format!("is in {region}"), evidence),
                Some(region) => cx.red(&subject, format!("is in {region}, not in {}", place.region), evidence),
            }
        }
    },
};

/// Every listed bucket, and where it is where it exists.
fn look_up<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>, Option<&'a Bucket>)> {
    let mut found = Vec::new();
    for (resource, place) in cx.listed(ResourceKind::Bucket) {
        let name = names::bucket_name(&resource.name);
        let subject = Subject::new("bucket", name, place).listed_on(resource.line);
        let Some(bucket) = cx.read_one(&subject, Source::Buckets, &place.facts.s3.buckets, name) else { continue };
        found.push((subject, place, bucket.as_ref()));
    }
    found
}

/// Listed buckets in the region that lists them. The others are the business of `bucket-exists`.
pub(super) fn listed_buckets<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>)> {
    let mut found = Vec::new();
    for (subject, place, bucket) in look_up(cx) {
        match bucket {
            Some(bucket) if bucket.region == place.region => found.push((subject, place)),
            _ => cx.not_applicable(),
        }
    }
    found
}

const VERSIONING: Rule = Rule {
    id: "bucket-versioning",
    area: Area::Operations,
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
