//! The register of acknowledgements of the own agency.

use crate::domain::agency::Agency;
use crate::service::Refusal;
use crate::service::access::desks::HrDesk;
use crate::service::register::{Extent, Register, RegisterDesk, note_register, register};

impl RegisterDesk for HrDesk {
    fn of_agency(&self) -> &Agency {
        self.agency()
    }

    async fn register(&self, round: &str, extent: Extent) -> Result<Option<Register>, Refusal> {
        register(&self.office, self.agency(), round, extent).await
    }

    async fn note_register(&self, round: &str, how: &str) -> Result<(), Refusal> {
        note_register(&self.office, self.agency(), round, how).await
    }
}
