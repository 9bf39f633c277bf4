//! How the front matter says to sign in.

use iem_core::workbook::parse;

use super::{listed, with_section};

const ALL: &str = r#"---
title: Spring sale
accounts:
  "111122223333": { profile: prod }
  4444-5555-6666: { role: arn:aws:iam::444455556666:role/iem-read-only, external-id: abc, session: iem-spring }
  "777788889999":
    Role_ARN: team/iem
    source-profile: base
    external-id: 012345
  123456789012: { role: none }
  "210987654321":
role: iem-read-only
---
"#;

#[test]
fn accounts_have_a_profile_a_role_or_neither() {
    let section = "| AWS Account | AWS Region | ELB |\n|---|---|---|\n| 111122223333 | eu-west-1 | web |\n";
    let workbook = parse(&format!("{ALL}{}", with_section(6, section)));
    assert_eq!(listed(&workbook.problems), "");
    insta::assert_debug_snapshot!((workbook.event.access, workbook.event.access_elsewhere));
}

#[test]
fn a_single_account_is_that_of_section_6_with_an_entry_and_without() {
    for accounts in ["\"111122223333\"", "[111122223333]", "{ 1111-2222-3333: { profile: prod } }"] {
        let section = with_section(6, "- Region: eu-west-1\n- ELB: web\n");
        let event = parse(&format!("---\naccounts: {accounts}\n---\n{section}")).event;
        assert_eq!(event.places(), [("111122223333", "eu-west-1")], "{accounts}");
    }
}

#[test]
fn what_cannot_be_read_says_where() {
    let told = |yaml: &str| listed(&parse(&format!("---\n{yaml}---\n{}", with_section(1, ""))).problems);
    let of_access = |yaml: &str| {
        let told = told(yaml);
        told.lines().filter(|line| line.contains(" access-")).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(of_access(
        "accounts:\n  \"111122223333\": { role: arn:aws:iam::444455556666:role/x, profil: a }\n  \
         \"444455556666\": prod\n  \"777788889999\": { role: 'arn:aws:iam::7:role/x', session: my session, external-id: é }\n\
         role: a b\n"
    ), @r"
    3:27 access-unreadable the role of 111122223333 is in account 444455556666
    3:61 access-unreadable `profil` says nothing about how to sign in to an account
    4:19 access-unreadable how to sign in to this account cannot be read
    5:27 access-unreadable `arn:aws:iam::7:role/x` is not the name or the ARN of a role
    5:61 access-unreadable `my session` cannot be the name of a session
    5:86 access-unreadable this external id is not one that AWS takes
    6:7 access-unreadable `a b` is not the name or the ARN of a role
    ");
    assert_eq!(of_access("accounts: [111122223333]\nsomething: { role: x y }\nprofile: prod\nrole:\n"), "");
}
