//! A request whose query, path, form or file cannot be read is answered in our words: the framework's would be
//! English, and tell a visitor how a form is made.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{PathError, QueryPayloadError, UrlencodedError};
use actix_web::middleware::Next;

use super::pages::unread;

/// Says in the reader's language what the framework would have said in its own. The status stays.
pub async fn in_our_words(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    if !response.response().error().is_some_and(is_unreadable) {
        return Ok(response.map_into_left_body());
    }
    let status = response.status();
    let answer = unread(response.request(), status);
    Ok(response.into_response(answer).map_into_right_body())
}

/// Whether this is the framework's word about a request that it could not read.
pub fn is_unreadable(error: &Error) -> bool {
    error.as_error::<UrlencodedError>().is_some()
        || error.as_error::<QueryPayloadError>().is_some()
        || error.as_error::<PathError>().is_some()
        || error
            .as_error::<actix_multipart::MultipartError>()
            .is_some()
}
