//! What was published, as a list.

use prongsai::domain::round::Round;
use prongsai::service::publish::PublishedAgency;
use prongsai::service::results::{result_of, results_after};
use prongsai::service::{Office, Refusal};

/// Published figures of one agency, or of all by their codes.
pub async fn results(
    office: &Office,
    round: &Round,
    agency: Option<&str>,
) -> Result<Vec<PublishedAgency>, Refusal> {
    if let Some(agency) = agency {
        return Ok(result_of(office, round, agency)
            .await?
            .into_iter()
            .collect());
    }
    let mut all: Vec<PublishedAgency> = Vec::new();
    loop {
        let last = all.last().map_or("", |sheet| &sheet.agency);
        let more = results_after(office, round, last).await?;
        if more.is_empty() {
            return Ok(all);
        }
        all.extend(more);
    }
}
