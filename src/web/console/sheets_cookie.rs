//! The cookie that opens a ceremony under way, or the sheet that waits in a count, for one browser and one
//! round. It is drawn for each, and sent with that round's pages alone.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

use crate::service::access::Visitor;

/// Its name. The prefix makes browsers hold it to HTTPS.
const COOKIE: &str = "__Secure-sheets";

/// The visitor with what the browser sent.
pub fn with_key(visitor: Visitor, request: &HttpRequest) -> Visitor {
    match request.cookie(COOKIE) {
        Some(cookie) => visitor.with_sheets_key(cookie.value()),
        None => visitor,
    }
}

/// The cookie, for the pages below this address. It goes when the browser is closed.
pub fn cookie(below: String, key: String) -> Cookie<'static> {
    built(below, key)
}

/// The cookie that takes it from the browser.
pub fn gone(below: String) -> Cookie<'static> {
    let mut cookie = built(below, String::new());
    cookie.make_removal();
    cookie
}

fn built(below: String, text: String) -> Cookie<'static> {
    Cookie::build(COOKIE, text)
        .path(below)
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .finish()
}
