//! Devices that the agency put up.

use jiff::civil::Date;
use maud::{Markup, html};

use super::not_open;
use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{empty, table};
use crate::view::qr::{TooLongForQr, qr};

/// A device in the list.
#[derive(Debug, Clone)]
pub struct KioskLine {
    /// Its name.
    pub name: String,
    /// Day on which it was enrolled.
    pub enrolled: Date,
    /// Where it is revoked.
    pub revoke: String,
}

/// A device that was enrolled just now. Holds its secret, so there is no `Debug`.
pub struct Device {
    /// Its name.
    pub name: String,
    /// The link that makes a device this one.
    pub link: String,
    /// The code by which staff leave its pages.
    pub exit: String,
}

/// The page. `action` is missing while none can be enrolled.
pub fn kiosks(
    words: &Locale,
    action: Option<&str>,
    settings: &str,
    typed: &Typed,
    lines: &[KioskLine],
) -> Markup {
    html! {
        (summary(words, typed))
        p { (words.say("hr_public.kiosks_lead")) }
        @if lines.is_empty() { (empty(words.say("hr_public.no_kiosk"))) } @else { (list(words, lines)) }
        @match action {
            Some(action) => {
                div.columns { (form(words, action, typed)) (advice(words)) }
            }
            None => { (not_open(words, settings)) }
        }
    }
}

fn list(words: &Locale, lines: &[KioskLine]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("hr_public.kiosk_name")) }
            th scope="col" { (words.say("hr_public.kiosk_day")) }
            th scope="col" { (words.say("hr_public.kiosk_act")) }
        }
    };
    let body = html! {
        @for line in lines {
            tr {
                th scope="row" { (line.name) }
                td { (words.day(line.enrolled)) }
                td {
                    a href=(line.revoke) aria-label=(words.fill("hr_public.revoke_of", &[("name", &line.name)])) {
                        (words.say("hr_public.revoke"))
                    }
                }
            }
        }
    };
    table(words.say("hr_public.kiosks"), &head, &body)
}

fn form(words: &Locale, action: &str, typed: &Typed) -> Markup {
    html! {
        form.card method="post" action=(action) {
            h2 { (words.say("hr_public.enrol_title")) }
            (Field::text("name", words.say("hr_public.kiosk_name"))
                .hinted(words.say("hr_public.kiosk_name_hint")).filled_by("off").input(words, typed))
            button.primary type="submit" { (words.say("hr_public.enrol")) }
            p.hint { (words.say("hr_public.enrol_hint")) }
        }
    }
}

fn advice(words: &Locale) -> Markup {
    let advice = [
        "hr_public.advice_screen",
        "hr_public.advice_staff",
        "hr_public.advice_offline",
        "hr_public.advice_browser",
    ];
    html! {
        div.card {
            h2 { (words.say("hr_public.advice_title")) }
            ul { @for line in advice { li { (words.say(line)) } } }
        }
    }
}

/// What is shown of a new device, once.
pub fn enrolled(words: &Locale, device: &Device, back: &str) -> Result<Markup, TooLongForQr> {
    let code = qr(&device.link, words.say("hr_public.kiosk_qr"))?;
    Ok(html! {
        div.notice.warning { p { (words.say("hr_public.enrolled_once")) } }
        div.columns {
            section.card {
                h2 { (words.fill("hr_public.enrolled_open", &[("name", &device.name)])) }
                div.kiosk-code { (code) }
                p { (words.say("hr_public.enrolled_or")) }
                p.long-link { (device.link) }
            }
            section.card {
                h2 { (words.say("hr_public.exit_title")) }
                p.big-code { (device.exit) }
                p { (words.say("hr_public.exit_text")) }
            }
        }
        p { a.button.secondary href=(back) { (words.say("hr_public.enrolled_done")) } }
    })
}

/// Asks once more before a device is revoked.
pub fn sure(words: &Locale, action: &str, back: &str, name: &str) -> Markup {
    let lines = [
        "hr_public.revoke_stops",
        "hr_public.revoke_sealed",
        "hr_public.revoke_again",
    ];
    html! {
        p.lead { (words.fill("hr_public.revoke_of", &[("name", name)])) }
        ul { @for line in lines { li { (words.say(line)) } } }
        form method="post" action=(action) {
            div.actions {
                button.danger type="submit" { (words.say("hr_public.revoke")) }
                a.button.secondary href=(back) { (words.say("hr.back")) }
            }
        }
    }
}
