//! Where a DNS name leads in the hosted zones of a snapshot: from record to record, to what stands at
//! the end.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Record;
use crate::{
    aws::route53,
    names,
    snapshot::{AccountSnapshot, Fact},
};

/// Most records on one way. Resolvers give up at about as many.
const LONGEST: usize = 16;

/// The records of every zone that was read.
pub struct Dns<'a>(Vec<Zone<'a>>);

struct Zone<'a> {
    account: &'a str,
    name: String,
    is_private: bool,
    records: BTreeMap<String, Vec<&'a Record>>,
    /// Every name that exists: those of records, and those above them.
    names: BTreeSet<String>,
}

/// Where one of the ways that a name can take ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// Account of the zone that gave the last answer.
    pub account: String,
    /// Name of that zone, without the trailing dot.
    pub zone: String,
    /// The name that it was asked for.
    pub asked: String,
    /// The last answer.
    pub answer: Answer,
}

/// The last answer on a way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// A name in none of the zones, in lower case and without the trailing dot.
    Name(String),
    /// Addresses.
    Addresses,
    /// The zone has no address of the name.
    Nothing,
    /// The records lead back to themselves, or on and on.
    Endless,
}

impl<'a> Dns<'a> {
    /// The zones of these accounts.
    pub fn new(accounts: impl IntoIterator<Item = (&'a str, &'a AccountSnapshot)>) -> Self {
        let mut zones = Vec::new();
        for (account, facts) in accounts {
            for (id, zone) in facts.route53.zones.seen().into_iter().flatten() {
                if let Some(Fact::Seen(records)) = facts.route53.records.get(id) {
                    zones.push(Zone::new(account, zone, records));
                }
            }
        }
        Self(zones)
    }

    /// Where a host leads: nowhere when no zone holds it, to several ends where Route 53 chooses.
    pub fn follow(&self, host: &str) -> BTreeSet<End> {
        let mut ends = BTreeSet::new();
        self.step(&plain(host), &mut Vec::new(), &mut BTreeSet::new(), &mut ends);
        ends
    }

    fn step(&self, host: &str, way: &mut Vec<String>, done: &mut BTreeSet<String>, ends: &mut BTreeSet<End>) {
        way.push(host.to_owned());
        let mut answers: Vec<_> = self.holding(host).map(|zone| (zone, zone.answers(host))).collect();
        // What one zone lacks the other may have, and a private one does not speak for the public ones that nobody
        // listed.
        if answers.iter().any(|(_, records)| !records.is_empty()) {
            answers.retain(|(_, records)| !records.is_empty());
        } else {
            answers.retain(|(zone, _)| !zone.is_private);
        }
        for (zone, records) in answers {
            let mut end = |answer| {
                let (account, zone) = (zone.account.to_owned(), zone.name.clone());
                _ = ends.insert(End { account, zone, asked: host.to_owned(), answer });
            };
            if records.is_empty() {
                end(Answer::Nothing);
            }
            let targets: BTreeSet<_> = records.iter().map(|record| record.target.as_deref().map(plain)).collect();
            let mut further = Vec::new();
            for target in targets {
                match target {
                    None => end(Answer::Addresses),
                    Some(name) if way.contains(&name) || way.len() == LONGEST => end(Answer::Endless),
                    Some(name) if self.holding(&name).next().is_none() => end(Answer::Name(name)),
                    Some(name) => further.push(name),
                }
            }
            for name in further {
                if done.insert(name.clone()) {
                    self.step(&name, way, done, ends);
                }
            }
        }
        way.pop();
    }

    /// The zones that answer for a host: the nearest public one, and the nearest private one. A private and
    /// a public zone of one name answer in different places.
    fn holding(&self, host: &str) -> impl Iterator<Item = &Zone<'a>> {
        let nearest = |is_private: bool| {
            let zones = self.0.iter().filter(move |zone| zone.is_private == is_private);
            zones.filter(|zone| is_below(host, &zone.name)).map(|zone| zone.name.len()).max()
        };
        let (public, private) = (nearest(false), nearest(true));
        self.0.iter().filter(move |zone| {
            let nearest = if zone.is_private { private } else { public };
            Some(zone.name.len()) == nearest && is_below(host, &zone.name) && !zone.delegates(host)
        })
    }
}

impl<'a> Zone<'a> {
    fn new(account: &'a str, zone: &route53::facts::Zone, records: &'a [Record]) -> Self {
        let mut this = Self {
            account,
            name: plain(&zone.name),
            is_private: zone.is_private,
            records: BTreeMap::new(),
            names: BTreeSet::new(),
        };
        for record in records {
            let name = plain(&record.name);
            let mut above = name.as_str();
            while is_below(above, &this.name) && this.names.insert(above.to_owned()) {
                above = parent(above);
            }
            this.records.entry(name).or_default().push(record);
        }
        this
    }

    /// The records that answer with an address or another name; those of a star where the name does not
    /// exist and the star stands below the nearest name that does (RFC 4592).
    fn answers(&self, host: &str) -> Vec<&'a Record> {
        let mut name = host.to_owned();
        if !self.names.contains(host) {
            let mut above = parent(host);
            while !above.is_empty() && !self.names.contains(above) {
                above = parent(above);
            }
            name = format!("*.{above}");
        }
        let records = self.records.get(&name).into_iter().flatten().copied();
        records.filter(|record| matches!(record.record_type.as_str(), "A" | "AAAA" | "CNAME")).collect()
    }

    /// Whether other name servers answer for the host.
    fn delegates(&self, host: &str) -> bool {
        let mut name = host;
        while name != self.name && !name.is_empty() {
            if self.records.get(name).is_some_and(|records| records.iter().any(|it| it.record_type == "NS")) {
                return true;
            }
            name = parent(name);
        }
        false
    }
}

/// Lower case, without the trailing dot; Route 53 writes a star as `\052`.
fn plain(name: &str) -> String {
    name.trim_end_matches('.').replace("\\052", "*").to_ascii_lowercase()
}

fn parent(name: &str) -> &str {
    name.split_once('.').map_or("", |(_, parent)| parent)
}

fn is_below(host: &str, zone: &str) -> bool {
    host.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Host names in a text of section 5: those of addresses, and words that look like one.
pub fn hosts(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || "|,;()<>[]\"'`".contains(c));
    let is_host = |word: &&str| !word.contains('@') && (word.contains("://") || word.contains('.'));
    words.filter(is_host).map(names::host).filter(|host| host.contains('.'))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn facts(zones: &Value) -> AccountSnapshot {
        let zones = zones.as_object().expect("zones");
        let mut route53 = json!({"zones": {"seen": {}}, "records": {}});
        for (number, (name, records)) in zones.iter().enumerate() {
            let id = format!("Z{number}");
            let (name, is_private) = name.strip_prefix("private ").map_or((name.as_str(), false), |name| (name, true));
            route53["zones"]["seen"][&id] = json!({"name": format!("{name}."), "is_private": is_private});
            let record = |it: &Value| {
                let text = |at: usize| it[at].as_str().unwrap_or_default();
                json!({"name": format!("{}.", text(0)), "record_type": text(1), "routing": "simple", "set": "",
                    "ttl": null, "health_check": null, "target": it[2]})
            };
            let records: Vec<Value> = records.as_array().expect("records").iter().map(record).collect();
            route53["records"][&id] = json!({ "seen": records });
        }
        serde_json::from_value(json!({ "route53": route53 })).expect("facts")
    }

    #[test]
    fn records_are_followed_to_their_end() {
        let facts = facts(&json!({
            "example.com": [
                ["example.com", "A", "d1.cloudfront.net."],
                ["www.example.com", "CNAME", "Shop.Example.com"],
                ["shop.example.com", "A", "dualstack.web-1.eu-west-1.elb.amazonaws.com."],
                ["shop.example.com", "AAAA", "dualstack.web-1.eu-west-1.elb.amazonaws.com."],
                ["\\052.example.com", "CNAME", "catch-all.example.net"],
                ["deep.below.example.com", "A", null],
                ["text.example.com", "TXT", null],
                ["one.example.com", "CNAME", "two.example.com"],
                ["two.example.com", "CNAME", "one.example.com"],
                ["self.example.com", "CNAME", "self.example.com"],
                ["both.example.com", "CNAME", "shop.example.com"],
                ["both.example.com", "CNAME", "deep.below.example.com"],
                ["split.example.com", "NS", null],
                ["api.example.com", "CNAME", "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"],
            ],
            "private example.com": [["shop.example.com", "A", "internal-web-2.eu-west-1.elb.amazonaws.com."]],
            "own.example.com": [["www.own.example.com", "CNAME", "www.example.com"]],
        }));
        let dns = Dns::new([("111122223333", &facts)]);
        let mut told = String::new();
        for host in [
            "example.com",
            "WWW.example.com.",
            "shop.example.com",
            "any.example.com",
            "any.other.example.com",
            "below.example.com",
            "under.below.example.com",
            "deep.below.example.com",
            "text.example.com",
            "one.example.com",
            "self.example.com",
            "both.example.com",
            "x.split.example.com",
            "api.example.com",
            "www.own.example.com",
            "any.own.example.com",
            "notexample.com",
            "",
        ] {
            let end = |end: &End| match &end.answer {
                Answer::Name(name) => format!("{name} by {} in {}", end.asked, end.zone),
                other => format!("{other:?} of {} in {}", end.asked, end.zone).to_lowercase(),
            };
            let ends: Vec<String> = dns.follow(host).iter().map(end).collect();
            told += &format!("{host}: {}\n", ends.join("; "));
        }
        insta::assert_snapshot!(told);
    }

    #[test]
    fn a_way_without_end_ends() {
        let long: Vec<Value> = (0..2000)
            .map(|number| json!([format!("n{number}.example.com"), "CNAME", format!("n{}.example.com", number + 1)]))
            .collect();
        let facts = facts(&json!({ "example.com": long }));
        let ends = Dns::new([("1", &facts)]).follow("n0.example.com");
        let answers: Vec<&Answer> = ends.iter().map(|end| &end.answer).collect();
        assert_eq!(answers, [&Answer::Endless]);
    }

    #[test]
    fn endpoints_name_hosts_in_many_ways() {
        for (text, expected) in [
            ("https://shop.example.com:8443/health?x=1", vec!["shop.example.com"]),
            (
                "Shop (https://shop.example.com/), api.example.com | on call",
                vec!["shop.example.com", "api.example.com"],
            ),
            ("ops@example.com, dashboard of the shop", vec![]),
        ] {
            assert_eq!(hosts(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
