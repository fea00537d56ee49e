//! Who may name whom: the table of the house, and the crates that belong to one room.

use crate::names::Path;

/// Composition and the command line: may name every room and the server's runtime.
const OVER_ALL: [&str; 4] = ["app", "cli", "lib", "main"];

/// A room and the rooms it may name besides itself.
const ROOMS: [(&str, &[&str]); 19] = [
    (
        "adversary",
        &[
            "app",
            "crypto",
            "domain",
            "intake",
            "rehearsal",
            "service",
            "store",
            "web",
            "world",
        ],
    ),
    ("assets", &[]),
    ("domain", &[]),
    ("fault", &[]),
    ("hardening", &[]),
    ("telemetry", &[]),
    ("locale", &["assets", "domain"]),
    ("world", &["domain"]),
    ("settings", &["domain", "mail", "store", "telemetry"]),
    ("catalogue", &["assets", "domain"]),
    ("crypto", &["domain"]),
    ("export", &["domain"]),
    ("intake", &["domain"]),
    ("mail", &["domain", "locale"]),
    ("store", &["domain", "fault"]),
    ("view", &["domain", "locale"]),
    (
        "service",
        &[
            "assets",
            "catalogue",
            "crypto",
            "domain",
            "fault",
            "hardening",
            "intake",
            "locale",
            "mail",
            "store",
            "world",
        ],
    ),
    ("rehearsal", &["crypto", "domain", "world"]),
    ("web", &["domain", "export", "locale", "service", "view"]),
];

/// Names that one room alone may write, with its few guests.
const KEPT: [(&str, &[&str]); 15] = [
    ("sea_orm", &["store"]),
    ("sea_orm_migration", &[]),
    ("prongsai_migrations", &["store"]),
    ("openssl", &["crypto"]),
    ("blake3", &["crypto"]),
    ("actix_web", &["web", "app", "cli", "main", "adversary"]),
    ("maud", &["mail", "view"]),
    ("lettre", &["mail"]),
    ("microlp", &["adversary"]),
    ("calamine", &["intake"]),
    ("rust_xlsxwriter", &["export"]),
    ("rand", &["world"]),
    ("rustix", &["fault", "hardening", "world"]),
    ("ureq", &["rehearsal"]),
    ("zip", &["export", "intake"]),
];

/// Single names that may cross: from where, and the path with all below it.
const CROSSINGS: [(&str, &str); 1] = [("web", "maud::Markup")];

/// Types that read the machine's clock.
const CLOCKS: [&str; 3] = ["Timestamp", "Zoned", "SystemTime"];

/// The room of a module of the house.
pub fn room(module: &[String]) -> &str {
    module.first().map_or("lib", String::as_str)
}

/// Whether the table knows the room.
pub fn is_known(room: &str) -> bool {
    OVER_ALL.contains(&room) || allowed(room).is_some()
}

/// Why this module may not name this path.
pub fn refusal(module: &[String], path: &Path) -> Option<String> {
    let room = room(module);
    if crosses(module, path) {
        return None;
    }
    let refused =
        refused_room(room, path) || refused_crate(room, path) || refused_clock(room, path);
    refused.then(|| format!("{room} may not name {}", path.text()))
}

fn allowed(room: &str) -> Option<&'static [&'static str]> {
    ROOMS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, allowed)| *allowed)
}

fn crosses(module: &[String], path: &Path) -> bool {
    let under = |text: &str, top: &str| text == top || text.starts_with(&format!("{top}::"));
    CROSSINGS
        .iter()
        .any(|(from, to)| under(&module.join("::"), from) && under(&path.text(), to))
}

fn refused_room(room: &str, path: &Path) -> bool {
    let named = path.room();
    named.is_some_and(|named| {
        named != room && !OVER_ALL.contains(&room) && !allowed(room).unwrap_or(&[]).contains(&named)
    })
}

fn refused_crate(room: &str, path: &Path) -> bool {
    KEPT.iter()
        .any(|(name, rooms)| path.krate() == Some(name) && !rooms.contains(&room))
}

fn refused_clock(room: &str, path: &Path) -> bool {
    let reads = |pair: &[String]| CLOCKS.contains(&pair[0].as_str()) && pair[1] == "now";
    room != "world" && path.segments.windows(2).any(reads)
}
