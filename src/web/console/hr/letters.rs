//! Letters: choosing whose, and the sheets to print.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType};
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

use super::{HrSeat, There, base_of, frame, round_of};
use crate::domain::people::Show;
use crate::service::letters::LetterBatch;
use crate::view::console::form::Typed;
use crate::view::console::hr::letters::{self as view, LetterLine};
use crate::view::letter::{Letter, LetterSet};
use crate::web::console::answers::Answer;

/// The sheets carry their style inside and nothing else runs or loads.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// Whom the page lists.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    show: String,
}

/// Everybody who has not taken part, or only who has no e-mail.
fn meant(show: &str) -> Show {
    match Show::of(show) {
        Show::Waiting => Show::Waiting,
        _ => Show::WithoutEmail,
    }
}

/// The page.
pub async fn letters(seat: HrSeat, there: Path<There>, search: Query<Search>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let show = meant(&search.show);
    let people = seat.desk.letter_people(&round, show, &search.q).await;
    let (people, total) = people.map_err(|refusal| seat.trouble(&refusal))?;
    let lines: Vec<LetterLine> = people
        .into_iter()
        .map(|person| LetterLine {
            name: person.member.full_name(),
            staff_id: person.member.staff_id,
            work_group: person.member.work_group,
        })
        .collect();
    let typed = Typed::default()
        .with("q", &search.q)
        .with("show", show.code());
    let frame = frame(&seat, &round, "hr_letters.title", "");
    let base = base_of(&seat, &round);
    let content = view::letters(seat.words(), &base, &typed, &lines, total);
    Ok(seat.page(frame, &content))
}

/// The sheets of those who were chosen.
pub async fn print(seat: HrSeat, there: Path<There>, form: Form<Vec<(String, String)>>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let value = |name: &str| form.iter().find(|(key, _)| key == name);
    let batch = if value("all").is_some() {
        let show = value("show").map_or("", |(_, show)| show);
        seat.desk.print_all_letters(&round, meant(show)).await
    } else {
        let chosen = form.iter().filter(|(key, _)| key == "staff");
        let ids: Vec<String> = chosen.map(|(_, id)| id.clone()).collect();
        seat.desk.print_letters(&round, &ids).await
    };
    if let Some(batch) = batch.map_err(|refusal| seat.trouble(&refusal))? {
        return sheets(&seat, batch);
    }
    let text = seat.words().say("hr_letters.none_chosen").to_owned();
    let status = actix_web::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(seat.console.refused(seat.lang(), status, &text))
}

fn sheets(seat: &HrSeat, batch: LetterBatch) -> Answer {
    let console = &seat.console;
    let address = format!("{}/i", console.outside.public_url);
    let letters: Vec<Letter> = batch
        .letters
        .into_iter()
        .map(|letter| Letter {
            name: letter.name,
            position: letter.position,
            work_group: letter.work_group,
            link: format!("{address}#{}", letter.fragment),
            code: letter.short_code.replace('-', ""),
        })
        .collect();
    let alike = LetterSet {
        notice: batch.notice,
        address,
    };
    let css = &console.outside.print_style;
    let (thai, english) = (&console.thai, &console.english);
    let page = crate::view::letter::letters(seat.words(), (thai, english), css, &alike, &letters);
    let page = page.map_err(|_| seat.missing())?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(page))
}
