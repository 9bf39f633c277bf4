//! Names of APIs.

use super::facts::{Api, ApiGateway};
use crate::names::host;

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

/// Dimension by which CloudWatch knows an API: one of REST by the ASCII letters of its name, any other by
/// its id ("Amazon API Gateway dimensions and metrics").
pub fn api_dimension(id: &str, api: &Api) -> (&'static str, String) {
    if api.protocol != "REST" {
        return ("ApiId", id.to_owned());
    }
    let name: String = api.name.chars().filter(char::is_ascii).collect();
    ("ApiName", if name.is_empty() { id.to_owned() } else { name })
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

    #[test]
    fn cloudwatch_knows_a_rest_api_by_the_ascii_letters_of_its_name() {
        for (protocol, name, expected) in [
            ("REST", "shop", "ApiName=shop"),
            ("REST", "Käse-shop", "ApiName=Kse-shop"),
            ("REST", "商店", "ApiName=a1b2c3d4e5"),
            ("HTTP", "shop", "ApiId=a1b2c3d4e5"),
            ("WEBSOCKET", "shop", "ApiId=a1b2c3d4e5"),
        ] {
            let api = Api { name: name.to_owned(), protocol: protocol.to_owned() };
            let (dimension, value) = api_dimension("a1b2c3d4e5", &api);
            assert_eq!(format!("{dimension}={value}"), expected);
        }
    }
}
