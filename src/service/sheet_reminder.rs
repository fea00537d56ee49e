//! Key sheets are checked before a round closes, while there is time to look for a good one: a
//! reminder in the pages of the administrators, and one mail to each of them.

use jiff::civil::Date;

use super::access::desks::AdministratorDesk;
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::audit::{AuditEntry, AuditFilter};
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::percent_encoded;
use crate::domain::round::Round;
use crate::mail::office_words::OfficeMail;

/// The act of the audit log by which a reminder is sent once.
const REMINDED: &str = "round.sheet-reminder";
/// The act of the audit log that a check of a sheet is.
const CHECKED: &str = "round.sheet-check";

/// A custodian of a round whose sheets should be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCheck {
    /// The custodian's name.
    pub custodian: String,
    /// Day of the last check since the reminder; nothing while there is none.
    pub day: Option<Date>,
}

/// Mails the administrators, once a round, that key sheets should be checked; a mail that could be
/// sent to nobody is tried again the next time. Returns how many mails went.
pub async fn remind_of_sheets(office: &Office) -> Result<usize, Refusal> {
    let now = office.world.now();
    let mut mailed = 0;
    for round in office.registry.rounds().await? {
        let due = round.sheets_due(now);
        if due && entries(office, REMINDED, &round.code).await?.is_empty() {
            mailed += remind(office, &round).await?;
        }
    }
    Ok(mailed)
}

async fn remind(office: &Office, round: &Round) -> Result<usize, Refusal> {
    let administrators = office.registry.accounts().administrators().await?;
    let path = format!(
        "/office/admin/rounds/{}/sheet",
        percent_encoded(&round.code)
    );
    let mail = OfficeMail::CheckSheets {
        round: &round.code,
        closes: round.closes_at.to_zoned(thai_zone()).datetime(),
        page: &office.post.page(&path),
    };
    let mut sent = 0;
    for (name, address) in &administrators {
        let to = (name.as_str(), address.as_str());
        let done = office.post.send_office_mail(&office.world, to, &mail);
        sent += usize::from(done.await.is_ok());
    }
    if sent > 0 {
        let detail = format!("{sent} of {} administrators mailed", administrators.len());
        office.log(REMINDED, &round.code, &detail).await?;
    }
    Ok(sent)
}

impl AdministratorDesk {
    /// Custodians whose sheets should be checked now; empty before the time and when all are.
    pub async fn sheets_to_check(&self, round: &Round) -> Result<Vec<SheetCheck>, Refusal> {
        let office = &self.office;
        if !round.sheets_due(office.world.now()) {
            return Ok(Vec::new());
        }
        let from = round.sheets_due_from().to_zoned(thai_zone()).date();
        let checked = entries(office, CHECKED, &round.code).await?;
        let custodians = office.registry.custodians(round.id).await?;
        let day = |number: usize| {
            let detail = format!("custodian {number}");
            let of_it = |entry: &&AuditEntry| entry.detail == detail && entry.day >= from;
            checked.iter().find(of_it).map(|entry| entry.day)
        };
        let checks: Vec<SheetCheck> = custodians
            .into_iter()
            .enumerate()
            .map(|(at, custodian)| SheetCheck {
                custodian,
                day: day(at + 1),
            })
            .collect();
        let all = checks.iter().all(|check| check.day.is_some());
        Ok(if all { Vec::new() } else { checks })
    }
}

/// The last entries of this act on this round.
pub(super) async fn entries(
    office: &Office,
    act: &str,
    code: &str,
) -> Result<Vec<AuditEntry>, Refusal> {
    let filter = AuditFilter {
        act: act.to_owned(),
        subject: code.to_owned(),
        ..AuditFilter::default()
    };
    let mut entries = office.registry.audit(&filter, 0, 100).await?;
    entries.retain(|entry| entry.subject == code && entry.act == act);
    Ok(entries)
}
