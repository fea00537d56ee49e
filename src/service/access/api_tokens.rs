//! Tokens with which programs read an agency's published figures. The program holds the token, the
//! store its digest; HR of the agency makes and revokes them.

use super::desks::HrDesk;
use super::front_desk::FrontDesk;
use crate::crypto::sign_in::BearerToken;
use crate::domain::agency::Agency;
use crate::service::Refusal;
use crate::service::figures::Gallery;
use crate::store::ApiToken;

/// Longest name of a token, in letters.
const LONGEST_NAME: usize = 80;

impl HrDesk {
    /// Tokens of the agency.
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, Refusal> {
        Ok(self.office.registry.api_tokens(self.agency().id).await?)
    }

    /// Makes a token; it is shown now and never again.
    pub async fn make_api_token(&self, name: &str) -> Result<BearerToken, Refusal> {
        let (office, agency) = (&self.office, self.agency());
        let name: String = name.trim().chars().take(LONGEST_NAME).collect();
        if name.is_empty() {
            return Err(Refusal::mend("errors.token-name-missing"));
        }
        let token = BearerToken::new(office.world.random()?);
        let row = ApiToken {
            id: 0,
            agency: agency.id,
            name,
            made_by: office.actor.clone(),
            day: office.world.today(),
        };
        let digest = token.api_digest();
        office.registry.add_api_token(&row, &digest).await?;
        office.log("api.token", &agency.code, &row.name).await?;
        Ok(token)
    }

    /// Revokes a token of the agency; one that is gone already is fine.
    pub async fn revoke_api_token(&self, id: i64) -> Result<(), Refusal> {
        let (office, agency) = (&self.office, self.agency());
        if office.registry.drop_api_token(agency.id, id).await? {
            office
                .log("api.revoke", &agency.code, &id.to_string())
                .await?;
        }
        Ok(())
    }
}

impl FrontDesk {
    /// The agency whose token this is, with its published figures; nothing for any other text.
    pub async fn gallery_of_token(&self, text: &str) -> Result<Option<(Agency, Gallery)>, Refusal> {
        let Ok(token) = BearerToken::parse(text) else {
            return Ok(None);
        };
        let registry = &self.office.registry;
        let Some(id) = registry.api_token(&token.api_digest()).await? else {
            return Ok(None);
        };
        let agency = registry.agency_by_id(id).await?;
        Ok(agency.map(|agency| {
            let gallery = Gallery::own(self.office.clone(), agency.clone());
            (agency, gallery)
        }))
    }
}
