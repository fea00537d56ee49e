//! Where a handler sits: the desk that the visitor's grants give, and words in the visitor's
//! language. A handler without a seat is reached by nobody who has not signed in.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use maud::Markup;

use super::Console;
use super::answers::{instead, see_other};
use super::sheets_cookie::with_key;
use crate::domain::encoding::percent_encoded;
use crate::domain::lang::Lang;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::access::Visitor;
use crate::service::access::desks::Desk;
use crate::view::console::{Frame, Tab, Who};

/// Name of the cookie. The prefix makes browsers hold it to this host, to `/` and to HTTPS.
pub const COOKIE: &str = "__Host-office";

/// A desk, whoever sits at it, and what pages are made with.
pub struct Seat<D> {
    /// The desk.
    pub desk: D,
    /// Who.
    pub visitor: Visitor,
    /// Frame and words.
    pub console: Data<Console>,
    here: String,
}

/// The desk of pages that everybody has who signed in: the own account, the first page.
pub struct OwnDesk;

impl Desk for OwnDesk {
    async fn of(
        _front: &crate::service::access::FrontDesk,
        _visitor: &Visitor,
        _agency: Option<&str>,
    ) -> Result<Option<Self>, Refusal> {
        Ok(Some(Self))
    }
}

impl<D> Seat<D> {
    /// The visitor's language.
    pub fn lang(&self) -> Lang {
        self.visitor.account.lang
    }

    /// Words in the visitor's language.
    pub fn words(&self) -> &Locale {
        self.console.words(self.lang())
    }

    /// A page.
    pub fn page(&self, frame: Frame, content: &Markup) -> HttpResponse {
        self.page_as(StatusCode::OK, frame, content)
    }

    /// A page with another status, such as 422 for a form that must be mended.
    pub fn page_as(&self, status: StatusCode, frame: Frame, content: &Markup) -> HttpResponse {
        let frame = Frame {
            who: Some(Who {
                name: &self.visitor.account.name,
            }),
            here: &self.here,
            tabs: if frame.tabs.is_empty() {
                super::tabs::tabs(self.words(), &self.here)
            } else {
                frame.tabs
            },
            ..frame
        };
        self.console.page(status, self.words(), frame, content)
    }

    /// Tabs of a round in which the public answers.
    pub fn public_tabs(&self) -> Vec<Tab> {
        super::tabs::public_tabs(self.words(), &self.here)
    }

    /// The answer to an act that was refused or failed, for `map_err(…)?`.
    pub fn trouble(&self, refusal: &Refusal) -> actix_web::Error {
        instead(self.console.trouble(self.lang(), refusal))
    }

    /// What a person can mend, in words; else the answer to a failure of ours.
    ///
    /// # Errors
    /// The answer, where there is nothing for the person to mend.
    pub fn said(&self, refusal: &Refusal) -> Result<String, actix_web::Error> {
        self.console
            .said(self.lang(), refusal)
            .ok_or_else(|| self.trouble(refusal))
    }

    /// There is nothing here.
    pub fn missing(&self) -> actix_web::Error {
        instead(self.console.missing(self.lang()))
    }
}

impl<D: Desk + 'static> FromRequest for Seat<D> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { seated(&request).await })
    }
}

async fn seated<D: Desk>(request: &HttpRequest) -> Result<Seat<D>, actix_web::Error> {
    let console = console_of(request)?;
    let visitor = match visitor_of(&console, request).await? {
        Some(visitor) if visitor.is_in() => visitor,
        _ => return Err(instead(see_other(&sign_in_then(request)))),
    };
    let agency = decoded(request, "agency");
    let lang = visitor.account.lang;
    let desk = D::of(&console.front, &visitor, agency.as_deref())
        .await
        .map_err(|refusal| instead(console.trouble(lang, &refusal)))?
        .ok_or_else(|| instead(console.missing(lang)))?;
    Ok(Seat {
        desk,
        visitor,
        here: here(request),
        console,
    })
}

/// A part of the address as it was meant: the router leaves `%2F`, `%2B` and `%25` as they are, and
/// codes may hold these symbols.
pub fn decoded(request: &HttpRequest, name: &str) -> Option<String> {
    let parts = request.match_info();
    let values: Vec<String> = parts.load().ok()?;
    let mut named = parts.iter().zip(values);
    named.find_map(|((known, _), value)| (known == name).then_some(value))
}

/// There is nothing at this address of the office.
pub async fn nothing_here(request: HttpRequest) -> actix_web::Result<HttpResponse> {
    let seat = seated::<OwnDesk>(&request).await?;
    Ok(seat.console.missing(seat.lang()))
}

/// What the office's routes are given.
pub fn console_of(request: &HttpRequest) -> Result<Data<Console>, actix_web::Error> {
    request
        .app_data::<Data<Console>>()
        .cloned()
        .ok_or_else(|| instead(HttpResponse::InternalServerError().finish()))
}

/// Who sends this request, however far they have signed in.
pub async fn visitor_of(
    console: &Console,
    request: &HttpRequest,
) -> Result<Option<Visitor>, actix_web::Error> {
    let Some(cookie) = request.cookie(COOKIE) else {
        return Ok(None);
    };
    let visitor = console.front.visitor(cookie.value()).await;
    let visitor = visitor.map_err(|refusal| instead(console.trouble(Lang::Th, &refusal)))?;
    Ok(visitor.map(|visitor| with_key(visitor, request)))
}

/// The cookie that holds a session's token.
pub fn session_cookie(token: String) -> Cookie<'static> {
    Cookie::build(COOKIE, token)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish()
}

/// The cookie that ends a session in the browser.
pub fn no_cookie() -> Cookie<'static> {
    let mut cookie = session_cookie(String::new());
    cookie.make_removal();
    cookie
}

fn here(request: &HttpRequest) -> String {
    request
        .uri()
        .path_and_query()
        .map_or("/office", |here| here.as_str())
        .to_owned()
}

/// Where to sign in, and back: only a page that was read can be come back to.
fn sign_in_then(request: &HttpRequest) -> String {
    if request.method().is_safe() && request.path() != "/office" {
        format!("/office/sign-in?next={}", percent_encoded(&here(request)))
    } else {
        "/office/sign-in".to_owned()
    }
}
