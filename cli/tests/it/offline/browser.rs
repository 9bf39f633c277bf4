//! The pages in a real browser: it draws them, they ask nobody for anything, and no error is said.

#[expect(clippy::panic, reason = "a browser that cannot be had has nothing better to do than to say why")]
mod chromium;

use std::{fs, path::PathBuf};

use self::chromium::Scheme;
use super::{Sandbox, outcome, repository};

/// Every page, with its name and the least number of pictures in it.
fn pages(sandbox: &Sandbox) -> Vec<(&'static str, PathBuf, usize)> {
    let check = "check --snapshot snapshot.json --now 2026-12-05T01:00:00Z";
    page(sandbox, "scorecard.html", check, 3);
    let report = "report --snapshot after.json --before snapshot.json --now 2026-12-14T02:30:00Z";
    page(sandbox, "report.html", report, 0);
    // A review with something of everything.
    let snapshots = repository("src/render/report/tests/snapshots");
    let rich = snapshots.join("iem_core__render__report__tests__page__page.snap.html");
    vec![
        ("scorecard", sandbox.path("scorecard.html"), 0),
        ("report", sandbox.path("report.html"), 40),
        ("rich report", rich.canonicalize().unwrap(), 17),
    ]
}

/// The page that a command makes of the example.
fn page(sandbox: &Sandbox, name: &str, arguments: &str, expected: i32) {
    let mut command = sandbox.iem(&format!("{arguments} --format html workbook.md"));
    let (code, page, said) = outcome(command.current_dir(repository("examples/spring-sale")));
    assert!(code == expected, "{code}: {said}");
    sandbox.write(name, page);
}

#[test]
fn pages_show_their_pictures_and_ask_nobody() {
    let sandbox = Sandbox::new();
    for (name, page, least) in pages(&sandbox) {
        let pictures = fs::read_to_string(&page).unwrap().matches("<svg").count();
        assert!(pictures >= least, "{name} has {pictures} pictures");
        for scheme in [Scheme::Light, Scheme::Dark] {
            let visit = chromium::open(&page, scheme);
            assert_eq!(visit.console, [""; 0], "{name}");
            assert_eq!(visit.requests, [""; 0], "{name}");
            assert_eq!(visit.dom.matches("<svg").count(), pictures, "{name}");
            // What a resource is called has become no element.
            assert!(!visit.dom.contains("<script") && !visit.dom.contains("<img"), "{name}");
        }
        let [light, dark] = [Scheme::Light, Scheme::Dark].map(|scheme| chromium::screenshot(&page, scheme));
        assert!(light.starts_with(b"\x89PNG") && dark.starts_with(b"\x89PNG"), "{name}");
        assert!(light != dark, "{name} looks the same in the dark");
    }
}

/// The test above would see it if a page asked, or failed.
#[test]
fn a_page_that_asks_the_network_is_caught() {
    let sandbox = Sandbox::new();
    let page = "<!doctype html><title>x</title><img src=\"http://127.0.0.1:9/x.png\">\
                <img src=\"https://iem.invalid/y.png\"><script>console.error('broken')</script>";
    fs::write(sandbox.path("asks.html"), page).unwrap();
    let visit = chromium::open(&sandbox.path("asks.html"), Scheme::Light);
    assert_eq!(visit.requests, ["http://127.0.0.1:9/x.png", "https://iem.invalid/y.png"]);
    assert!(visit.console.iter().any(|line| line.contains("broken")), "{:?}", visit.console);
}
