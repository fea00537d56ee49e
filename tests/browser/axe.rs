//! Accessibility of the page that a browser shows, judged by axe-core (Deque, MPL-2.0), which `tests/run` fetches.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::chromium::Chromium;

/// Which of axe's rules: WCAG 2.2 A and AA, and what Deque holds to be good practice.
const RULES: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

const RUN: &str = "\
    const [rules, done] = arguments;
    const options = { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'], preload: false };
    axe.run(document, options).then(
      ({ violations, passes }) => done({
        passed: passes.length,
        violations: violations.flatMap(({ id, help, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id}: ${help}\\n  at ${target}\\n  ${failureSummary}`)),
      }),
      (problem) => done({ passed: 0, violations: [String(problem)] }));";

/// Fails with every violation of the page that is shown. `name` is what the message calls the page.
pub async fn assert_accessible(browser: &Chromium, name: &str) {
    if browser.ask("return typeof axe").await == "undefined" {
        // Through WebDriver, which the page's content security policy does not bind.
        browser.client.execute(&axe(), Vec::new()).await.unwrap();
    }
    let rules = vec![json!(RULES)];
    let found = browser.client.execute_async(RUN, rules).await.unwrap();
    let violations: Vec<&str> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(violations.is_empty(), "{name}:\n{}", violations.join("\n"));
    assert!(
        found["passed"].as_u64().unwrap() > 3,
        "{name}: axe saw no page"
    );
}

fn axe() -> String {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let file = target.join("tools/axe-core/package/axe.min.js");
    fs::read_to_string(&file).unwrap_or_else(|problem| {
        panic!(
            "{} cannot be read ({problem}): `tests/run axe` fetches it",
            file.display()
        )
    })
}
