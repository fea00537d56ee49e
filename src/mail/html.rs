//! The HTML part of a mail: styles inline because mail clients drop the rest, no image, one link.

use maud::{DOCTYPE, Markup, html};

use super::words::{InvitationFacts, Wording, contact_lines};
use crate::domain::notice::{PollNotice, printed};

pub(super) const BODY: &str = "margin:0;padding:16px;background:#f4f5f7;color:#1d2530;\
    font-family:Sarabun,'Leelawadee UI',Thonburi,Tahoma,sans-serif;font-size:17px;line-height:1.6";
pub(super) const SHEET: &str =
    "max-width:36em;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px";
pub(super) const BUTTON: &str = "display:inline-block;padding:14px 20px;background:#0b5563;color:#ffffff;\
    border-radius:8px;text-decoration:none;overflow-wrap:anywhere";
pub(super) const ADDRESS: &str = "display:block;font-size:13px;line-height:1.4;color:#ffffff";
const TITLE: &str = "margin:24px 0 4px;font-size:17px";
const CODE: &str = "font-family:Consolas,Menlo,monospace;font-size:16px;white-space:normal";
pub(super) const ENGLISH: &str = "margin-top:28px;padding-top:20px;border-top:1px solid #c9ced6;\
    font-size:15px;line-height:1.5";

/// The whole HTML part.
pub(super) fn page(thai: &Wording, english: Option<&Wording>, facts: &InvitationFacts) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(thai.lang()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
            }
            body style=(BODY) {
                div style=(SHEET) {
                    (opening(thai))
                    (link(thai, english, &facts.link))
                    p { (thai.say("notice.personal")) }
                    (protection(thai, &facts.notice))
                    @if let Some(english) = english {
                        div lang=(english.lang()) style=(ENGLISH) {
                            (opening(english))
                            p { (english.say("mail.link")) " " (english.say("notice.personal")) }
                            (protection(english, &facts.notice))
                        }
                    }
                }
            }
        }
    }
}

fn opening(words: &Wording) -> Markup {
    html! {
        p { (words.greeting) }
        p { (words.lead) }
        p { (words.say("notice.request")) }
        p { strong { (words.until) } }
    }
}

/// The one link. Its address is shown in full: people are taught not to trust a bare button.
fn link(thai: &Wording, english: Option<&Wording>, address: &str) -> Markup {
    html! {
        p {
            a href=(address) style=(BUTTON) {
                strong { (thai.say("mail.open")) }
                @if let Some(english) = english {
                    " · " span lang=(english.lang()) { (english.say("mail.open")) }
                }
                span style=(ADDRESS) { (address) }
            }
        }
    }
}

fn protection(words: &Wording, notice: &PollNotice) -> Markup {
    let contact = contact_lines(notice);
    html! {
        p style=(TITLE) { strong { (words.say("notice.why")) } }
        p { (words.say("notice.promise")) }
        p { (words.custody) }
        p {
            (words.say("notice.fingerprint")) ":"
            br;
            span style=(CODE) { (printed(&notice.fingerprint)) }
            br;
            (words.say("notice.compare"))
        }
        @if !contact.is_empty() {
            p style=(TITLE) { strong { (words.say("notice.contact")) } }
            p { @for line in &contact { (line) br; } }
        }
    }
}
