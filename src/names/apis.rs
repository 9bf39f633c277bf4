//! Names of APIs of Amazon API Gateway.

use super::host;
use crate::snapshot::apigateway::{Api, ApiGateway};

/// Id of an API, from its id, its ARN (`arn:aws:apigateway:…::/restapis/a1b2c3d4e5`) or an address at
/// which it is invoked (`https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod`).
pub fn api_id(written: &str) -> &str {
    if let Some((_, rest)) = written.split_once("/restapis/").or_else(|| written.split_once("/apis/")) {
        return rest.split('/').next().unwrap_or(rest);
    }
    host(written).split_once(".execute-api.").map_or(written, |(id, _)| id)
}

/// The APIs that an id, an ARN, an address or a name means. Several APIs can share a name.
pub fn find_apis<'a>(known: &'a ApiGateway, written: &str) -> Vec<(&'a str, &'a Api)> {
    let all = [&known.rest_apis, &known.http_apis].into_iter().filter_map(|it| it.seen()).flatten();
    let all: Vec<_> = all.map(|(id, api)| (id.as_str(), api)).collect();
    let id = api_id(written.trim());
    match all.iter().find(|(known, _)| *known == id) {
        Some(found) => vec![*found],
        None => all.into_iter().filter(|(_, api)| api.name == written.trim()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Fact;

    #[test]
    fn an_api_is_found_by_each_form_of_its_name() {
        let apis = |all: &[(&str, &str)]| {
            let api = |(id, name): &(&str, &str)| {
                ((*id).to_owned(), Api { name: (*name).to_owned(), protocol: "REST".to_owned() })
            };
            Fact::Seen(all.iter().map(api).collect())
        };
        let known = ApiGateway {
            rest_apis: apis(&[("a1b2c3d4e5", "shop"), ("k1l2m3n4o5", "events")]),
            http_apis: apis(&[("f6g7h8i9j0", "events")]),
            ..ApiGateway::default()
        };
        for (written, expected) in [
            ("a1b2c3d4e5", ["a1b2c3d4e5"].as_slice()),
            ("shop", &["a1b2c3d4e5"]),
            ("arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5", &["a1b2c3d4e5"]),
            ("arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5/stages/prod", &["a1b2c3d4e5"]),
            ("arn:aws:apigateway:us-east-1::/apis/f6g7h8i9j0", &["f6g7h8i9j0"]),
            ("a1b2c3d4e5.execute-api.us-east-1.amazonaws.com", &["a1b2c3d4e5"]),
            ("https://f6g7h8i9j0.execute-api.us-east-1.amazonaws.com/prod", &["f6g7h8i9j0"]),
            ("events", &["k1l2m3n4o5", "f6g7h8i9j0"]),
            ("shop2", &[]),
        ] {
            let found: Vec<_> = find_apis(&known, written).into_iter().map(|(id, _)| id).collect();
            assert_eq!(found, expected, "{written}");
        }
    }
}
