//! "Send me a new link": a form for staff, whose answer is always the same.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::console::Console;
use super::pages::{Asked, page_in};
use crate::service::respondent_desk::RespondentDesk;
use crate::view::public::new_link as view;

/// The form.
pub async fn form(desk: Data<RespondentDesk>, asked: Query<Asked>) -> HttpResponse {
    page_in(&desk, &asked, StatusCode::OK, view::form)
}

/// An address.
#[derive(Deserialize)]
pub struct Address {
    #[serde(default)]
    email: String,
}

/// Answers at once; what is known of the address is looked up when the answer has gone.
pub async fn send(
    desk: Data<RespondentDesk>,
    console: Data<Console>,
    request: HttpRequest,
    asked: Query<Asked>,
    typed: Form<Address>,
) -> HttpResponse {
    let place = console.origin(&request);
    let (links, email) = (console.outside.new_links.clone(), typed.into_inner().email);
    actix_web::rt::spawn(async move { links.send(&email, &place).await });
    page_in(&desk, &asked, StatusCode::OK, view::sent)
}
