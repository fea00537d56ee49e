//! Tokens for programs: made, shown once, revoked; by HR of the agency and by the administrator.

use actix_web::http::StatusCode;
use actix_web::web::Form;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::{crumbs, part};
use crate::domain::encoding::percent_encoded;
use crate::service::access::api_tokens::TokenRing;
use crate::service::access::desks::{AdministratorDesk, HrDesk};
use crate::view::console::figures::tokens::{self as view, Line};
use crate::view::console::form::Typed;
use crate::view::console::{Crumb, Frame};
use crate::web::console::admin::below;
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::seat::Seat;

/// A page of tokens: whose they are, where it lies, the way to it.
struct Page {
    ring: TokenRing,
    base: String,
    crumbs: Vec<Crumb>,
}

fn of_hr(seat: &Seat<HrDesk>) -> Page {
    let agency = percent_encoded(&seat.desk.agency().code);
    Page {
        ring: seat.desk.api_tokens(),
        base: format!("/office/hr/{agency}/api/tokens"),
        crumbs: crumbs(seat),
    }
}

async fn of_admin(
    seat: &Seat<AdministratorDesk>,
    request: &HttpRequest,
) -> actix_web::Result<Page> {
    let ring = seat.desk.api_tokens(&part(request, "code")).await;
    let ring = ring.map_err(|refusal| seat.trouble(&refusal))?;
    let ring = ring.ok_or_else(|| seat.missing())?;
    let agencies = "/office/admin/agencies";
    let code = percent_encoded(&ring.agency().code);
    let mut crumbs: Vec<Crumb> = below(seat.words(), agencies, "agencies.title").into();
    crumbs.push(Crumb {
        href: format!("{agencies}/change/{code}"),
        text: ring.agency().name.clone(),
    });
    Ok(Page {
        base: format!("{agencies}/tokens/{code}"),
        crumbs,
        ring,
    })
}

async fn shown<D>(
    seat: &Seat<D>,
    page: &Page,
    status: StatusCode,
    fresh: Option<&str>,
    typed: &Typed,
) -> actix_web::Result<HttpResponse> {
    let tokens = page.ring.all().await;
    let tokens = tokens.map_err(|refusal| seat.trouble(&refusal))?;
    let lines = tokens.into_iter().map(|token| Line {
        id: token.id,
        name: token.name,
        made_by: token.made_by,
        day: token.day,
    });
    let lines: Vec<Line> = lines.collect();
    let words = seat.words();
    let frame = Frame {
        title: words.say("figures.token_title").to_owned(),
        kicker: Some(page.ring.agency().name.clone()),
        crumbs: page.crumbs.clone(),
        ..Frame::default()
    };
    let content = view::tokens(words, &lines, fresh, typed, &page.base);
    Ok(seat.page_as(status, frame, &content))
}

/// HR's page.
pub async fn page(seat: Seat<HrDesk>) -> Answer {
    let page = of_hr(&seat);
    shown(&seat, &page, StatusCode::OK, None, &Typed::default()).await
}

/// The administrator's page of an agency.
pub async fn admin_page(seat: Seat<AdministratorDesk>, request: HttpRequest) -> Answer {
    let page = of_admin(&seat, &request).await?;
    shown(&seat, &page, StatusCode::OK, None, &Typed::default()).await
}

/// A name.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// Makes a token and shows it, this once.
pub async fn make(seat: Seat<HrDesk>, form: Form<Named>) -> Answer {
    let page = of_hr(&seat);
    made(&seat, &page, &form.name).await
}

/// The same for any agency.
pub async fn admin_make(
    seat: Seat<AdministratorDesk>,
    request: HttpRequest,
    form: Form<Named>,
) -> Answer {
    let page = of_admin(&seat, &request).await?;
    made(&seat, &page, &form.name).await
}

async fn made<D>(seat: &Seat<D>, page: &Page, name: &str) -> Answer {
    match page.ring.make(name).await {
        Ok(token) => {
            let (token, typed) = (token.text(), Typed::default());
            shown(seat, page, StatusCode::OK, Some(&token), &typed).await
        }
        Err(refusal) => {
            let mut typed = Typed::default().with("name", name);
            typed.blame("name", seat.said(&refusal)?);
            shown(seat, page, StatusCode::UNPROCESSABLE_ENTITY, None, &typed).await
        }
    }
}

/// A row.
#[derive(Deserialize)]
pub struct Row {
    id: i64,
}

/// Revokes a token.
pub async fn revoke(seat: Seat<HrDesk>, form: Form<Row>) -> Answer {
    let page = of_hr(&seat);
    revoked(&seat, &page, form.id).await
}

/// The same for any agency.
pub async fn admin_revoke(
    seat: Seat<AdministratorDesk>,
    request: HttpRequest,
    form: Form<Row>,
) -> Answer {
    let page = of_admin(&seat, &request).await?;
    revoked(&seat, &page, form.id).await
}

async fn revoked<D>(seat: &Seat<D>, page: &Page, id: i64) -> Answer {
    let done = page.ring.revoke(id).await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&page.base))
}
