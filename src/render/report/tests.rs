//! What a reader gets of a report with something of everything.

mod page;
mod text;

use crate::render::Options;

const PLAIN: Options = Options { width: 80, color: false, verbose: false, workbook: None };

/// Texts that some reader would obey.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='x",
    "</style></title></pre><svg/onload=x>",
    "]]>--><!-- /iem:post-event -->",
    "a | b\n| c | `d` ```\n## e",
];
