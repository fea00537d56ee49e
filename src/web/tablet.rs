//! Pages and calls of a device that HR handed over.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::web::{Data, Form, Json, Query};
use actix_web::{HttpRequest, HttpResponse};
use maud::Markup;
use serde::{Deserialize, Serialize};

use super::console::Console;
use super::console::admin::with_camera;
use super::console::answers::{Answer, instead, see_other};
use super::console::sign_in::Way;
use crate::domain::lang::Lang;
use crate::service::hr::tablet::{Exit, TabletVisit};
use crate::view::console::form::Typed;
use crate::view::console::hr::tablet::{self as view, DeviceFacts};

/// Name of the device's cookie. It is sent to these pages alone, never with a ballot.
const COOKIE: &str = "__Secure-tablet";

/// The page: joining, or picking. It is in Thai again for everybody who comes.
pub async fn page(console: Data<Console>, request: HttpRequest, way: Query<Way>) -> Answer {
    let (words, facts) = (console.words(way.lang()), facts(&console));
    Ok(match visit(&console, &request).await? {
        Some(visit) => with_camera(html(
            StatusCode::OK,
            &view::device(words, facts, &visit.agency),
        )),
        None => html(StatusCode::OK, &view::join(words, facts, &Typed::default())),
    })
}

/// A typed code.
#[derive(Deserialize)]
pub struct Code {
    code: String,
}

/// Lets a device join.
pub async fn join(
    console: Data<Console>,
    request: HttpRequest,
    way: Query<Way>,
    form: Form<Code>,
) -> Answer {
    let (place, words) = (console.origin(&request), console.words(way.lang()));
    let joined = console.outside.tablets.join(&form.code, &place).await;
    let joined = joined.map_err(|refusal| instead(console.trouble(way.lang(), &refusal)))?;
    if let Some(cookie) = joined {
        let mut answer = see_other("/tablet");
        answer.add_cookie(&device_cookie(cookie))?;
        return Ok(answer);
    }
    let mut typed = Typed::default().with("code", &form.code);
    typed.blame("code", words.say("hr_tablet.code_wrong"));
    let content = view::join(words, facts(&console), &typed);
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &content))
}

/// What is searched.
#[derive(Deserialize)]
pub struct Search {
    q: String,
}

#[derive(Serialize)]
struct Found {
    id: String,
    name: String,
    work: String,
}

/// People who have not taken part.
pub async fn people(console: Data<Console>, request: HttpRequest, search: Json<Search>) -> Answer {
    let Some(visit) = visit(&console, &request).await? else {
        return Ok(over());
    };
    let found = console.outside.tablets.search(&visit, &search.q).await;
    let found = found.map_err(|refusal| instead(console.trouble(Lang::Th, &refusal)))?;
    let found: Vec<Found> = found
        .into_iter()
        .map(|pick| Found {
            id: pick.staff_id,
            name: pick.name,
            work: [pick.position, pick.work_group]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
        })
        .collect();
    Ok(HttpResponse::Ok().json(found))
}

/// Who says that it is them.
#[derive(Deserialize)]
pub struct Confirmed {
    id: String,
}

/// Hands the link over.
pub async fn begin(
    console: Data<Console>,
    request: HttpRequest,
    confirmed: Json<Confirmed>,
) -> Answer {
    let Some(visit) = visit(&console, &request).await? else {
        return Ok(over());
    };
    let link = console
        .outside
        .tablets
        .hand_over(&visit, &confirmed.id)
        .await;
    let link = link.map_err(|refusal| instead(console.trouble(Lang::Th, &refusal)))?;
    Ok(match link {
        Some(fragment) => HttpResponse::Ok().json(serde_json::json!({ "link": fragment })),
        None => HttpResponse::NotFound().json(serde_json::json!({})),
    })
}

/// Ends the session with the officer's code.
pub async fn exit(console: Data<Console>, request: HttpRequest, typed: Json<Code>) -> Answer {
    let Some(visit) = visit(&console, &request).await? else {
        return Ok(over());
    };
    let exit = console.outside.tablets.exit(&visit, &typed.code).await;
    let exit = exit.map_err(|refusal| instead(console.trouble(Lang::Th, &refusal)))?;
    if exit == Exit::Wrong {
        return Ok(HttpResponse::UnprocessableEntity().json(serde_json::json!({})));
    }
    let mut answer = HttpResponse::Ok().json(serde_json::json!({}));
    let mut gone = device_cookie(String::new());
    gone.make_removal();
    answer.add_cookie(&gone)?;
    Ok(answer)
}

/// The cookie that a device keeps.
pub fn device_cookie(text: String) -> Cookie<'static> {
    Cookie::build(COOKIE, text)
        .path("/tablet")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}

async fn visit(console: &Console, request: &HttpRequest) -> actix_web::Result<Option<TabletVisit>> {
    let Some(cookie) = request.cookie(COOKIE) else {
        return Ok(None);
    };
    let visit = console.outside.tablets.visit(cookie.value()).await;
    visit.map_err(|refusal| instead(console.trouble(Lang::Th, &refusal)))
}

/// The device's session is over: its page begins anew.
fn over() -> HttpResponse {
    HttpResponse::Unauthorized().json(serde_json::json!({}))
}

fn facts(console: &Console) -> DeviceFacts<'_> {
    DeviceFacts {
        style: console.style(),
        bundle: console.bundle(),
    }
}

fn html(status: StatusCode, content: &Markup) -> HttpResponse {
    HttpResponse::build(status)
        .content_type(ContentType::html())
        .body(content.0.clone())
}
