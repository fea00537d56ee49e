//! Pages of a round in which the people answer whom the agency serves.

pub mod chart;
pub mod kiosks;
pub mod overview;
pub mod poster;
pub mod settings;
pub mod slips;

use maud::{Markup, html};

use crate::domain::ticket::Channel;
use crate::locale::Locale;

/// A channel's name.
pub fn channel(words: &Locale, channel: Channel) -> &str {
    words.say(match channel {
        Channel::Slip => "hr_public.channel_slip",
        Channel::Poster => "hr_public.channel_poster",
        Channel::Plain => "hr_public.channel_plain",
        Channel::Kiosk => "hr_public.channel_kiosk",
    })
}

/// Why nothing can be handed out now.
fn not_open(words: &Locale, settings: &str) -> Markup {
    html! {
        div.notice.warning {
            p { (words.say("hr_public.not_open")) }
            p { a href=(settings) { (words.say("hr_public.settings")) } }
        }
    }
}
