//! The frame of every page of the office.

use maud::{DOCTYPE, Markup, html};

use crate::domain::lang::Lang;
use crate::locale::Locale;

/// What a page is put into.
#[derive(Debug, Clone, Default)]
pub struct Frame<'a> {
    /// Name of the page, also its heading.
    pub title: String,
    /// A line above the heading: agency or round that the page is about.
    pub kicker: Option<String>,
    /// The way to this page, from the first page of the office.
    pub crumbs: Vec<Crumb>,
    /// Sister pages.
    pub tabs: Vec<Tab>,
    /// What has just happened.
    pub notice: Option<Notice>,
    /// Files of the script bundle that the page needs.
    pub scripts: Vec<&'static str>,
    /// Seconds after which the page is loaded again, while something runs.
    pub refresh: Option<u8>,
    /// Who is signed in.
    pub who: Option<Who<'a>>,
    /// SHA-256 of the stylesheet in hexadecimal.
    pub style: &'a str,
    /// Folder of the scripts below `/s/`.
    pub bundle: &'a str,
    /// Path and query of the page itself, for the other language.
    pub here: &'a str,
    /// Whether the page can be read in the other language.
    pub switch: Switch,
}

/// The way to the other language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Switch {
    /// The same page is there.
    #[default]
    Offered,
    /// Nothing is: the page is an answer to what cannot be asked again by a link.
    None,
}

/// Who is signed in, as the frame shows it.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// Name.
    pub name: &'a str,
}

/// A page on the way.
#[derive(Debug, Clone)]
pub struct Crumb {
    /// Address.
    pub href: String,
    /// Name.
    pub text: String,
}

/// A sister page.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Address.
    pub href: String,
    /// Name.
    pub text: String,
    /// Value of `aria-current`: `page` for the page that is shown, `true` for one above it.
    pub current: Option<&'static str>,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Something was done.
    Done,
    /// Something should be looked at.
    Warning,
    /// Something was refused, and nothing was changed.
    Refused,
}

impl Mood {
    /// Class of the box, and key of the word that says the same without colour.
    const fn look(self) -> (&'static str, &'static str) {
        match self {
            Mood::Done => ("notice done", "console.mood_done"),
            Mood::Warning => ("notice warning", "console.mood_warning"),
            Mood::Refused => ("notice refused", "console.mood_refused"),
        }
    }
}

/// A message at the top of a page.
#[derive(Debug, Clone)]
pub struct Notice {
    /// How it is meant.
    pub mood: Mood,
    /// The message.
    pub text: String,
}

/// A message in a box.
pub fn notice(words: &Locale, notice: &Notice) -> Markup {
    below(words, "", notice)
}

/// What was refused, once more for those who do not read Thai.
pub fn in_english_too(english: &Locale, text: &str) -> Markup {
    let said = Notice {
        mood: Mood::Refused,
        text: text.to_owned(),
    };
    html! { div lang=(english.lang().code()) { (notice(english, &said)) } }
}

/// A message in a box below a heading, which is not said twice.
fn below(words: &Locale, heading: &str, notice: &Notice) -> Markup {
    let (class, mood) = notice.mood.look();
    let mood = words.say(mood);
    let role = if notice.mood == Mood::Refused {
        "alert"
    } else {
        "status"
    };
    html! {
        div class=(class) role=(role) {
            @if mood != heading { strong { (mood) } }
            p { (notice.text) }
        }
    }
}

/// The whole document.
pub fn framed(words: &Locale, frame: &Frame, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if let Some(seconds) = frame.refresh { meta http-equiv="refresh" content=(seconds); }
                title { (frame.title) " · " (words.say("console.site")) }
                link rel="stylesheet" href=(format!("/c/{}", frame.style));
                @for script in &frame.scripts {
                    script type="module" src=(format!("/s/{}/{script}", frame.bundle)) {}
                }
            }
            body.office {
                a.skip href="#content" { (words.say("public.skip")) }
                (header(words, frame))
                main #content tabindex="-1" {
                    (crumbs(words, frame))
                    @if let Some(kicker) = &frame.kicker { p.kicker { (kicker) } }
                    h1 { (frame.title) }
                    (tabs(words, frame))
                    @if let Some(said) = &frame.notice { (below(words, &frame.title, said)) }
                    (content)
                }
            }
        }
    }
}

fn header(words: &Locale, frame: &Frame) -> Markup {
    let other = match words.lang() {
        Lang::Th => Lang::En,
        Lang::En => Lang::Th,
    };
    html! {
        header.office-bar {
            div.office-bar-inner {
                a.brand href="/office" { (words.say("console.site")) }
                @if frame.who.is_some() || frame.switch == Switch::Offered {
                    nav.office-who aria-label=(words.say("console.own_pages")) {
                        (language(words, frame, other))
                        @if let Some(who) = frame.who { (own(words, who)) }
                    }
                }
            }
        }
    }
}

/// The own account, and the way out.
fn own(words: &Locale, who: Who) -> Markup {
    html! {
        a href="/office/account" { (who.name) }
        form method="post" action="/office/sign-out" {
            button.quiet type="submit" { (words.say("console.sign_out")) }
        }
    }
}

/// The switch: kept with the account of those who are signed in, else in the address.
fn language(words: &Locale, frame: &Frame, other: Lang) -> Markup {
    let name = words.say("public.other_language");
    html! {
        @if frame.who.is_some() {
            form method="post" action="/office/language" {
                input type="hidden" name="lang" value=(other.code());
                input type="hidden" name="back" value=(frame.here);
                button.quiet type="submit" lang=(other.code()) { (name) }
            }
        } @else if frame.switch == Switch::Offered {
            a lang=(other.code()) hreflang=(other.code())
                href=(format!("{}{}lang={}", frame.here, if frame.here.contains('?') { '&' } else { '?' }, other.code())) {
                (name)
            }
        }
    }
}

fn crumbs(words: &Locale, frame: &Frame) -> Markup {
    html! {
        @if !frame.crumbs.is_empty() {
            nav.crumbs aria-label=(words.say("console.way")) {
                ol {
                    @for crumb in &frame.crumbs {
                        li { a href=(crumb.href) { (crumb.text) } }
                    }
                }
            }
        }
    }
}

fn tabs(words: &Locale, frame: &Frame) -> Markup {
    html! {
        @if !frame.tabs.is_empty() {
            nav.tabs aria-label=(words.say("console.sections")) {
                ul {
                    @for tab in &frame.tabs {
                        li { a href=(tab.href) aria-current=[tab.current] { (tab.text) } }
                    }
                }
            }
        }
    }
}
