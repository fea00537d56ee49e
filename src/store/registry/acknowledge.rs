//! The one act that records a participation. Design §3 step 5.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use super::super::connection::{Registry, StoreError};
use super::super::lanes::Lanes;
use super::super::text::{fixed, parse, parse_opt};
use super::super::together::{Ask, places};
use crate::domain::agency::AgencyId;
use crate::domain::encoding::hex;
use crate::domain::people::full_name;
use crate::domain::round::{RoundId, RoundState};
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
    /// Recorded now; the blinded message may be signed.
    Now(Signatory),
    /// Recorded before for the same blinded message, which may be signed again.
    Again(Signatory),
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

/// Times that the links are read again because one changed between its reading and the writing.
const TRIES: usize = 3;

impl Registry {
    /// Records the acknowledgement, exactly once: what was read before the one statement that writes, it
    /// asks for again. Where something has changed meanwhile, all is read anew; whoever it did write is then
    /// found to have signed for this same message.
    pub async fn acknowledge(&self, act: Acknowledgement) -> Result<Issued, StoreError> {
        let all = async |acts: &[Acknowledgement]| {
            for _ in 0..TRIES {
                let mut links = links(&self.db, acts).await?;
                let answers: Vec<Issued> = acts
                    .iter()
                    .map(|act| answer(links.get_mut(&act.token), act))
                    .collect();
                fault::at(Step::IssueRead);
                if record(&self.db, acts, &answers, &links).await? {
                    fault::at(Step::IssueCommitted);
                    return Ok(answers);
                }
            }
            Err(StoreError::Stale)
        };
        self.signing.ask(act, all).await
    }
}

/// A link in force, its holder, and what the holder has signed.
struct Link {
    staff: i64,
    round: RoundId,
    agency: AgencyId,
    eligible: bool,
    state: RoundState,
    closes_at: Timestamp,
    signed: Option<(Date, Option<Digest>)>,
    shown: [String; 3],
}

/// What is read of a link, in the order of [`Link::of`].
const LINK: &str = "SELECT i.token_digest, i.staff_id, s.round_id, s.agency_id, s.standing, \
     r.state, r.closes_at, i.day, i.blinded_digest, s.prefix, s.name, s.surname, s.position, \
     a.name FROM invitation i JOIN staff s ON s.id = i.staff_id JOIN round r ON r.id = s.round_id \
     JOIN agency a ON a.id = s.agency_id WHERE i.token_digest IN";

impl Link {
    fn of(row: &QueryResult) -> Result<(Digest, Self), StoreError> {
        let text = |at| row.try_get_by_index::<String>(at);
        let day: Option<String> = row.try_get_by_index(7)?;
        let blinded: Option<String> = row.try_get_by_index(8)?;
        let blinded = blinded.map(|digest| fixed(&digest, "blinded digest"));
        let blinded = blinded.transpose()?;
        let day: Option<Date> = parse_opt(day.as_ref(), "day")?;
        let name = full_name(&text(9)?, &text(10)?, &text(11)?);
        let link = Self {
            staff: row.try_get_by_index(1)?,
            round: RoundId(row.try_get_by_index(2)?),
            agency: AgencyId(row.try_get_by_index(3)?),
            eligible: text(4)? == "eligible",
            state: parse(&text(5)?, "round state")?,
            closes_at: parse(&text(6)?, "close")?,
            signed: day.map(|day| (day, blinded)),
            shown: [name, text(12)?, text(13)?],
        };
        Ok((fixed(&text(0)?, "token digest")?, link))
    }

    fn signatory(&self, day: Date) -> Signatory {
        let [name, position, agency] = self.shown.clone();
        Signatory {
            name,
            position,
            agency,
            day,
        }
    }
}

/// The links in force among those that are named.
async fn links(db: &Lanes, acts: &[Acknowledgement]) -> Result<HashMap<Digest, Link>, StoreError> {
    let tokens = acts.iter().map(|act| [hex(act.token.as_ref()).into()]);
    let (places, values) = places(tokens);
    let sql = format!("{LINK} (VALUES {places})");
    let which = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.read_by_writer(which).await?;
    rows.iter().map(Link::of).collect()
}

/// What comes of one, after those before it.
fn answer(link: Option<&mut Link>, act: &Acknowledgement) -> Issued {
    let own = link.filter(|link| (link.round, link.agency) == (act.round, act.agency));
    let Some(link) = own else {
        return Issued::Refused;
    };
    match link.signed {
        Some((day, by)) if by == Some(act.blinded) => Issued::Again(link.signatory(day)),
        Some((day, _)) => Issued::ByAnother(day),
        None if link.eligible && link.state.accepts(link.closes_at, act.now) => {
            link.signed = Some((act.today, Some(act.blinded)));
            Issued::Now(link.signatory(act.today))
        }
        None => Issued::Refused,
    }
}

/// Writes those that are new, in one statement; whether all of them were still as they were read.
async fn record(
    db: &Lanes,
    acts: &[Acknowledgement],
    answers: &[Issued],
    links: &HashMap<Digest, Link>,
) -> Result<bool, StoreError> {
    let new: Vec<[Value; 8]> = acts
        .iter()
        .zip(answers)
        .filter(|(_, answer)| matches!(answer, Issued::Now(_)))
        .filter_map(|(act, _)| Some(new_row(act, links.get(&act.token)?)))
        .collect();
    let number = new.len();
    if number == 0 {
        return Ok(true);
    }
    let (places, values) = places(new);
    let sql = format!(
        "UPDATE invitation SET state = 'acknowledged', day = v.column2, \
         acknowledgement = v.column3, blinded_digest = v.column4 \
         FROM (VALUES {places}) AS v WHERE staff_id = v.column1 AND day IS NULL \
         AND token_digest = v.column5 AND EXISTS (SELECT 1 FROM staff s \
         JOIN round r ON r.id = s.round_id WHERE s.id = v.column1 AND s.standing = 'eligible' \
         AND s.round_id = v.column6 AND s.agency_id = v.column7 \
         AND r.state = 'open' AND r.closes_at = v.column8)"
    );
    let update = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let done = db.execute_raw(update).await?;
    Ok(done.rows_affected() == number as u64)
}

/// What is written of one, and as what it was read.
fn new_row(act: &Acknowledgement, link: &Link) -> [Value; 8] {
    [
        link.staff.into(),
        act.today.to_string().into(),
        act.version.into(),
        hex(act.blinded.as_ref()).into(),
        hex(act.token.as_ref()).into(),
        link.round.0.into(),
        link.agency.0.into(),
        link.closes_at.to_string().into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(token: u8, blinded: u8) -> Acknowledgement {
        Acknowledgement {
            token: Digest::new([token; 32]),
            round: RoundId(1),
            agency: AgencyId(2),
            blinded: Digest::new([blinded; 32]),
            version: "v1",
            now: "2026-11-22T10:00:00Z".parse().unwrap(),
            today: "2026-11-22".parse().unwrap(),
        }
    }

    fn link(state: RoundState) -> Link {
        Link {
            staff: 3,
            round: RoundId(1),
            agency: AgencyId(2),
            eligible: true,
            state,
            closes_at: "2026-11-22T11:00:00Z".parse().unwrap(),
            signed: None,
            shown: ["somebody", "", "here"].map(str::to_owned),
        }
    }

    #[test]
    fn of_those_that_come_in_one_group_the_first_signs_and_no_other_message_is_signed() {
        let mut open = link(RoundState::Open);
        let mut answers = [1, 1, 2].map(|blinded| answer(Some(&mut open), &act(1, blinded)));
        let day = act(1, 1).today;
        let who = open.signatory(day);
        let expected = [
            Issued::Now(who.clone()),
            Issued::Again(who),
            Issued::ByAnother(day),
        ];
        assert_eq!(answers, expected);
        open.state = RoundState::Closed;
        answers = [1, 1, 2].map(|blinded| answer(Some(&mut open), &act(1, blinded)));
        assert!(
            matches!(answers[0], Issued::Again(_)),
            "after the close too"
        );
        assert_eq!(answers[2], Issued::ByAnother(day));
    }

    #[test]
    fn nobody_signs_late_or_with_anothers_link_or_without_being_asked() {
        let late = Acknowledgement {
            now: link(RoundState::Open).closes_at,
            ..act(1, 1)
        };
        let elsewhere = Acknowledgement {
            agency: AgencyId(9),
            ..act(1, 1)
        };
        let mut left = link(RoundState::Open);
        left.eligible = false;
        for (mut link, act) in [
            (link(RoundState::Open), late),
            (link(RoundState::Open), elsewhere),
            (link(RoundState::Closed), act(1, 1)),
            (left, act(1, 1)),
        ] {
            assert_eq!(answer(Some(&mut link), &act), Issued::Refused);
            assert_eq!(link.signed, None);
        }
        assert_eq!(answer(None, &act(1, 1)), Issued::Refused);
    }
}
