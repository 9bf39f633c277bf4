//! Names of buckets.

/// Name of a bucket, from its name, ARN (`arn:aws:s3:::shop`), URI (`s3://shop/images`) or DNS name
/// (`shop.s3.us-east-1.amazonaws.com`).
pub fn bucket_name(written: &str) -> &str {
    let name = written.split_once(":::").map_or(written, |(_, name)| name);
    let name = name.split_once("://").map_or(name, |(_, name)| name);
    let name = name.split('/').next().unwrap_or(name);
    let host = name.trim_end_matches('.');
    let is_host = host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
    let end = [".s3.", ".s3-"].iter().filter_map(|mark| host.rfind(mark)).max();
    end.filter(|_| is_host).map_or(name, |end| &host[..end])
}

/// Region in the DNS name of a bucket: `shop.s3.us-east-1.amazonaws.com`; the name that all regions
/// share has none.
pub fn bucket_region(host: &str) -> Option<&str> {
    let (rest, _) = host.split_once(".amazonaws.com")?;
    let (_, region) = rest.rsplit_once(".s3")?;
    let region = region.trim_start_matches("-website").trim_start_matches(".dualstack").trim_start_matches(['.', '-']);
    (!region.is_empty()).then_some(region)
}
