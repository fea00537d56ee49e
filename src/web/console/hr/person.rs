//! One person: the page, and every act on it.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

use super::people::{group_names, href_of};
use super::{Done, HrSeat, There, base_of, frame, may_change, round_of};
use crate::domain::round::Round;
use crate::service::Refusal;
use crate::service::hr::people::Person;
use crate::service::people::Change;
use crate::view::console::form::Typed;
use crate::view::console::hr::person::{self as view, PersonPage, Sure};
use crate::web::console::answers::{Answer, see_other};

/// Round and person of the address.
#[derive(Deserialize)]
pub struct Who {
    round: String,
    staff: String,
}

impl Who {
    fn there(&self) -> There {
        There {
            round: self.round.clone(),
        }
    }
}

/// The page.
pub async fn person(seat: HrSeat, who: Path<Who>, done: Query<Done>) -> Answer {
    let round = round_of(&seat, &who.there()).await?;
    page(
        &seat,
        &round,
        &who.staff,
        StatusCode::OK,
        Typed::default(),
        &done.done,
    )
    .await
}

/// What was typed.
#[derive(Deserialize)]
pub struct Act {
    #[serde(rename = "act")]
    what: String,
    seen: String,
    #[serde(default)]
    work_group: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    order: String,
}

impl Act {
    /// The field at which a refusal is said.
    fn field(&self) -> &'static str {
        match self.what.as_str() {
            "email" => "email",
            "exempt" => "reason",
            _ => "work_group",
        }
    }

    fn typed(&self) -> Typed {
        match self.what.as_str() {
            "move" => Typed::default().with("work_group", &self.work_group),
            "email" => Typed::default().with("email", &self.email),
            "exempt" => Typed::default()
                .with("reason", &self.reason)
                .with("order", &self.order),
            _ => Typed::default(),
        }
    }

    fn done(&self) -> &'static str {
        match self.what.as_str() {
            "email" => "email",
            "new-link" => "new-link",
            _ => "changed",
        }
    }
}

/// Changes a person.
pub async fn act(seat: HrSeat, who: Path<Who>, form: Form<Act>) -> Answer {
    let round = round_of(&seat, &who.there()).await?;
    find(&seat, &round, &who.staff).await?;
    match changed(&seat, &round, &who.staff, &form).await {
        Ok(()) => {
            let href = href_of(&base_of(&seat, &round), &who.staff);
            Ok(see_other(&format!("{href}?done={}", form.done())))
        }
        Err(refusal) => {
            let mut typed = form.typed();
            typed.blame(form.field(), seat.said(&refusal)?);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&seat, &round, &who.staff, status, typed, "").await
        }
    }
}

async fn changed(seat: &HrSeat, round: &Round, staff: &str, form: &Act) -> Result<(), Refusal> {
    let change = match form.what.as_str() {
        "move" => {
            return seat
                .desk
                .move_to_group(round, staff, &form.seen, &form.work_group)
                .await;
        }
        "email" => {
            let typed = form.email.trim();
            Change::Email((!typed.is_empty()).then(|| typed.to_owned()))
        }
        "exempt" => Change::Exempt {
            reason: form.reason.clone(),
            order_number: form.order.clone(),
        },
        "restore" => Change::Restore,
        "leave" => Change::Leave,
        "new-link" => Change::NewLink,
        _ => return Err(Refusal::mend("hr_people.unknown")),
    };
    seat.desk.change(round, staff, &form.seen, change).await
}

async fn find(seat: &HrSeat, round: &Round, staff: &str) -> actix_web::Result<Person> {
    let found = seat.desk.person(round, staff).await;
    found
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())
}

async fn page(
    seat: &HrSeat,
    round: &Round,
    staff: &str,
    status: StatusCode,
    typed: Typed,
    done: &str,
) -> Answer {
    let person = find(seat, round, staff).await?;
    let href = href_of(&base_of(seat, round), staff);
    let mut frame = frame(seat, round, "", done);
    frame.title = person.member.full_name();
    let shown = PersonPage {
        href: &href,
        member: &person.member,
        standing: &person.standing,
        took_part: person.took_part,
        has_link: person.has_link,
        seen: &person.seen,
        typed,
        groups: group_names(seat, round).await?,
        may_change: may_change(round),
    };
    Ok(seat.page_as(status, frame, &view::person(seat.words(), &shown)))
}

/// Round, person and act of the address.
#[derive(Deserialize)]
pub struct Asked {
    round: String,
    staff: String,
    act: String,
}

/// Asks once more.
pub async fn sure(seat: HrSeat, asked: Path<Asked>) -> Answer {
    let there = There {
        round: asked.round.clone(),
    };
    let round = round_of(&seat, &there).await?;
    let person = find(&seat, &round, &asked.staff).await?;
    let (act, title) = match asked.act.as_str() {
        "leave" => (Sure::Leave, "hr_people.leave"),
        "new-link" => (Sure::NewLink, "hr_people.new_link"),
        _ => return Err(seat.missing()),
    };
    let href = href_of(&base_of(&seat, &round), &asked.staff);
    let name = person.member.full_name();
    let frame = frame(&seat, &round, title, "");
    let content = view::sure(seat.words(), &href, &person.seen, &name, act);
    Ok(seat.page(frame, &content))
}
