//! The one act that records a participation. Design §3 step 5.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{QueryResult, Value};

use super::super::connection::{Registry, StoreError};
use super::super::lanes::Asked;
use super::super::text::{fixed, parse_opt, second};
use super::super::together::{Ask, places, places_behind};
use crate::domain::agency::AgencyId;
use crate::domain::encoding::hex;
use crate::domain::people::full_name;
use crate::domain::round::RoundId;
use crate::domain::wire::Digest;
use crate::fault::{self, Step};

/// What a person signs and asks for.
#[derive(Debug, Clone, Copy)]
pub struct Acknowledgement {
    /// Digest of the link's token.
    pub token: Digest,
    /// Round of the poll that it is for.
    pub round: RoundId,
    /// Agency of that poll: nobody else's link is good for it.
    pub agency: AgencyId,
    /// Digest of the blinded message: a repeat with the same one gets the same answer.
    pub blinded: Digest,
    /// Version of the text that was signed.
    pub version: &'static str,
    /// The present moment.
    pub now: Timestamp,
    /// The day it is in Thailand: all of the time that is kept.
    pub today: Date,
}

/// Who signed, as the page shows them, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatory {
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Name of the agency.
    pub agency: String,
    /// Day of the acknowledgement.
    pub day: Date,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issued {
    /// Recorded for this blinded message, now or before: it may be signed.
    Signed(Signatory),
    /// Recorded before for another blinded message; nothing may be signed.
    ByAnother(Date),
    /// The link is not in force or not for this poll, the person not eligible, or the round not
    /// accepting.
    Refused,
}

impl Ask for Acknowledgement {
    fn name(&self) -> &[u8] {
        self.token.as_ref()
    }
}

impl Registry {
    /// Records the acknowledgement, exactly once. Whether it may be is asked in the one statement that writes;
    /// what came of it is read afterwards, and is the same however often and by whomever it was written.
    /// Nobody signs while a server is not set as it must be: the ballot could not be cast.
    pub async fn acknowledge(&self, act: Acknowledgement) -> Result<Issued, StoreError> {
        self.last_look.refuse_any()?;
        let all = async |acts: &[Acknowledgement]| {
            let rows = self
                .db
                .write_and_read(record(acts), |others| links(acts, others))
                .await?;
            fault::at(Step::IssueCommitted);
            let links: HashMap<Digest, Link> =
                rows.iter().map(Link::of).collect::<Result<_, _>>()?;
            Ok(acts
                .iter()
                .map(|act| answer(links.get(&act.token), act))
                .collect())
        };
        self.signing.ask(act, all).await
    }
}

/// A link in force, and what its holder has signed.
struct Link {
    round: RoundId,
    agency: AgencyId,
    signed: Option<(Digest, Signatory)>,
}

impl Link {
    /// A row of [`links`].
    fn of(row: &QueryResult) -> Result<(Digest, Self), StoreError> {
        let text = |at| row.try_get_by_index::<String>(at);
        let day: Option<String> = row.try_get_by_index(3)?;
        let day: Option<Date> = parse_opt(day.as_ref(), "day")?;
        let signed = day.map(|day| {
            let who = Signatory {
                name: full_name(&text(5)?, &text(6)?, &text(7)?),
                position: text(8)?,
                agency: text(9)?,
                day,
            };
            Ok::<_, StoreError>((fixed(&text(4)?, "blinded digest")?, who))
        });
        let link = Self {
            round: RoundId(row.try_get_by_index(1)?),
            agency: AgencyId(row.try_get_by_index(2)?),
            signed: signed.transpose()?,
        };
        Ok((fixed(&text(0)?, "token digest")?, link))
    }
}

/// The links in force among those that are named, with their holders.
fn links(acts: &[Acknowledgement], others: usize) -> Asked {
    let (places, values) = places_behind(
        others,
        acts.iter().map(|act| [hex(act.token.as_ref()).into()]),
    );
    let sql = format!(
        "SELECT i.token_digest, s.round_id, s.agency_id, i.day, i.blinded_digest, \
         s.prefix, s.name, s.surname, s.position, a.name FROM invitation i \
         JOIN staff s ON s.id = i.staff_id JOIN agency a ON a.id = s.agency_id \
         WHERE i.token_digest IN (VALUES {places})"
    );
    (sql, values)
}

/// What came of one.
fn answer(link: Option<&Link>, act: &Acknowledgement) -> Issued {
    let own = link.filter(|link| (link.round, link.agency) == (act.round, act.agency));
    match own.and_then(|link| link.signed.as_ref()) {
        Some((blinded, who)) if *blinded == act.blinded => Issued::Signed(who.clone()),
        Some((_, who)) => Issued::ByAnother(who.day),
        None => Issued::Refused,
    }
}

/// Writes those that may be and were not, in one statement. Of several for one link it is one of them.
/// Moments are compared as texts: both are written in whole seconds.
fn record(acts: &[Acknowledgement]) -> Asked {
    let (places, values) = places(acts.iter().map(new_row));
    let sql = format!(
        "UPDATE invitation SET state = 'acknowledged', day = v.column2, \
         acknowledgement = v.column3, blinded_digest = v.column4 \
         FROM (VALUES {places}) AS v WHERE token_digest = v.column1 AND day IS NULL \
         AND EXISTS (SELECT 1 FROM staff s JOIN round r ON r.id = s.round_id \
         WHERE s.id = invitation.staff_id AND s.standing = 'eligible' \
         AND s.round_id = v.column5 AND s.agency_id = v.column6 \
         AND r.state = 'open' AND r.closes_at > v.column7)"
    );
    (sql, values)
}

fn new_row(act: &Acknowledgement) -> [Value; 7] {
    [
        hex(act.token.as_ref()).into(),
        act.today.to_string().into(),
        act.version.into(),
        hex(act.blinded.as_ref()).into(),
        act.round.0.into(),
        act.agency.0.into(),
        second(act.now).into(),
    ]
}
