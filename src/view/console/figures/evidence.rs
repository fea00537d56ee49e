//! Evidence of the KPI: the grid of work groups and parts, one piece with its form, the checklist.

use jiff::civil::Date;
use maud::{Markup, html};

use super::kpi::parts;
use super::words::code;
use crate::domain::framework::{KpiPart, KpiRule, KpiScope};
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{badge, table};

/// A piece of evidence.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Code of the part.
    pub part: String,
    /// Work group; empty for the agency.
    pub work_group: String,
    /// Day of the meeting or act.
    pub day: Date,
    /// Who was sent.
    pub delegates: String,
    /// Note.
    pub note: String,
    /// Link.
    pub link: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// What is to be mended.
    pub returned: Option<String>,
    /// Version.
    pub version: i32,
}

impl Piece {
    fn badge(&self, words: &Locale) -> Markup {
        match (&self.confirmed_by, &self.returned) {
            (Some(_), _) => badge("good", words.say("kpi_pages.confirmed")),
            (None, Some(_)) => badge("bad", words.say("kpi_pages.sent_back")),
            (None, None) => badge("attention", words.say("kpi_pages.waiting")),
        }
    }
}

/// A file of evidence.
#[derive(Debug, Clone)]
pub struct File {
    /// Address.
    pub href: String,
    /// Code of the part.
    pub part: String,
    /// Work group; empty where it is for all.
    pub work_group: String,
    /// Name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Where it is asked whether to remove it, if that may be done.
    pub remove: Option<String>,
}

/// Everything on record, for the grid.
pub struct Grid<'a> {
    /// The rule.
    pub rule: &'a KpiRule,
    /// Work groups; none where the agency is its own only one.
    pub work_groups: &'a [String],
    /// Pieces.
    pub pieces: &'a [Piece],
    /// Address of the page of a piece, without its query.
    pub base: String,
}

impl Grid<'_> {
    /// Work groups by parts: what is recorded, confirmed, sent back, each leading to its page.
    pub fn page(&self, words: &Locale) -> Markup {
        let by_group = |part: &&KpiPart| {
            part.scope == KpiScope::EveryWorkGroup && !self.work_groups.is_empty()
        };
        let grouped: Vec<&KpiPart> = parts(self.rule).filter(by_group).collect();
        let whole = parts(self.rule).filter(|part| !by_group(part));
        html! {
            h2 { (words.say("kpi_pages.evidence_title")) }
            (self.of_agency(words, whole))
            @if !grouped.is_empty() { (self.of_groups(words, &grouped)) }
        }
    }

    fn of_agency<'p>(&self, words: &Locale, whole: impl Iterator<Item = &'p KpiPart>) -> Markup {
        let head = html! {
            tr {
                th scope="col" { (words.say("kpi_pages.part")) }
                th scope="col" { (words.say("kpi_pages.state")) }
            }
        };
        let body = html! {
            @for part in whole {
                tr {
                    th scope="row" { (code(&part.code)) " " (part.title.get(words.lang())) }
                    td { (self.cell(words, part, "")) }
                }
            }
        };
        table(words.say("kpi_pages.agency_caption"), &head, &body)
    }

    fn of_groups(&self, words: &Locale, grouped: &[&KpiPart]) -> Markup {
        let head = html! {
            tr {
                th scope="col" { (words.say("kpi_pages.work_group")) }
                @for part in grouped {
                    th scope="col" title=(part.title.get(words.lang())) translate="no" { (part.code) }
                }
            }
        };
        let body = html! {
            @for group in self.work_groups {
                tr {
                    th scope="row" { (group) }
                    @for part in grouped { td { (self.cell(words, part, group)) } }
                }
            }
        };
        html! {
            (table(words.say("kpi_pages.groups_caption"), &head, &body))
            dl.legend.small {
                @for part in grouped { div { dt translate="no" { (part.code) } dd { (part.title.get(words.lang())) } } }
            }
        }
    }

    fn cell(&self, words: &Locale, part: &KpiPart, group: &str) -> Markup {
        let piece = self
            .pieces
            .iter()
            .find(|piece| piece.part == part.code && piece.work_group == group);
        let encoded = crate::domain::encoding::percent_encoded;
        let href = format!(
            "{}?part={}&group={}",
            self.base,
            encoded(&part.code),
            encoded(group)
        );
        let name = format!("{} {group}", part.code);
        html! {
            a href=(href) aria-label=(format!("{name}: {}", state(words, piece))) {
                @match piece {
                    Some(piece) => (piece.badge(words)),
                    None => (badge("", words.say("kpi_pages.nothing"))),
                }
            }
        }
    }
}

fn state<'w>(words: &'w Locale, piece: Option<&Piece>) -> &'w str {
    words.say(match piece {
        None => "kpi_pages.nothing",
        Some(Piece {
            confirmed_by: Some(_),
            ..
        }) => "kpi_pages.confirmed",
        Some(Piece {
            returned: Some(_), ..
        }) => "kpi_pages.sent_back",
        Some(_) => "kpi_pages.waiting",
    })
}

/// One piece as it stands, with its files.
pub fn piece(words: &Locale, piece: Option<&Piece>, files: &[File]) -> Markup {
    html! {
        @if let Some(piece) = piece {
            @let rows = [
                ("kpi_pages.day", words.day(piece.day)),
                ("kpi_pages.delegates", piece.delegates.clone()),
                ("kpi_pages.note", piece.note.clone()),
                ("kpi_pages.recorded_by", piece.recorded_by.clone()),
                ("kpi_pages.confirmed_by", piece.confirmed_by.clone().unwrap_or_default()),
            ];
            div.card {
                p { (piece.badge(words)) }
                @if let Some(note) = &piece.returned {
                    div.notice.warning {
                        p { strong { (words.say("kpi_pages.to_mend")) } ": " (note) }
                        p { (words.say("kpi_pages.mend_next")) }
                    }
                }
                dl.facts {
                    @for (key, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
                        dt { (words.say(key)) } dd { (text) }
                    }
                    @if !piece.link.is_empty() { dt { (words.say("kpi_pages.link")) } dd { (link(&piece.link)) } }
                }
            }
        } @else {
            p.empty { (words.say("kpi.not-recorded")) }
        }
        @if !files.is_empty() {
            h2 { (words.say("kpi_pages.files")) }
            ul.plain {
                @for file in files {
                    li { a href=(file.href) download { (file.name) } " " span.hint { (kilobytes(file.size)) }
                        @if let Some(remove) = &file.remove {
                            " " a href=(remove) aria-label=(format!("{}: {}", words.say("kpi_pages.remove_file"), file.name)) { (words.say("kpi_pages.remove_file")) }
                        }
                    }
                }
            }
        }
    }
}

/// Only an address of the web is made a link.
fn link(address: &str) -> Markup {
    let web = address.starts_with("https://") || address.starts_with("http://");
    html! {
        @if web { a href=(address) rel="noopener noreferrer" { (address) } } @else { (address) }
    }
}

fn kilobytes(size: u64) -> String {
    format!("{} kB", size.div_ceil(1000))
}

/// HR's form of a piece. `groups` are the choices where the part is every work group's.
pub fn form(words: &Locale, typed: &Typed, groups: &[(String, String)]) -> Markup {
    let say = |key| words.say(key);
    html! {
        (summary(words, typed))
        form method="post" enctype="multipart/form-data" {
            input type="hidden" name="part" value=(typed.value("part"));
            input type="hidden" name="version" value=(typed.value("version"));
            @if groups.is_empty() {
                input type="hidden" name="group" value=(typed.value("group"));
            } @else {
                (Field::text("group", say("kpi_pages.work_group")).select(words, typed, groups))
            }
            (Field::text("day", say("kpi_pages.day")).of_kind("date").hinted(say("kpi_pages.day_hint")).input(words, typed))
            (Field::text("delegates", say("kpi_pages.delegates")).hinted(say("kpi_pages.delegates_hint")).area(words, typed))
            (Field::text("note", say("kpi_pages.note")).optional().area(words, typed))
            (Field::text("link", say("kpi_pages.link")).of_kind("url").optional().input(words, typed))
            (Field::text("file", say("kpi_pages.file")).of_kind("file").hinted(say("kpi_pages.file_hint")).optional().input(words, typed))
            p.hint { (say("kpi_pages.record_hint")) }
            div.actions { button.primary type="submit" { (say("kpi_pages.record")) } }
        }
    }
}

/// The assessor's two ways.
pub fn judgement(words: &Locale, piece: &Piece, typed: &Typed) -> Markup {
    let hidden = html! {
        input type="hidden" name="part" value=(piece.part);
        input type="hidden" name="group" value=(piece.work_group);
        input type="hidden" name="version" value=(piece.version);
    };
    html! {
        (summary(words, typed))
        @if piece.confirmed_by.is_none() {
            form method="post" {
                (hidden)
                div.actions { button.primary type="submit" name="finding" value="confirm" { (words.say("kpi_pages.confirm")) } }
            }
        }
        form method="post" {
            (hidden)
            (Field::text("note", words.say("kpi_pages.to_mend")).hinted(words.say("kpi_pages.send_back_hint")).area(words, typed))
            div.actions { button.secondary type="submit" name="finding" value="back" { (words.say("kpi_pages.send_back")) } }
        }
    }
}

/// A line of the year's checklist.
pub struct Milestone {
    /// Code.
    pub code: String,
    /// By the end of which month of the fiscal year.
    pub month: u8,
    /// What is to be done.
    pub title: String,
    /// Day and by whom it was ticked.
    pub ticked: Option<(Date, String)>,
}

/// The checklist; `action` is where a tick is sent, nothing for those who only read.
pub fn checklist(words: &Locale, lines: &[Milestone], action: Option<&str>) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("kpi_pages.month")) }
            th scope="col" { (words.say("kpi_pages.milestone")) }
            th scope="col" { (words.say("kpi_pages.state")) }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                td { (words.fill("kpi_pages.months", &[("months", &line.month.to_string())])) }
                th scope="row" { (line.title) }
                td {
                    @match &line.ticked {
                        Some((day, by)) => {
                            (badge("good", words.say("kpi_pages.done"))) " " (words.day(*day)) " · " (by)
                        }
                        None => (badge("", words.say("kpi_pages.not_done"))),
                    }
                    @if let Some(action) = action {
                        form.screen-only method="post" action=(action) {
                            input type="hidden" name="code" value=(line.code);
                            @if line.ticked.is_some() {
                                button.quiet type="submit" name="mark" value="open" { (words.say("kpi_pages.untick")) }
                            } @else {
                                button.secondary.small-button type="submit" name="mark" value="done" { (words.say("kpi_pages.tick")) }
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        h2 { (words.say("kpi_pages.checklist_title")) }
        (table(words.say("kpi_pages.checklist_caption"), &head, &body))
    }
}

/// What is on record, and what may be done.
pub fn both(piece: &Markup, form: &Markup) -> Markup {
    html! { (piece) (form) }
}
