//! Tablet mode: HR's page, and the page of the device that was handed over.

use maud::{DOCTYPE, Markup, html};

use crate::domain::lang::Lang;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{badge, scanner, table};

/// A device in the list.
#[derive(Debug, Clone)]
pub struct TabletRow {
    /// Name.
    pub id: String,
    /// Who started it.
    pub started_by: String,
    /// Whether a device has joined.
    pub joined: bool,
    /// When it ends, in words.
    pub ends: String,
}

/// HR's page.
pub fn tablet(words: &Locale, base: &str, typed: &Typed, tablets: &[TabletRow]) -> Markup {
    let say = |key| words.say(key);
    html! {
        (summary(words, typed))
        div.columns {
            form.card method="post" action=(format!("{base}/tablet")) {
                h2 { (say("hr_tablet.start")) }
                (Field::text("exit", say("hr_tablet.exit")).hinted(say("hr_tablet.exit_hint"))
                    .filled_by("off").input(words, typed))
                p { button.primary.wide type="submit" name="where" value="other" { (say("hr_tablet.other")) } }
                p.hint { (say("hr_tablet.other_hint")) }
                p { button.secondary.wide type="submit" name="where" value="here" { (say("hr_tablet.here")) } }
                p.hint { (say("hr_tablet.here_hint")) }
            }
            div.card {
                h2 { (say("hr_tablet.how")) }
                ol { @for step in HOW { li { (say(step)) } } }
                p.hint { (say("hr_tablet.promise")) }
            }
        }
        @if !tablets.is_empty() { (running(words, base, tablets)) }
    }
}

const HOW: [&str; 4] = [
    "hr_tablet.how_pick",
    "hr_tablet.how_confirm",
    "hr_tablet.how_answer",
    "hr_tablet.how_next",
];

fn running(words: &Locale, base: &str, tablets: &[TabletRow]) -> Markup {
    let say = |key| words.say(key);
    let head = html! {
        tr {
            th scope="col" { (say("hr_tablet.started_by")) }
            th scope="col" { (say("hr_tablet.state")) }
            th scope="col" { (say("hr_tablet.ends")) }
            th scope="col" { (say("hr_tablet.end")) }
        }
    };
    let body = html! {
        @for tablet in tablets {
            tr {
                th scope="row" { (tablet.started_by) }
                td {
                    @if tablet.joined { (badge("good", say("hr_tablet.joined"))) }
                    @else { (badge("", say("hr_tablet.waits"))) }
                }
                td { (tablet.ends) }
                td {
                    form method="post" action=(format!("{base}/tablet/end")) {
                        input type="hidden" name="id" value=(tablet.id);
                        button.secondary.small-button type="submit" { (say("hr_tablet.end")) }
                    }
                }
            }
        }
    };
    table(say("hr_tablet.running"), &head, &body)
}

/// The code for a device, shown once.
pub fn code(words: &Locale, base: &str, address: &str, code: &str) -> Markup {
    html! {
        div.card.narrow {
            p { (words.say("hr_tablet.open_there")) }
            p.big-code.lesser { (address) }
            p { (words.say("hr_tablet.type_there")) }
            p.big-code { (code) }
            p.hint { (words.say("hr_tablet.code_waits")) }
            p { a.button.secondary href=(format!("{base}/tablet")) { (words.say("hr.back")) } }
        }
    }
}

/// Addresses that the device's page is built with.
#[derive(Debug, Clone, Copy)]
pub struct DeviceFacts<'a> {
    /// SHA-256 of the stylesheet in hexadecimal.
    pub style: &'a str,
    /// Folder of the scripts below `/s/`.
    pub bundle: &'a str,
}

fn document(words: &Locale, facts: DeviceFacts, scripts: &[&str], content: &Markup) -> Markup {
    let title = words.say("hr_tablet.device_title");
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                title { (title) }
                link rel="stylesheet" href=(format!("/c/{}", facts.style));
                @for script in scripts {
                    script type="module" src=(format!("/s/{}/{script}", facts.bundle)) {}
                }
            }
            body.office.device {
                (header(words))
                main #content { (content) }
            }
        }
    }
}

/// Name of the house, which leads nowhere here, and the other language.
fn header(words: &Locale) -> Markup {
    let other = match words.lang() {
        Lang::Th => Lang::En,
        Lang::En => Lang::Th,
    };
    html! {
        header.bar {
            span.brand { (words.say("public.site")) }
            a.language lang=(other.code()) hreflang=(other.code()) href=(in_language(other)) {
                (words.say("public.other_language"))
            }
        }
    }
}

/// This page in a language; Thai is what it is in by itself.
fn in_language(lang: Lang) -> &'static str {
    match lang {
        Lang::Th => "/tablet",
        Lang::En => "/tablet?lang=en",
    }
}

/// The page of a device that has not joined.
pub fn join(words: &Locale, facts: DeviceFacts, typed: &Typed) -> Markup {
    let action = format!("/tablet/join?lang={}", words.lang().code());
    let content = html! {
        section.card.narrow {
            h1 { (words.say("hr_tablet.join_title")) }
            form method="post" action=(action) {
                (Field::text("code", words.say("hr_tablet.code")).hinted(words.say("hr_tablet.code_hint"))
                    .filled_by("off").alone().input(words, typed))
                button.primary.wide type="submit" { (words.say("hr_tablet.join")) }
            }
        }
    };
    document(words, facts, &[], &content)
}

/// The page of a device: picking, confirming, a letter's code, and the way out. The script shows one
/// part after the other; people and links come to it piece by piece and are in no document.
pub fn device(words: &Locale, facts: DeviceFacts, agency: &str) -> Markup {
    let content = html! {
        p.kicker { (agency) }
        noscript { p.notice.refused { (words.say("hr_tablet.no_script")) } }
        (pick(words))
        (confirm(words))
        (letter(words))
        (exit(words))
    };
    document(words, facts, &["tablet.js", "scan.js"], &content)
}

fn pick(words: &Locale) -> Markup {
    let say = |key| words.say(key);
    html! {
        div data-part="pick" {
            section.card {
                h1 tabindex="-1" { (say("hr_tablet.who")) }
                p.lead { (say("hr_tablet.who_lead")) }
                form.search #search autocomplete="off" {
                    div.field {
                        label for="q" { (say("hr_tablet.your_name")) }
                        input #q name="q" type="search" autocomplete="off" autocapitalize="off" spellcheck="false";
                    }
                    button.primary type="submit" { (say("hr_people.find")) }
                }
                p #none.empty role="status" hidden { (say("hr_tablet.none")) }
                ul #found.picks aria-live="polite" {}
                button.secondary type="button" data-go="letter" { (say("hr_tablet.by_letter")) }
            }
            div.promise {
                strong { (say("respondent.promise_title")) }
                p { (say("respondent.promise")) }
            }
            footer { button.quiet type="button" data-go="exit" { (say("hr_tablet.for_officers")) } }
        }
    }
}

fn confirm(words: &Locale) -> Markup {
    let say = |key| words.say(key);
    html! {
        section.card data-part="confirm" hidden {
            h1 tabindex="-1" { (say("hr_tablet.is_it_you")) }
            p #name.big-name {}
            p #work {}
            p.hint { (say("hr_tablet.confirm_hint")) }
            div.actions {
                button.primary type="button" #yes { (say("hr_tablet.yes")) }
                button.secondary type="button" data-go="pick" { (say("hr_tablet.no")) }
            }
            p #trouble.notice.refused role="alert" hidden { (say("hr_tablet.trouble")) }
        }
    }
}

/// The code of a letter, typed or by camera.
fn letter(words: &Locale) -> Markup {
    let say = |key| words.say(key);
    html! {
        section.card data-part="letter" hidden {
            h1 tabindex="-1" { (say("hr_tablet.letter_title")) }
            form #letter autocomplete="off" {
                div.field {
                    label for="letter-code" { (say("hr_tablet.letter_code")) }
                    p.wrong #letter-wrong role="alert" hidden { (say("hr_tablet.letter_wrong")) }
                    textarea #letter-code.typed name="code" rows="3" autocomplete="off"
                        autocapitalize="characters" spellcheck="false" {}
                }
                (scanner(words, "letter-code"))
                div.actions {
                    button.primary type="submit" { (say("hr_tablet.letter_go")) }
                    button.secondary type="button" data-go="pick" { (say("hr.back")) }
                }
            }
        }
    }
}

/// The officer's way out.
fn exit(words: &Locale) -> Markup {
    let say = |key| words.say(key);
    html! {
        section.card data-part="exit" hidden {
            h1 tabindex="-1" { (say("hr_tablet.exit_title")) }
            form #exit autocomplete="off" {
                div.field {
                    label for="exit-code" { (say("hr_tablet.exit")) }
                    p.wrong #exit-wrong role="alert" hidden { (say("hr_tablet.exit_wrong")) }
                    input #exit-code name="code" type="password" inputmode="numeric" autocomplete="off" maxlength="4";
                }
                div.actions {
                    button.primary type="submit" { (say("hr_tablet.exit_do")) }
                    button.secondary type="button" data-go="pick" { (say("hr.back")) }
                }
            }
        }
    }
}
