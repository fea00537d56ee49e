//! The list of people, somebody new, work groups.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

use super::{Done, HrSeat, PAGE, There, base_of, frame, may_change, round_of};
use crate::domain::encoding::percent_encoded;
use crate::domain::people::{PeopleFilter, Show};
use crate::domain::round::Round;
use crate::service::hr::people::Person;
use crate::view::console::form::Typed;
use crate::view::console::hr::people::{self as view, PeopleList, PersonLine};
use crate::view::console::parts::Leaf;
use crate::web::console::answers::{Answer, see_other};

/// What was searched.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: u64,
    #[serde(default)]
    done: String,
}

/// The list.
pub async fn people(seat: HrSeat, there: Path<There>, search: Query<Search>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let filter = PeopleFilter {
        text: search.q.trim().to_owned(),
        work_group: Some(search.group.clone()).filter(|group| !group.is_empty()),
        show: Show::of(&search.show),
        without_email: false,
    };
    let page = search.page.saturating_sub(1);
    let (people, total) = seat
        .desk
        .people(&round, &filter, page, PAGE)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let base = base_of(&seat, &round);
    let list = PeopleList {
        base: &base,
        typed: Typed::default()
            .with("q", &search.q)
            .with("group", &search.group)
            .with("show", filter.show.code()),
        groups: group_names(&seat, &round).await?,
        people: people
            .into_iter()
            .map(|person| line(&base, person))
            .collect(),
        leaf: Leaf {
            page,
            size: PAGE,
            total,
        },
        query: query(&search),
        may_change: may_change(&round),
    };
    let frame = frame(&seat, &round, "hr_people.title", &search.done);
    Ok(seat.page(frame, &view::people(seat.words(), &list)))
}

fn query(search: &Search) -> String {
    let part = |name: &str, value: &str| format!("{name}={}&", percent_encoded(value));
    part("q", &search.q) + &part("group", &search.group) + &part("show", &search.show)
}

fn line(base: &str, person: Person) -> PersonLine {
    let member = person.member;
    PersonLine {
        href: href_of(base, &member.staff_id),
        name: member.full_name(),
        staff_id: member.staff_id,
        position: member.position,
        work_group: member.work_group,
        email: member.email.unwrap_or_default(),
        standing: person.standing,
        took_part: person.took_part.is_some(),
    }
}

/// Address of a person's page.
pub fn href_of(base: &str, staff_id: &str) -> String {
    format!("{base}/people/of/{}", percent_encoded(staff_id))
}

/// Names of the work groups.
pub async fn group_names(seat: &HrSeat, round: &Round) -> actix_web::Result<Vec<String>> {
    let groups = seat.desk.work_groups(round).await;
    let groups = groups.map_err(|refusal| seat.trouble(&refusal))?;
    let names = groups.into_iter().map(|group| group.name);
    Ok(names.filter(|name| !name.is_empty()).collect())
}

/// Fields of the form for somebody new, with the headings that the reader of rosters knows.
const FIELDS: [(&str, &str); 8] = [
    ("staff_id", "รหัสบุคลากร"),
    ("prefix", "คำนำหน้า"),
    ("name", "ชื่อ"),
    ("surname", "นามสกุล"),
    ("position", "ตำแหน่ง"),
    ("email", "อีเมล"),
    ("work_group", "กลุ่มงาน"),
    ("service_start", "วันบรรจุ"),
];

/// The form for somebody new.
pub async fn add_form(seat: HrSeat, there: Path<There>) -> Answer {
    let round = round_of(&seat, &there).await?;
    add_page(&seat, &round, StatusCode::OK, &Typed::default()).await
}

/// Adds somebody.
pub async fn add(seat: HrSeat, there: Path<There>, form: Form<Vec<(String, String)>>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let mut typed = Typed {
        values: form.into_inner().into_iter().collect(),
        ..Typed::default()
    };
    let given = typed.clone();
    let fields = FIELDS.map(|(name, heading)| (heading, given.value(name)));
    match seat.desk.add_person(&round, &fields).await {
        Ok(Ok(id)) => {
            let page = href_of(&base_of(&seat, &round), &id);
            return Ok(see_other(&format!("{page}?done=added")));
        }
        Ok(Err(wrong)) => {
            for (heading, message) in wrong {
                let field = FIELDS.iter().find(|(_, known)| *known == heading);
                let name = field.map_or("staff_id", |(name, _)| *name);
                typed.blame(name, seat.words().word_for_office(&message));
            }
        }
        Err(refusal) => typed.blame("staff_id", seat.said(&refusal)?),
    }
    add_page(&seat, &round, StatusCode::UNPROCESSABLE_ENTITY, &typed).await
}

async fn add_page(seat: &HrSeat, round: &Round, status: StatusCode, typed: &Typed) -> Answer {
    let groups = group_names(seat, round).await?;
    let base = base_of(seat, round);
    let frame = frame(seat, round, "hr_people.add", "");
    let content = view::add(seat.words(), &base, typed, &groups);
    Ok(seat.page_as(status, frame, &content))
}

/// Work groups.
pub async fn groups(seat: HrSeat, there: Path<There>, done: Query<Done>) -> Answer {
    let round = round_of(&seat, &there).await?;
    groups_page(&seat, &round, StatusCode::OK, None, &done.done).await
}

/// Another name for a work group.
#[derive(Deserialize)]
pub struct Rename {
    from: String,
    to: String,
}

/// Renames a work group.
pub async fn rename(seat: HrSeat, there: Path<There>, form: Form<Rename>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let done = seat
        .desk
        .rename_work_group(&round, &form.from, &form.to)
        .await;
    let Err(refusal) = done else {
        let base = base_of(&seat, &round);
        return Ok(see_other(&format!("{base}/people/groups?done=renamed")));
    };
    let mut typed = Typed::default().with("to", &form.to);
    typed.blame("to", seat.said(&refusal)?);
    let renaming = Some((form.from.as_str(), &typed));
    groups_page(
        &seat,
        &round,
        StatusCode::UNPROCESSABLE_ENTITY,
        renaming,
        "",
    )
    .await
}

async fn groups_page(
    seat: &HrSeat,
    round: &Round,
    status: StatusCode,
    renaming: Option<(&str, &Typed)>,
    done: &str,
) -> Answer {
    let groups = seat.desk.work_groups(round).await;
    let groups = groups.map_err(|refusal| seat.trouble(&refusal))?;
    let base = base_of(seat, round);
    let linked: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let href = format!("{base}/people?group={}", percent_encoded(&group.name));
            (group, href)
        })
        .collect();
    let frame = frame(seat, round, "hr_people.groups", done);
    let content = view::groups(seat.words(), &base, &linked, renaming);
    Ok(seat.page_as(status, frame, &content))
}
