//! Synthetic officers, for benches and experiments.

use crate::crypto::sign_in::{BearerToken, SecondFactor};
use crate::domain::access::{Grant, Role};
use crate::domain::encoding::{base32, grouped, hex};
use crate::domain::lang::Lang;
use crate::service::access::new_account::create_account;
use crate::service::access::{FrontDesk, Next};
use crate::service::{Office, Refusal};
use crate::store::NewAccount;

/// Makes an account with these grants and signs it in: invitation, password, second factor.
pub async fn signed_in(
    office: &Office,
    role: Role,
    grants: Vec<Grant>,
) -> Result<BearerToken, Refusal> {
    let front = FrontDesk::new(office.clone());
    let random: [u8; 10] = office.world.random()?;
    let new = NewAccount {
        email: format!("{role}-{}@example.go.th", hex(&random)),
        name: format!("{role}"),
        lang: Lang::Th,
        grants,
    };
    let (_, link, _) = create_account(office, new).await?;
    let password = grouped(&base32(&random)).to_lowercase();
    match front.set_password_by_link(&link.text(), &password).await? {
        Next::In(token) | Next::Code(token) => Ok(token),
        Next::SetUp(token) => {
            let visitor = front.visitor(&token.text()).await?.ok_or(Refusal::Crypto)?;
            let draft = front.draw_factor()?;
            let factor = SecondFactor::new(&draft.secret).map_err(|_| Refusal::Crypto)?;
            let now = u64::try_from(office.world.now().as_second()).unwrap_or_default();
            let code = factor.code_at(now);
            let (_, token) = front.set_up_factor(&visitor, &draft.secret, &code).await?;
            Ok(token)
        }
    }
}
