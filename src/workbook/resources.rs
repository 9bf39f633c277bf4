//! Section 6: the resources that the event depends on, by account and region.

use std::{collections::BTreeSet, ops::Range};

use super::{
    front_matter::FrontMatter,
    place::{self, Arn, Named, arn},
    problems::{Problems, quote},
    record::{self, Leaders, Record, Shape},
    section::Part,
    text::Value,
    value::{Answer, Keys, answer, is_answered, list, plain, without_comment},
};
use crate::{
    event::{Resource, ResourceKind},
    names,
};

const ACCOUNT: &[&str] =
    &["aws account", "account", "account id", "aws account id", "aws accounts", "accounts", "account number"];
const REGIONS: &[&str] = &["aws regions", "aws region", "regions", "region", "region code"];

/// The labels of a place, and those of the kinds, as their rows say them.
const KEYS: &Keys = &{
    let mut keys = [("", ACCOUNT); 2 + ResourceKind::ALL.len()];
    keys[0] = ("AWS Account", ACCOUNT);
    keys[1] = ("AWS Regions", REGIONS);
    let mut kind = 0;
    while kind < ResourceKind::ALL.len() {
        let info = ResourceKind::ALL[kind].info();
        keys[2 + kind] = (info.label, info.spellings);
        kind += 1;
    }
    keys
};

/// Begins a tag in any row.
const TAG: &str = "tag:";

/// Columns that people add for themselves.
#[rustfmt::skip]
const REMARKS: [&str; 16] = ["notes", "note", "comment", "comments", "remark", "remarks", "owner", "team", "purpose",
    "description", "environment", "env", "tier", "application", "app", "service"];

const SHAPE: Shape =
    Shape { keys: KEYS, leaders: Leaders::Only(&["AWS Account", "AWS Regions"]), carried: &["AWS Account"] };

fn kind(key: &str) -> Option<ResourceKind> {
    ResourceKind::ALL.into_iter().find(|kind| kind.label() == key)
}

/// What an ARN names: kind, account and region, as far as it says them.
pub(crate) fn of_arn(written: &str) -> Option<(ResourceKind, Option<&str>, Option<&str>)> {
    let arn = arn(written)?;
    Some((kind_of_arn(&arn)?, arn.account, arn.region))
}

/// Kind of a resource by its ARN.
fn kind_of_arn(arn: &Arn<'_>) -> Option<ResourceKind> {
    ResourceKind::of_arn(arn.service, arn.resource)
}

/// Accounts and regions that hold for a list or a row.
#[derive(Debug, Clone, Default)]
struct Place {
    accounts: Named,
    regions: Named,
}

/// Reads section 6.
pub(super) fn read(part: &Part<'_>, front: &FrontMatter, problems: &mut Problems) -> Vec<Resource> {
    let before = problems.count();
    let records = record::read(&part.blocks, &SHAPE, problems);
    let mut reader = Reader {
        problems,
        front: Place { accounts: Named::default(), regions: Named::default() },
        found: Vec::new(),
        seen: BTreeSet::new(),
    };
    let accounts = front.values(&["account", "accounts", "aws-account", "aws_account"]);
    let regions = front.values(&["region", "regions", "aws-region", "aws_region"]);
    reader.front.accounts = place::accounts(&accounts, reader.problems);
    reader.front.regions = place::regions(&regions, reader.problems);
    let mut heading: Option<Range<usize>> = None;
    let mut above = Place::default();
    for record in &records {
        let this = record.heading.map(|heading| heading.span());
        if this != heading {
            heading = this;
            above = Place::default();
            if let Some(text) = record.heading {
                let (accounts, regions) = place::in_heading(text.as_str());
                above.accounts = Named { is_stated: !accounts.is_empty(), codes: accounts };
                above.regions = Named { is_stated: !regions.is_empty(), codes: regions };
            }
        }
        reader.record(record, &mut above, part);
    }
    let mut found = reader.found;
    give_global_their_account(&mut found, problems);
    let resources: Vec<Resource> = found.into_iter().map(|(resource, _)| resource).collect();
    if resources.is_empty() && problems.count() == before {
        let help = "list load balancers, Auto Scaling groups and instances by account and region";
        problems.not_filled_in(part.heading.clone(), part.section, "a resource", help);
    }
    resources
}

struct Reader<'p> {
    problems: &'p mut Problems,
    front: Place,
    /// Resources, and where each stands.
    found: Vec<(Resource, Range<usize>)>,
    seen: BTreeSet<(ResourceKind, String, Option<String>, Option<String>)>,
}

impl Reader<'_> {
    fn record(&mut self, record: &Record<'_>, above: &mut Place, part: &Part<'_>) {
        let values = |key| record.get(key).map_or(&[][..], |field| field.values.as_slice());
        let accounts = place::accounts(values("AWS Account"), self.problems);
        let regions = place::regions(values("AWS Regions"), self.problems);
        let has_rows = record.fields.iter().any(|field| field.key.is_some_and(|key| kind(key).is_some()));
        if !has_rows && !record.is_row {
            // Account and region alone speak for the lists and tables below them.
            if accounts.is_stated {
                above.accounts = accounts;
            }
            if regions.is_stated {
                above.regions = regions;
            }
            self.open_labels(record, part);
            self.unknown_labels(record);
            return;
        }
        let or_above = |own: Named, above: &Named, front: &Named| match own {
            own if own.is_stated => own,
            _ if above.is_stated => above.clone(),
            _ if front.codes.len() == 1 => front.clone(),
            own => own,
        };
        let place = Place {
            accounts: or_above(accounts, &above.accounts, &self.front.accounts),
            regions: or_above(regions, &above.regions, &self.front.regions),
        };
        let first = self.found.len();
        let mut has_answer = false;
        for field in &record.fields {
            let Some(kind) = field.key.and_then(kind) else { continue };
            for value in field.values.iter().flat_map(|value| list(*value)) {
                has_answer |= is_answered(value.as_str());
                if answer(value.as_str()) == Answer::Given {
                    self.values(kind, value, &place);
                }
            }
        }
        self.open_labels(record, part);
        self.unknown_labels(record);
        if record.is_row && !has_answer {
            let help = "list the row's resources, or delete the row";
            self.problems.not_filled_in(record.span.clone(), part.section, "this row", help);
        }
        self.unplaced(first, &place);
    }

    /// One entry of a list, or several ids with nothing but spaces between them.
    fn values(&mut self, kind: ResourceKind, value: Value<'_>, place: &Place) {
        let value = without_comment(value);
        if kind == ResourceKind::Tag || value.as_str().starts_with(TAG) {
            self.tag(value, place);
            return;
        }
        let words = || value.as_str().split_whitespace();
        let is_id = |word: &str| word.starts_with("i-") || word.starts_with("arn:") || word.starts_with("vpc-");
        if words().count() > 1 && words().all(is_id) {
            for word in words() {
                self.push(kind, value.narrow(word), place);
            }
            return;
        }
        let may_have_spaces = matches!(kind, ResourceKind::AutoScalingGroup | ResourceKind::Other);
        if words().count() > 1 && !may_have_spaces {
            self.problems.add(
                value.span(),
                "resource-unreadable",
                format!("`{}` is not a name that AWS allows here", quote(value.as_str())),
                "put commas between names and comments in parentheses: `web-alb (main site), api`",
            );
            return;
        }
        self.push(kind, value, place);
    }

    /// `tag:event=spring-sale`, or `tag:event` for every value; behind `Tags` without the prefix.
    fn tag(&mut self, value: Value<'_>, place: &Place) {
        let written = value.as_str();
        let tag = written.strip_prefix(TAG).unwrap_or(written).trim();
        if names::tag(tag).is_some() {
            self.push(ResourceKind::Tag, value.narrow(tag), place);
            return;
        }
        self.problems.add(
            value.span(),
            "tag-unreadable",
            format!("`{}` is not a tag", quote(written)),
            "write a tag as `tag:key=value`, or `tag:key` for every value: `tag:event=spring-sale`",
        );
    }

    fn push(&mut self, label_kind: ResourceKind, value: Value<'_>, place: &Place) {
        let name = value.as_str();
        if name.is_empty() {
            return;
        }
        let arn = arn(name);
        let kind = arn.as_ref().and_then(kind_of_arn).unwrap_or(label_kind);
        if kind != label_kind && label_kind != ResourceKind::Other {
            self.problems.add(
                value.span(),
                "resource-kind",
                format!("this ARN is of kind {}, not {}", kind.id(), label_kind.id()),
                "move it to the row of its kind; it is taken for what the ARN says",
            );
        }
        let own = |part: Option<&str>| part.map(str::to_owned);
        let only = |named: &Named| match named.codes.as_slice() {
            [code] => Some(code.clone()),
            _ => None,
        };
        let account = own(arn.and_then(|arn| arn.account)).or_else(|| only(&place.accounts));
        let region = own(arn.and_then(|arn| arn.region)).or_else(|| only(&place.regions));
        let region = region.filter(|_| kind.has_region());
        let key = (kind, names::plain_name(kind, name).to_owned(), account.clone(), region.clone());
        if !self.seen.insert(key) {
            self.problems.add(
                value.span(),
                "resource-duplicate",
                format!("`{}` is listed twice", quote(name)),
                "delete one of the two",
            );
            return;
        }
        let line = self.problems.line(value.span().start);
        let name = name.to_owned();
        self.found.push((Resource { kind, name, account, region, line, found: None }, value.span()));
    }

    /// Labels that nobody has written anything for. Rows of a wide table may leave cells empty.
    fn open_labels(&mut self, record: &Record<'_>, part: &Part<'_>) {
        if record.is_row {
            return;
        }
        for field in &record.fields {
            let is_open = !field.values.iter().any(|value| is_answered(value.as_str()));
            if field.key.is_some() && is_open {
                let help = "list them, separated by commas, or write `n/a` if there are none";
                let label = field.label;
                self.problems.not_filled_in(label.span(), part.section, label.as_str(), help);
            }
        }
    }

    /// A label with a typing error would hide its resources.
    fn unknown_labels(&mut self, record: &Record<'_>) {
        for field in record.fields.iter().filter(|field| field.key.is_none()) {
            let text = field.label.as_str();
            let label = match text.split_once(':') {
                Some((label, rest)) if !rest.trim().is_empty() && !record.is_row => label,
                _ if record.is_row && field.values.iter().any(|value| is_answered(value.as_str())) => text,
                _ => continue,
            };
            let words = plain(label);
            if words.is_empty() || REMARKS.contains(&words.as_str()) {
                continue;
            }
            self.problems.add(
                field.label.narrow(label).span(),
                "label-unknown",
                format!("section 6 has no label `{}`, so its values are not read", quote(label)),
                "use one of the template's labels, or `Other`",
            );
        }
    }

    /// Reports once for the list or row that its resources cannot be placed.
    fn unplaced(&mut self, first: usize, place: &Place) {
        let several = |named: &Named| named.codes.len() > 1;
        let new = || self.found.iter().skip(first);
        let no_account = new().find(|(resource, _)| {
            let is_judged = resource.kind.is_regional() || several(&place.accounts);
            resource.account.is_none() && is_judged && resource.kind != ResourceKind::Other
        });
        let no_region = new().find(|(resource, _)| resource.region.is_none() && resource.kind.is_regional());
        let name = |found: &(Resource, Range<usize>)| quote(&found.0.name);
        let mut reports = Vec::new();
        if let Some(found) = no_account.filter(|_| several(&place.accounts)) {
            reports.push((
                found.1.clone(),
                "account-ambiguous",
                format!("`{}` stands in a list of {} accounts", name(found), place.accounts.codes.len()),
                "make one list or row for each account, or write ARNs",
            ));
        } else if let Some(found) = no_account.filter(|_| !place.accounts.is_stated) {
            reports.push((
                found.1.clone(),
                "account-missing",
                format!("`{}` has no account", name(found)),
                "write `- AWS Account: 111122223333` in the same list, or a column `Account`",
            ));
        }
        if let Some(found) = no_region.filter(|_| several(&place.regions)) {
            reports.push((
                found.1.clone(),
                "region-ambiguous",
                format!("`{}` stands in a list of {} regions", name(found), place.regions.codes.len()),
                "make one list or row for each region, or write ARNs",
            ));
        } else if let Some(found) = no_region.filter(|_| !place.regions.is_stated) {
            reports.push((
                found.1.clone(),
                "region-missing",
                format!("`{}` has no region", name(found)),
                "write `- AWS Regions: ap-southeast-1` in the same list, or a column `Region`",
            ));
        }
        for (span, code, message, help) in reports {
            self.problems.add(span, code, message, help);
        }
    }
}

/// The list of global resources has no label for the account in the template: where the
/// section knows one account only, they are in it.
fn give_global_their_account(found: &mut [(Resource, Range<usize>)], problems: &mut Problems) {
    let accounts: BTreeSet<String> = found.iter().filter_map(|(resource, _)| resource.account.clone()).collect();
    let mut only = accounts.iter();
    let account = only.next().filter(|_| only.next().is_none()).cloned();
    let mut is_reported = false;
    for (resource, span) in found {
        let is_global = !resource.kind.is_regional() && resource.account.is_none();
        if !is_global {
            continue;
        }
        resource.account.clone_from(&account);
        if account.is_none() && resource.kind != ResourceKind::Other && !is_reported {
            is_reported = true;
            problems.add(
                span.clone(),
                "account-missing",
                format!("`{}` has no account", quote(&resource.name)),
                "write `- AWS Account: 111122223333` in the same list, or a column `Account`",
            );
        }
    }
}
