//! One account of each role, with passwords that are printed: for a demo only.

use crate::app::App;
use crate::cli::show::Failure;
use crate::crypto::sign_in::{SecondFactor, rfc4648};
use crate::domain::access::{Grant, Role};
use crate::domain::encoding::{base32, grouped};
use crate::domain::lang::Lang;
use crate::rehearsal::department::DEPARTMENT;
use crate::service::Refusal;
use crate::service::access::new_account::create_account;
use crate::service::access::{FrontDesk, Next};
use crate::store::NewAccount;

/// How somebody signs in.
pub struct SignIn {
    /// Role.
    pub role: Role,
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Key for an authenticator app, and recovery codes, where the role needs a second step.
    pub factor: Option<(String, Vec<String>)>,
}

/// The people: role, name, and the agencies that they work for.
const PEOPLE: [(Role, &str, &[&str]); 5] = [
    (Role::Administrator, "นางสาวดูแล ระบบดี", &[]),
    (Role::HrOfficer, "นายบุคคล ใส่ใจ", &["D01", "D03"]),
    (Role::Assessor, "นางประเมิน เที่ยงตรง", &[DEPARTMENT.0]),
    (Role::Executive, "นายบริหาร โปร่งใส", &[DEPARTMENT.0]),
    (Role::Auditor, "นางสาวตรวจสอบ ละเอียด", &[]),
];

/// Makes the accounts.
pub async fn make_accounts(app: &App) -> Result<Vec<SignIn>, Failure> {
    let mut sign_ins = Vec::new();
    for (role, name, agencies) in PEOPLE {
        let mut grants = Vec::new();
        for code in agencies {
            let agency = Some(app.office.agency(code).await?.id);
            grants.push(Grant { role, agency });
        }
        if agencies.is_empty() {
            grants.push(Grant { role, agency: None });
        }
        let new = NewAccount {
            email: format!("{role}@example.go.th"),
            name: name.to_owned(),
            lang: Lang::Th,
            grants,
        };
        sign_ins.push(make(app, role, new).await?);
    }
    Ok(sign_ins)
}

/// Makes an account and walks its link through, as the person would.
async fn make(app: &App, role: Role, new: NewAccount) -> Result<SignIn, Failure> {
    let front = FrontDesk::new(app.office.clone());
    let (account, link, _) = create_account(&app.office, new).await?;
    let random: [u8; 10] = app.office.world.random().map_err(Refusal::from)?;
    let password = grouped(&base32(&random)).to_lowercase();
    let next = front.set_password_by_link(&link.text(), &password).await?;
    let factor = match next {
        Next::SetUp(token) => {
            let visitor = front.visitor(&token.text()).await?;
            let visitor = visitor.ok_or(Refusal::Crypto)?;
            let draft = front.draw_factor()?;
            let factor = SecondFactor::new(&draft.secret).map_err(|_| Refusal::Crypto)?;
            let now = u64::try_from(app.office.world.now().as_second()).unwrap_or_default();
            // The code of an earlier step, so that the one shown next works at once.
            let code = factor.code_at(now.saturating_sub(30));
            let (codes, _) = front.set_up_factor(&visitor, &draft.secret, &code).await?;
            Some((rfc4648(&draft.secret), codes))
        }
        Next::In(_) | Next::Code(_) => None,
    };
    app.office
        .registry
        .accounts()
        .end_other_sessions(account.id, None)
        .await
        .map_err(Refusal::from)?;
    Ok(SignIn {
        role,
        email: account.email,
        password,
        factor,
    })
}
