//! The first page of the office.

use crate::domain::access::Role;
use crate::domain::agency::Agency;
use crate::locale::Locale;
use crate::view::console::Frame;
use crate::view::console::home::{self as view, Place};

use super::answers::{Answer, see_other};
use super::seat::{OwnDesk, Seat};

/// Where this person works; somebody with one place is taken there.
pub async fn home(seat: Seat<OwnDesk>) -> Answer {
    let places = seat
        .console
        .front
        .workplaces(&seat.visitor)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let places: Vec<Place> = places
        .iter()
        .map(|(role, agency)| place(words, *role, agency.as_ref()))
        .collect();
    if let [only] = places.as_slice() {
        return Ok(see_other(&only.href));
    }
    let frame = Frame {
        title: words.say("console.home_title").to_owned(),
        ..Frame::default()
    };
    Ok(seat.page(frame, &view::home(&places)))
}

fn place(words: &Locale, role: Role, agency: Option<&Agency>) -> Place {
    let base = address(role);
    Place {
        href: agency.map_or_else(
            || base.to_owned(),
            |agency| format!("{base}/{}", agency.code),
        ),
        role: words.say(&format!("console.role_{role}")).to_owned(),
        place: agency.map_or_else(
            || words.say("console.everywhere").to_owned(),
            |agency| agency.name.clone(),
        ),
        what: words.say(&format!("console.what_{role}")).to_owned(),
    }
}

/// Where the pages of a role begin.
pub const fn address(role: Role) -> &'static str {
    match role {
        Role::Administrator => "/office/admin",
        Role::HrOfficer => "/office/hr",
        Role::Assessor => "/office/assess",
        Role::Executive => "/office/executive",
        Role::Auditor => "/office/audit",
    }
}
