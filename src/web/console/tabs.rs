//! Sister pages. Which ones a page has is told by its address alone, so that all pages of a round, an
//! agency or a role show the same, and no page can forget them.

use crate::locale::Locale;
use crate::view::console::Tab;

/// The end of a page's address, behind what all sisters share, and the key of its name.
type Sister = (&'static str, &'static str);

const ADMINISTRATOR: &[Sister] = &[
    ("", "rounds.tab_rounds"),
    ("/agencies", "rounds.tab_agencies"),
    ("/accounts", "rounds.tab_accounts"),
    ("/results", "figures.title"),
];

const ADMINISTRATOR_ROUND: &[Sister] = &[
    ("", "rounds.tab_steps"),
    ("/readiness", "rounds.readiness"),
    ("/preview", "rounds.preview"),
    ("/participation", "rounds.tab_participation"),
];

const HR: &[Sister] = &[
    ("", "rounds.tab_rounds"),
    ("/api/tokens", "figures.token_title"),
];

const HR_ROUND: &[Sister] = &[
    ("", "hr.overview"),
    ("/last-day", "hr.last_day"),
    ("/people", "hr.people"),
    ("/roster", "hr.roster"),
    ("/mail", "hr.mail"),
    ("/letters", "hr.letters"),
    ("/tablet", "hr.tablet"),
    ("/register", "hr.register"),
    ("/results", "hr.results"),
    ("/kpi", "hr.kpi"),
    ("/gap", "hr.gap"),
];

/// Of a round in which the public answers.
const HR_PUBLIC_ROUND: &[Sister] = &[
    ("", "hr.overview"),
    ("/slips", "hr_public.slips"),
    ("/poster", "hr_public.poster"),
    ("/kiosks", "hr_public.kiosks"),
    ("/settings", "hr_public.settings"),
    ("/results", "hr.results"),
];

const ASSESSOR_ROUND: &[Sister] = &[
    ("/kpi", "figures.tab_kpi"),
    ("/register", "hr.register"),
    ("/results", "figures.tab_results"),
    ("/department", "figures.tab_department"),
];

const EXECUTIVE_ROUND: &[Sister] = &[
    ("/results", "figures.tab_results"),
    ("/kpi", "figures.tab_kpi"),
    ("/department", "figures.tab_department"),
];

/// Of a round in which the public answers: it has no KPI, and no register.
const READER_PUBLIC_ROUND: &[Sister] = &[
    ("/results", "figures.tab_results"),
    ("/department", "figures.tab_department"),
];

const AUDITOR: &[Sister] = &[
    ("", "audit.title"),
    ("/chain", "audit.chain_title"),
    ("/boards", "audit.boards_title"),
    ("/results", "figures.title"),
];

/// The sisters of the page at this path, and how many parts of the path they share.
fn sisters(parts: &[&str]) -> Option<(&'static [Sister], usize)> {
    match parts {
        ["admin", "rounds", code, ..] if *code != "new" => Some((ADMINISTRATOR_ROUND, 3)),
        ["admin", ..] => Some((ADMINISTRATOR, 1)),
        ["audit", ..] => Some((AUDITOR, 1)),
        ["hr", _] | ["hr", _, "api", ..] => Some((HR, 2)),
        ["hr", _, _, ..] => Some((HR_ROUND, 3)),
        ["assess", _, _, ..] => Some((ASSESSOR_ROUND, 3)),
        ["executive", _, _, ..] => Some((EXECUTIVE_ROUND, 3)),
        _ => None,
    }
}

/// The same in a round in which the public answers.
fn public_sisters(parts: &[&str]) -> Option<(&'static [Sister], usize)> {
    match parts {
        ["hr", _, _, ..] => Some((HR_PUBLIC_ROUND, 3)),
        ["assess" | "executive", _, _, ..] => Some((READER_PUBLIC_ROUND, 3)),
        parts => sisters(parts),
    }
}

/// The tabs of the page at this address: its own is current, else the one above it.
pub fn tabs(words: &Locale, address: &str) -> Vec<Tab> {
    tabs_among(words, address, sisters)
}

/// The same for the page of a round in which the public answers.
pub fn public_tabs(words: &Locale, address: &str) -> Vec<Tab> {
    tabs_among(words, address, public_sisters)
}

type Among = fn(&[&str]) -> Option<(&'static [Sister], usize)>;

fn tabs_among(words: &Locale, address: &str, sisters: Among) -> Vec<Tab> {
    let path = address.split('?').next().unwrap_or_default();
    let Some(below) = path.strip_prefix("/office/") else {
        return Vec::new();
    };
    let parts: Vec<&str> = below.split('/').collect();
    let Some((sisters, shared)) = sisters(&parts) else {
        return Vec::new();
    };
    let shared: Vec<&str> = parts.into_iter().take(shared).collect();
    let base = format!("/office/{}", shared.join("/"));
    let end = path.strip_prefix(&base).unwrap_or_default();
    let tab = |(tail, name): &Sister| Tab {
        href: format!("{base}{tail}"),
        text: words.say(name).to_owned(),
        current: current(tail, end),
    };
    sisters.iter().map(tab).collect()
}

/// The value of `aria-current` for the tab with this end, on a page with that one.
fn current(tail: &str, end: &str) -> Option<&'static str> {
    match end.strip_prefix(tail) {
        Some("") => Some("page"),
        Some(rest) if !tail.is_empty() && rest.starts_with('/') => Some("true"),
        _ => None,
    }
}
