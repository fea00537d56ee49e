//! The first page of the office: where this person works.

use maud::{Markup, html};

/// A place to work.
#[derive(Debug, Clone)]
pub struct Place {
    /// Address.
    pub href: String,
    /// Role, in words.
    pub role: String,
    /// Agency, or what the role reaches.
    pub place: String,
    /// What is done there, in a sentence.
    pub what: String,
}

/// The places of this person.
pub fn home(places: &[Place]) -> Markup {
    html! {
        ul.places {
            @for place in places {
                li.card {
                    h2 { a href=(place.href) { (place.place) } }
                    p.kicker { (place.role) }
                    p { (place.what) }
                }
            }
        }
    }
}
