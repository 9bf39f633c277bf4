//! The pages in a real browser: it draws them, they ask nobody for anything, and no error is said.

#[expect(clippy::panic, reason = "a browser that cannot be had has nothing better to do than to say why")]
mod chromium;

use std::{fs, path::PathBuf};

use self::chromium::Scheme;
use super::{Sandbox, outcome, repository};

/// Every page, with its name and the number of pictures in it.
fn pages(sandbox: &Sandbox) -> Vec<(&'static str, PathBuf, usize)> {
    let example = |name: &str| repository("examples/spring-sale").join(name).display().to_string();
    let (workbook, snapshot) = (example("workbook.md"), example("snapshot.json"));
    let mut check = sandbox.iem("check --format html --now 2026-11-20T00:00:00Z");
    let (code, scorecard, said) = outcome(check.args([&workbook, "--snapshot", &snapshot]));
    assert!(code == 3, "{code}: {said}");
    sandbox.write("scorecard.html", scorecard);
    // A review with something of everything.
    let snapshots = repository("src/render/report/tests/snapshots");
    let report = snapshots.join("iem_core__render__report__tests__page__page.snap.html");
    vec![("scorecard", sandbox.path("scorecard.html"), 0), ("report", report.canonicalize().unwrap(), 18)]
}

#[test]
fn pages_show_their_pictures_and_ask_nobody() {
    let sandbox = Sandbox::new();
    for (name, page, pictures) in pages(&sandbox) {
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
