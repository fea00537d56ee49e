//! The one log line of a request: route pattern, status, duration. Never a path value, query,
//! body, address, agent or token.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::metrics::Metrics;

/// Logs a request when it is answered.
pub async fn log_request(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let response = next.call(request).await?;
    let route = response
        .request()
        .match_pattern()
        .unwrap_or_else(|| "-".to_owned());
    let took = started.elapsed();
    if let Some(metrics) = response.request().app_data::<Data<Metrics>>() {
        metrics.count(&route, response.status(), took);
    }
    let milliseconds = took.as_millis();
    tracing::info!(route, status = response.status().as_u16(), milliseconds);
    Ok(response)
}
