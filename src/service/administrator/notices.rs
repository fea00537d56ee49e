//! What is printed of a round: memo, posters, and the minutes of the opening of its boxes.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::domain::agency::Agency;
use crate::domain::audit::AuditFilter;
use crate::domain::encoding::hex;
use crate::domain::framework::Respondents;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::Fingerprint;
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::public_part;
use crate::service::tally_totals::{AtomTotal, by_atom};
use crate::store::PollTotal;

/// What memo and posters of a round say.
#[derive(Debug, Clone)]
pub struct RoundNotice {
    /// Name of the organisation.
    pub organisation: String,
    /// Address of the service.
    pub public_url: String,
    /// The round.
    pub round: Round,
    /// Who answers in it.
    pub respondents: Respondents,
    /// Names of its custodians.
    pub custodians: Vec<String>,
    /// Agencies with the fingerprints of their boxes, in the order of names.
    pub polls: Vec<(Agency, Fingerprint)>,
}

/// A box in the minutes.
#[derive(Debug, Clone)]
pub struct BoardLine {
    /// Name of the agency.
    pub agency: String,
    /// People who took part; nothing where the public answers: nobody signs there.
    pub acknowledged: Option<u64>,
    /// Ballots on the board.
    pub cast: u64,
    /// SHA-256 of the board, hexadecimal.
    pub sha256: String,
}

/// The minutes of the opening.
#[derive(Debug, Clone)]
pub struct Minutes {
    /// What the round is.
    pub notice: RoundNotice,
    /// When the tally ended, and by which account it was run.
    pub opened: Option<(Timestamp, String)>,
    /// Numbers of the custodians whose sheets were taken for it.
    pub sheets: Vec<u8>,
    /// The boxes.
    pub boards: Vec<BoardLine>,
    /// Counts of ballots by what was counted as one.
    pub totals: Vec<AtomTotal>,
    /// Number and digest of the audit log's last entry.
    pub audit: Option<(i64, String)>,
}

impl AdministratorDesk {
    /// What memo and posters say. Refused before the round has boxes.
    pub async fn round_notice(&self, code: &str) -> Result<RoundNotice, Refusal> {
        let draft = self.draft(code).await?;
        let polls = self.office.registry.polls(draft.round.id).await?;
        if polls.is_empty() {
            return Err(Refusal::mend("errors.not-opened-yet"));
        }
        let agencies = self.office.agencies().await?;
        let mut polls: Vec<(Agency, Fingerprint)> = polls
            .into_iter()
            .filter_map(|poll| Some((agencies.get(&poll.agency)?.clone(), poll.fingerprint)))
            .collect();
        polls.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        Ok(RoundNotice {
            organisation: self.workshop.organisation.clone(),
            public_url: self.workshop.public_url.clone(),
            respondents: self.office.instrument(&draft.round)?.1.respondents,
            round: draft.round,
            custodians: draft.custodians,
            polls,
        })
    }

    /// The minutes of the opening. Refused before the round was tallied.
    pub async fn minutes(&self, code: &str) -> Result<Minutes, Refusal> {
        let states = [RoundState::Tallied, RoundState::Published];
        let round = self.office.round_in(code, &states).await?;
        let totals = self.office.results.totals(code).await?;
        let last = self
            .office
            .registry
            .audit(&AuditFilter::default(), 0, 1)
            .await?;
        let last = last.into_iter().next();
        Ok(Minutes {
            boards: self.board_lines(&round, &totals).await?,
            totals: by_atom(&totals),
            opened: self.opened(code).await?,
            sheets: self.sheets_given(&round).await?,
            audit: last.and_then(|entry| Some((entry.number, entry.hash?))),
            notice: self.round_notice(code).await?,
        })
    }

    async fn board_lines(
        &self,
        round: &Round,
        totals: &[PollTotal],
    ) -> Result<Vec<BoardLine>, Refusal> {
        let names: HashMap<String, String> = self
            .office
            .registry
            .agencies()
            .await?
            .into_iter()
            .map(|agency| (agency.code, agency.name))
            .collect();
        let public = self.is_public(round)?;
        let boards = self.office.results.boards(&round.code).await?.into_iter();
        let boards: HashMap<_, _> = boards.map(|board| (board.poll, board.sha256)).collect();
        let mut lines = Vec::new();
        for total in totals {
            let board = boards.get(&total.poll);
            lines.push(BoardLine {
                agency: names.get(&total.agency).unwrap_or(&total.agency).to_owned(),
                acknowledged: (!public).then_some(total.acknowledged),
                cast: total.ballots,
                sha256: board.map(|sha256| hex(sha256.as_ref())).unwrap_or_default(),
            });
        }
        lines.sort_by(|a, b| a.agency.cmp(&b.agency));
        Ok(lines)
    }

    async fn opened(&self, code: &str) -> Result<Option<(Timestamp, String)>, Refusal> {
        let entries = self.entries("round.tally", code).await?;
        Ok(entries
            .into_iter()
            .find_map(|entry| Some((entry.at?, entry.actor))))
    }

    /// Sheets that were taken for the tally, by the audit log: of this round, or of one under the same
    /// key with which it was counted.
    async fn sheets_given(&self, round: &Round) -> Result<Vec<u8>, Refusal> {
        let given = "round.tally-sheet";
        let mut entries = self.entries(given, &round.code).await?;
        for other in public_part::under_same_key(&self.office, round).await? {
            if entries.is_empty() {
                entries = self.entries(given, &other.code).await?;
            }
        }
        let mut numbers: Vec<u8> = entries
            .iter()
            .filter_map(|entry| entry.detail.strip_prefix("custodian ")?.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    async fn entries(
        &self,
        act: &str,
        code: &str,
    ) -> Result<Vec<crate::domain::audit::AuditEntry>, Refusal> {
        let filter = AuditFilter {
            act: act.to_owned(),
            subject: code.to_owned(),
            ..AuditFilter::default()
        };
        let mut entries = self.office.registry.audit(&filter, 0, 100).await?;
        entries.retain(|entry| entry.subject == code && entry.act == act);
        Ok(entries)
    }
}
