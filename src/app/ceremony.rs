//! A ceremony whose sheets are read back at once: for the demo and for experiments.

use super::App;
use crate::crypto::key_sheet::KeySheet;
use crate::service::Refusal;
use crate::service::open_round::Ceremony;

impl App {
    /// Opens a round whose custodians have these names; returns their key sheets.
    pub async fn rehearse_ceremony(
        &self,
        code: &str,
        custodians: &[String],
    ) -> Result<Vec<KeySheet>, Refusal> {
        let mut ceremony = Ceremony::begin(&self.office, code).await?;
        let texts: Vec<_> = ceremony
            .sheets()
            .map(|(_, sheet)| (sheet.custodian(), sheet.text()))
            .collect();
        let mut sheets = Vec::new();
        for (custodian, text) in &texts {
            ceremony
                .read_back(*custodian, text)
                .map_err(|_| Refusal::Crypto)?;
            sheets.push(KeySheet::parse(text).map_err(|_| Refusal::Crypto)?);
        }
        let round = ceremony.round().clone();
        let (framework, instrument) = self.office.instrument(&round)?;
        let files = self.round_files(&round, framework, instrument, custodians);
        ceremony.complete(&self.office, &files).await?;
        Ok(sheets)
    }
}
