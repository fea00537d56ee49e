//! A form, query or path that no page of ours makes is answered like an address that is not there:
//! else its error would tell which addresses there are to somebody who may not see them.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::UrlencodedError;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use super::super::unreadable::is_unreadable;
use super::seat::nothing_here;

/// Answers what could not be read as if nothing were there.
pub async fn nothing_malformed(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let unreadable = response
        .response()
        .error()
        .is_some_and(|error| is_unreadable(error) && !is_too_large(error));
    if !unreadable {
        return Ok(response);
    }
    let (request, _) = response.into_parts();
    let answer = nothing_here(request.clone())
        .await
        .unwrap_or_else(HttpResponse::from_error);
    Ok(ServiceResponse::new(request, answer))
}

fn is_too_large(error: &Error) -> bool {
    matches!(
        error.as_error::<UrlencodedError>(),
        Some(UrlencodedError::Overflow { .. })
    )
}
