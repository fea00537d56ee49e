//! Where to put a device and how to keep it: one page to print for staff.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::public::{Frame, PublicFacts, framed};

/// What to see to, in the order of the work.
const ADVICE: [(&str, &[&str]); 4] = [
    (
        "kiosk.advice_place",
        &[
            "kiosk.advice_place_screen",
            "kiosk.advice_place_cameras",
            "kiosk.advice_place_distance",
            "kiosk.advice_place_reach",
        ],
    ),
    (
        "kiosk.advice_device",
        &[
            "kiosk.advice_device_pinned",
            "kiosk.advice_device_updates",
            "kiosk.advice_device_power",
            "kiosk.advice_device_private",
        ],
    ),
    (
        "kiosk.advice_day",
        &[
            "kiosk.advice_day_look",
            "kiosk.advice_day_network",
            "kiosk.advice_day_help",
            "kiosk.advice_day_pace",
        ],
    ),
    (
        "kiosk.advice_end",
        &[
            "kiosk.advice_end_send",
            "kiosk.advice_end_erase",
            "kiosk.advice_end_stolen",
        ],
    ),
];

/// `/kiosk/advice`
pub fn advice(words: &Locale, facts: &PublicFacts) -> Markup {
    let title = words.say("kiosk.advice_title");
    let content = html! {
        div.card {
            h1 { (title) }
            p.lead { (words.say("kiosk.advice_lead")) }
            @for (heading, points) in ADVICE {
                h2 { (words.say(heading)) }
                ul { @for point in points { li { (words.say(point)) } } }
            }
        }
    };
    framed(
        words,
        facts,
        &Frame {
            path: "/kiosk/advice",
            title,
            script: None,
        },
        &content,
    )
}
