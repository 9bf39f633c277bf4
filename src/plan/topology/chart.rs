//! The text of a Mermaid flowchart. Names in it are data: they cannot end a label.

use std::collections::BTreeMap;

use crate::text::{escape::for_terminal, number::count};

/// Mermaid refuses a diagram with more connections, or with more than 50,000 characters.
const MOST_EDGES: usize = 500;
const MOST_NODES: usize = 250;
/// Characters of one line of a label.
const LONGEST: usize = 60;

/// A flowchart with one subgraph per place.
#[derive(Debug, Default)]
pub(super) struct Chart {
    subgraphs: Vec<Subgraph>,
    nodes: usize,
    left_out_nodes: usize,
    edges: Vec<(String, String)>,
    left_out_edges: usize,
}

#[derive(Debug, Default)]
struct Subgraph {
    title: String,
    /// Nodes in the order in which they were added, and where each key's node is.
    nodes: Vec<Node>,
    by_key: BTreeMap<String, usize>,
}

#[derive(Debug)]
struct Node {
    id: String,
    lines: Vec<String>,
    is_seen: bool,
}

impl Chart {
    pub(super) fn begin(&mut self, title: &str) {
        self.subgraphs.push(Subgraph { title: title.to_owned(), ..Subgraph::default() });
    }

    /// The id of the node with a key, which is added when it is new. The id is empty where the
    /// diagram is full.
    pub(super) fn node(&mut self, key: &str, lines: &[String]) -> String {
        self.add(key, lines, true)
    }

    /// The same, for something that is known to be missing from the picture.
    pub(super) fn unseen(&mut self, key: &str, lines: &[String]) -> String {
        self.add(key, lines, false)
    }

    fn add(&mut self, key: &str, lines: &[String], is_seen: bool) -> String {
        let Some(subgraph) = self.subgraphs.last_mut() else { return String::new() };
        if let Some(node) = subgraph.by_key.get(key).and_then(|at| subgraph.nodes.get(*at)) {
            return node.id.clone();
        }
        if self.nodes == MOST_NODES {
            self.left_out_nodes += 1;
            return String::new();
        }
        self.nodes += 1;
        // Numbered, because a name may hold anything and `end` is a word of the language.
        let id = format!("n{}", self.nodes);
        subgraph.by_key.insert(key.to_owned(), subgraph.nodes.len());
        subgraph.nodes.push(Node { id: id.clone(), lines: lines.to_vec(), is_seen });
        id
    }

    /// Adds a line to a node's label, once.
    pub(super) fn add_line(&mut self, id: &str, line: &str) {
        let mut nodes = self.subgraphs.iter_mut().flat_map(|subgraph| &mut subgraph.nodes);
        if let Some(node) = nodes.find(|node| node.id == id)
            && !node.lines.iter().any(|known| known == line)
        {
            node.lines.push(line.to_owned());
        }
    }

    pub(super) fn edge(&mut self, from: &str, to: &str) {
        let edge = (from.to_owned(), to.to_owned());
        if self.edges.contains(&edge) {
            return;
        }
        if from.is_empty() || to.is_empty() || self.edges.len() == MOST_EDGES {
            self.left_out_edges += 1;
        } else {
            self.edges.push(edge);
        }
    }

    /// What did not fit.
    pub(super) fn left_out(&self) -> Option<String> {
        let (nodes, edges) = (self.left_out_nodes, self.left_out_edges);
        (nodes + edges > 0).then(|| {
            let nodes = count(nodes, "resource");
            format!("Left out, because Mermaid draws no larger diagram: {nodes} and {}.", count(edges, "connection"))
        })
    }

    pub(super) fn finish(&self) -> String {
        let mut lines = vec!["flowchart LR".to_owned()];
        for (at, subgraph) in self.subgraphs.iter().enumerate() {
            lines.push(format!("  subgraph place{} [\"{}\"]", at + 1, label(&subgraph.title)));
            for node in &subgraph.nodes {
                let text: Vec<String> = node.lines.iter().map(|line| label(line)).collect();
                let class = if node.is_seen { "" } else { ":::unseen" };
                lines.push(format!("    {}[\"{}\"]{class}", node.id, text.join("<br/>")));
            }
            lines.push("  end".to_owned());
        }
        lines.extend(self.edges.iter().map(|(from, to)| format!("  {from} --> {to}")));
        lines.push("  classDef unseen stroke-dasharray: 5 5".to_owned());
        lines.join("\n")
    }
}

/// Text inside of a quoted label: whatever is neither a letter, a digit nor harmless becomes
/// Mermaid's code of the character.
fn label(text: &str) -> String {
    let text = for_terminal(text);
    let mut safe = String::new();
    for (at, c) in text.chars().enumerate() {
        match c {
            _ if at == LONGEST => {
                safe.push('…');
                break;
            }
            c if c.is_alphanumeric() || " -_./:,".contains(c) => safe.push(c),
            c => safe.push_str(&format!("#{};", u32::from(c))),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::Chart;

    #[test]
    fn no_name_leaves_its_label() {
        let mut chart = Chart::default();
        chart.begin("1111\"]\nend");
        let hostile = "a\"] --> b\nend\n```\n<script>`x`#quot;&|";
        let one = chart.node(hostile, &[hostile.to_owned()]);
        let two = chart.unseen("two", &["x".repeat(90)]);
        chart.edge(&one, &two);
        chart.edge(&one, &two);
        insta::assert_snapshot!(chart.finish(), @r##"
        flowchart LR
          subgraph place1 ["1111#34;#93; end"]
            n1["a#34;#93; --#62; b end #96;#96;#96; #60;script#62;#96;x#96;#35;quot#59;#38;#124;"]
            n2["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"]:::unseen
          end
          n1 --> n2
          classDef unseen stroke-dasharray: 5 5
        "##);
        assert_eq!(chart.left_out(), None);
    }

    #[test]
    fn a_diagram_that_would_be_too_large_says_what_it_leaves_out() {
        let mut chart = Chart::default();
        chart.begin("large");
        let first = chart.node("first", &["first".to_owned()]);
        for at in 0..300 {
            let node = chart.node(&format!("key {at}"), &[format!("node {at}")]);
            chart.edge(&first, &node);
        }
        insta::assert_snapshot!(chart.left_out().unwrap_or_default(), @"Left out, because Mermaid draws no larger diagram: 51 resources and 51 connections.");
    }
}
