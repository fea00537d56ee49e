//! Tokens with which programs read an agency's published figures. The program holds the token, the
//! store its digest; HR of the agency makes and revokes them, and so does the administrator.

use super::desks::{AdministratorDesk, HrDesk};
use super::front_desk::FrontDesk;
use crate::crypto::sign_in::BearerToken;
use crate::domain::agency::Agency;
use crate::service::figures::Gallery;
use crate::service::{Office, Refusal};
use crate::store::ApiToken;

/// Longest name of a token, in letters.
const LONGEST_NAME: usize = 80;

/// The tokens of one agency.
pub struct TokenRing {
    office: Office,
    agency: Agency,
}

impl HrDesk {
    /// The tokens of the agency.
    pub fn api_tokens(&self) -> TokenRing {
        TokenRing {
            office: self.office.clone(),
            agency: self.agency().clone(),
        }
    }
}

impl AdministratorDesk {
    /// The tokens of the agency with this code, if there is one.
    pub async fn api_tokens(&self, code: &str) -> Result<Option<TokenRing>, Refusal> {
        let agency = self.office.registry.agency_by_code(code).await?;
        Ok(agency.map(|agency| TokenRing {
            office: self.office.clone(),
            agency,
        }))
    }
}

impl TokenRing {
    /// Whose figures they read.
    pub fn agency(&self) -> &Agency {
        &self.agency
    }

    /// All of them.
    pub async fn all(&self) -> Result<Vec<ApiToken>, Refusal> {
        Ok(self.office.registry.api_tokens(self.agency.id).await?)
    }

    /// Makes a token; it is shown now and never again.
    pub async fn make(&self, name: &str) -> Result<BearerToken, Refusal> {
        let (office, agency) = (&self.office, &self.agency);
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
        let act = office.act("api.token", &agency.code, &row.name);
        act.add_api_token(&row, &token.api_digest()).await?;
        Ok(token)
    }

    /// Revokes a token of the agency; one that is gone already is fine.
    pub async fn revoke(&self, id: i64) -> Result<(), Refusal> {
        let (office, agency) = (&self.office, &self.agency);
        let act = office.act("api.revoke", &agency.code, &id.to_string());
        Ok(act.drop_api_token(agency.id, id).await?)
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
