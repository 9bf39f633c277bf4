//! Every thing that AWS described in one place, by all of its names.

use std::{borrow::Cow, collections::HashMap};

use super::answer::{Answer, Resource};
use crate::event::ResourceKind;

/// What a name of AWS can speak of: a kind that section 6 lists, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Noun {
    /// A thing of this kind.
    Kind(ResourceKind),
    /// An EBS volume.
    Volume,
    /// A subnet of a VPC.
    Subnet,
    /// A NAT gateway of a VPC.
    NatGateway,
    /// An endpoint in a VPC.
    VpcEndpoint,
    /// A route table of a VPC.
    RouteTable,
    /// A target group behind a balancer.
    TargetGroup,
    /// A node group of an EKS cluster.
    NodeGroup,
}

/// A thing in [`Names`].
pub(super) type Index = usize;

/// Every thing that AWS described in one region, or, for global kinds, in one account.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub(super) resources: Vec<Resource<'a>>,
    /// By ids, ARNs and other names that one thing alone can have.
    own: HashMap<(ResourceKind, Cow<'a, str>), Vec<Index>>,
    /// By names that several can share, such as a `Name` tag: asked where `own` knows nothing.
    shared: HashMap<(ResourceKind, Cow<'a, str>), Vec<Index>>,
    /// By the names of parts.
    parts: HashMap<(Noun, Cow<'a, str>), Vec<Index>>,
}

impl<'a> Names<'a> {
    /// Notes a thing under its id and its ARN.
    pub(super) fn add(&mut self, id: &'a str, arn: Option<&'a str>, answer: Answer<'a>) -> Index {
        let index = self.resources.len();
        self.resources.push(Resource { id, arn, answer });
        self.own(index, id);
        arn.into_iter().for_each(|arn| self.own(index, arn));
        index
    }

    /// Notes a thing under an id that another thing of its kind may have too.
    pub(super) fn add_shared(&mut self, id: &'a str, answer: Answer<'a>) -> Index {
        let index = self.resources.len();
        self.resources.push(Resource { id, arn: None, answer });
        self.shared(index, id);
        index
    }

    /// A name that the thing has alone.
    pub(super) fn own(&mut self, index: Index, name: &'a str) {
        let kind = self.kind_of(index);
        note(self.own.entry((kind, fold(kind, name))).or_default(), index);
    }

    /// A name that it may share.
    pub(super) fn shared(&mut self, index: Index, name: &'a str) {
        let kind = self.kind_of(index);
        note(self.shared.entry((kind, fold(kind, name))).or_default(), index);
    }

    /// A part of it that AWS's other services speak of.
    pub(super) fn part(&mut self, index: Index, noun: Noun, name: &'a str) {
        let name = match noun {
            Noun::Kind(kind) => fold(kind, name),
            _ => Cow::Borrowed(name),
        };
        note(self.parts.entry((noun, name)).or_default(), index);
    }

    /// The things that a name means.
    pub(super) fn find(&self, kind: ResourceKind, name: &str) -> Vec<Index> {
        let key = (kind, fold(kind, name));
        let found = self.own.get(&key).or_else(|| self.shared.get(&key)).cloned().unwrap_or_default();
        let (ended, alive): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|index| self.resources.get(*index).is_some_and(|it| it.answer.is_ended()));
        if alive.is_empty() { ended } else { alive }
    }

    /// The things that a name means in whatever form it is written.
    pub(super) fn meant(&self, kind: ResourceKind, written: &str) -> Vec<Index> {
        let forms = (super::kind::of(kind).forms)(written);
        forms.iter().map(|form| self.find(kind, form)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// The things that a part of this name belongs to.
    pub(super) fn having<'s>(&'s self, noun: Noun, name: &'s str) -> &'s [Index] {
        let name = match noun {
            Noun::Kind(kind) => fold(kind, name),
            _ => Cow::Borrowed(name),
        };
        self.parts.get(&(noun, name)).map(Vec::as_slice).unwrap_or_default()
    }

    fn kind_of(&self, index: Index) -> ResourceKind {
        self.resources.get(index).map_or(ResourceKind::Other, |it| it.answer.kind())
    }
}

fn note(known: &mut Vec<Index>, index: Index) {
    if known.last() != Some(&index) {
        known.push(index);
    }
}

/// A name as it is compared: services that take names in any case have lower case here.
fn fold(kind: ResourceKind, name: &str) -> Cow<'_, str> {
    match super::kind::of(kind).any_case && name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}
