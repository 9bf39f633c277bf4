use serde_json::{Value, json};

use super::{address, render};
use crate::{
    render::{Options, explain},
    rules,
    scorecard::{Scorecard, testing},
};

fn log(scorecard: &Scorecard, workbook: Option<&str>) -> Value {
    let workbook = workbook.map(str::to_owned);
    let options = Options { width: 80, color: false, verbose: false, workbook };
    serde_json::from_str(&render(scorecard, &options)).unwrap()
}

#[test]
fn a_result_for_everything_that_is_not_green() {
    let mut scorecard = testing::rich();
    scorecard.findings.drain(4..6);
    scorecard.findings[2].lines = vec![9];
    let mut log = log(&scorecard, Some("./events/winter sale.md"));
    log["runs"][0]["tool"]["driver"]["rules"] = json!("see the next test");
    log["runs"][0]["tool"]["driver"]["version"] = json!("VERSION");
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap(), @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "runs": [
        {
          "columnKind": "unicodeCodePoints",
          "invocations": [
            {
              "endTimeUtc": "2026-12-05T01:00:00Z",
              "executionSuccessful": true
            }
          ],
          "properties": {
            "factsAgeSeconds": 1800,
            "factsTakenAt": "2026-12-05T00:30:00Z"
          },
          "results": [
            {
              "fingerprints": {
                "findingId/v1": "asg-max-covers-peak/111122223333/ap-southeast-1/web"
              },
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "111122223333/ap-southeast-1/asg/web",
                      "kind": "asg",
                      "name": "web"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "events/winter%20sale.md"
                    },
                    "region": {
                      "startLine": 54
                    }
                  }
                }
              ],
              "message": {
                "markdown": "asg web (111122223333, ap-southeast-1): the maximum of 20 instances is below the 66 that the peak needs\n\nRaise the maximum to at least 66 before the event, and ask the team that owns the quota first:\n\n```sh\naws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1\n```",
                "text": "asg web (111122223333, ap-southeast-1): the maximum of 20 instances is below the 66 that the peak needs\n\nRaise the maximum to at least 66 before the event, and ask the team that owns the quota first:\n`aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1`"
              },
              "partialFingerprints": {
                "findingId/v1": "asg-max-covers-peak/111122223333/ap-southeast-1/web",
                "primaryLocationLineHash": "7bfc582b383596c1:1"
              },
              "properties": {
                "area": "service",
                "due": "2026-11-20",
                "light": "red",
                "overdue": true,
                "owner": "Alex"
              },
              "ruleId": "asg-max-covers-peak"
            },
            {
              "fingerprints": {
                "findingId/v1": "asg-multi-az/111122223333/ap-southeast-1/web"
              },
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "111122223333/ap-southeast-1/asg/old",
                      "kind": "asg",
                      "name": "old"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "events/winter%20sale.md"
                    },
                    "region": {
                      "startLine": 54
                    }
                  }
                }
              ],
              "message": {
                "markdown": "asg old (111122223333, ap-southeast-1): asg summary\n\nasg fix",
                "text": "asg old (111122223333, ap-southeast-1): asg summary\n\nasg fix"
              },
              "partialFingerprints": {
                "findingId/v1": "asg-multi-az/111122223333/ap-southeast-1/web",
                "primaryLocationLineHash": "a7eef2d37cf296df:1"
              },
              "properties": {
                "area": "service",
                "due": "2026-11-20",
                "light": "red",
                "overdue": true,
                "owner": null
              },
              "ruleId": "asg-multi-az",
              "suppressions": [
                {
                  "justification": "accepted by Kim until 2026-12-31: the old group serves no traffic",
                  "kind": "external",
                  "status": "accepted"
                }
              ]
            },
            {
              "fingerprints": {
                "findingId/v1": "workbook-owner/111122223333/ap-southeast-1/web"
              },
              "level": "warning",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "workbook/section-1",
                      "kind": "workbook",
                      "name": "section-1"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "events/winter%20sale.md"
                    },
                    "region": {
                      "startLine": 9
                    }
                  }
                }
              ],
              "message": {
                "markdown": "workbook section-1: nobody is named as the owner of the event\n\nWrite `- Owner: name` in section 1.",
                "text": "workbook section-1: nobody is named as the owner of the event\n\nWrite `- Owner: name` in section 1."
              },
              "partialFingerprints": {
                "findingId/v1": "workbook-owner/111122223333/ap-southeast-1/web",
                "primaryLocationLineHash": "0bf63cd8a4d160f6:1"
              },
              "properties": {
                "area": "operations",
                "due": "2026-12-10",
                "light": "yellow",
                "overdue": false,
                "owner": null
              },
              "ruleId": "workbook-owner"
            },
            {
              "fingerprints": {
                "findingId/v1": "asg-scaling-policy/111122223333/ap-southeast-1/web"
              },
              "level": "note",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "111122223333/ap-southeast-1/asg/web",
                      "kind": "asg",
                      "name": "web"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "events/winter%20sale.md"
                    },
                    "region": {
                      "startLine": 54
                    }
                  }
                }
              ],
              "message": {
                "markdown": "asg web (111122223333, ap-southeast-1): could not read scaling policies: autoscaling:DescribePolicies was denied\n\nAllow autoscaling:DescribePolicies for the role that runs iem.",
                "text": "asg web (111122223333, ap-southeast-1): could not read scaling policies: autoscaling:DescribePolicies was denied\n\nAllow autoscaling:DescribePolicies for the role that runs iem."
              },
              "partialFingerprints": {
                "findingId/v1": "asg-scaling-policy/111122223333/ap-southeast-1/web",
                "primaryLocationLineHash": "25502aa6bf0e26f2:1"
              },
              "properties": {
                "area": "service",
                "due": null,
                "light": "gray",
                "overdue": false,
                "owner": null
              },
              "ruleId": "asg-scaling-policy"
            },
            {
              "level": "warning",
              "locations": [
                {
                  "message": {
                    "text": "line 12, column 10"
                  },
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "events/winter%20sale.md"
                    },
                    "region": {
                      "startColumn": 10,
                      "startLine": 12
                    }
                  }
                }
              ],
              "message": {
                "text": "the end is not a date\n\nwrite it as Dec 12, 2026 11:00 PM GMT +8"
              },
              "partialFingerprints": {
                "findingId/v1": "unknown-date/10/the end is not a date",
                "primaryLocationLineHash": "40e1020373fc1457:1"
              },
              "ruleId": "unknown-date"
            }
          ],
          "tool": {
            "driver": {
              "informationUri": "https://github.com/iem-rs/iem",
              "name": "iem",
              "rules": "see the next test",
              "version": "VERSION"
            }
          }
        }
      ],
      "version": "2.1.0"
    }
    "#);
}

#[test]
fn rules_say_why_and_how() {
    let log = log(&testing::rich(), None);
    let descriptors = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&Value> = descriptors.iter().map(|rule| &rule["id"]).collect();
    assert_eq!(ids, ["asg-exists", "asg-multi-az", "asg-scaling-policy", "asg-max-covers-peak", "unknown-date"]);
    let rule = rules::find("asg-multi-az").unwrap();
    assert_eq!(
        descriptors[1],
        json!({
            "id": rule.id,
            "shortDescription": { "text": rule.title },
            "fullDescription": { "text": rule.why },
            "help": { "text": explain::plain_help(rule), "markdown": explain::rule(rule) },
            "helpUri": rule.references[0],
            "properties": { "tags": ["service"] },
        })
    );
}

#[test]
fn without_a_file_nothing_is_pointed_at() {
    let log = log(&testing::rich(), None);
    assert!(!log.to_string().contains("physicalLocation"));
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.last().unwrap()["locations"][0]["message"]["text"], "line 12, column 10");
}

#[test]
fn text_from_outside_is_no_link() {
    let mut scorecard = testing::rich();
    testing::shout(&mut scorecard, "[click](https://evil.example)\u{1b}");
    for result in log(&scorecard, None)["runs"][0]["results"].as_array().unwrap() {
        let text = result["message"]["text"].as_str().unwrap();
        assert!(!text.contains("](") && !text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn paths_become_addresses() {
    for (path, expected) in [
        ("event.md", "event.md"),
        ("./events/2026.md", "events/2026.md"),
        ("winter sale/größe#1.md", "winter%20sale/gr%C3%B6%C3%9Fe%231.md"),
        ("/home/kim/event.md", "file:///home/kim/event.md"),
        (r"C:\events\sale.md", "file:///C:/events/sale.md"),
        (r"events\sale.md", "events/sale.md"),
        ("../event.md", "../event.md"),
        ("a", "a"),
    ] {
        assert_eq!(address(path), expected);
    }
}
