//! A roster from a file: shown line by line before anything is saved, and saved as it was shown.

mod preview;

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::domain::access::AccountId;
use crate::domain::encoding::hex;
use crate::domain::message::Message;
use crate::domain::roster::{Comparison, FieldChange, ListedStanding, compare};
use crate::domain::round::Round;
use crate::intake::roster::{Context, RefusedLine, Sifted, sift};
use crate::intake::table::read;
use crate::service::Refusal;
use crate::service::access::desks::HrDesk;
use crate::service::import_roster::{enrolled, save};
use crate::store::{Recipient, Upload};
use preview::{of_table, preview, told};

/// How long a file waits for its confirmation.
const WAITS: SignedDuration = SignedDuration::from_mins(30);

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Cannot be taken.
    Refused,
    /// Is new.
    Added,
    /// Differs.
    Changed,
    /// Is in the roster and not in the file; stays.
    Missing,
    /// Is the same.
    Unchanged,
}

impl Fate {
    /// All of them, what needs a look first.
    pub const ALL: [Fate; 5] = [
        Fate::Refused,
        Fate::Added,
        Fate::Changed,
        Fate::Missing,
        Fate::Unchanged,
    ];

    /// Word in addresses and tail of locale keys.
    pub const fn code(self) -> &'static str {
        match self {
            Fate::Refused => "refused",
            Fate::Added => "added",
            Fate::Changed => "changed",
            Fate::Missing => "missing",
            Fate::Unchanged => "unchanged",
        }
    }

    /// The one with this word.
    pub fn of(code: &str) -> Option<Self> {
        Fate::ALL.into_iter().find(|fate| fate.code() == code)
    }
}

/// A line of the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// What becomes of it.
    pub fate: Fate,
    /// Line of the file; who is missing has none.
    pub line: Option<usize>,
    /// Staff id, or what the file has in its place.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// What changes.
    pub fields: Vec<FieldChange>,
    /// Why it is refused, or what deserves a look.
    pub notes: Vec<Message>,
    /// The cells of a refused line.
    pub cells: Vec<String>,
}

/// What a file would do.
#[derive(Debug, Clone)]
pub struct RosterPreview {
    /// Name of the file.
    pub name: String,
    /// Line by line.
    pub lines: Vec<PreviewLine>,
    /// Headings of the file.
    pub headings: Vec<String>,
    /// What deserves a look about the file as a whole.
    pub notes: Vec<Message>,
    /// What stands for all of this; the confirmation brings it back.
    pub digest: String,
}

impl RosterPreview {
    /// Lines with this fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.lines.iter().filter(|line| line.fate == fate).count()
    }

    /// Whether saving would change anything.
    pub fn changes_something(&self) -> bool {
        self.count(Fate::Added) + self.count(Fate::Changed) > 0
    }
}

/// A file compared with the roster as it is.
struct Compared {
    people: Vec<Recipient>,
    comparison: Comparison,
    preview: RosterPreview,
}

impl HrDesk {
    /// Keeps a file for its preview; its name among the waiting ones comes back.
    pub async fn keep_roster(
        &self,
        round: &Round,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<String, Refusal> {
        let round = self.changeable(round).await?;
        let upload = Upload {
            id: hex(&self.office.world.random::<16>()?),
            account: self.account().await?,
            purpose: self.purpose(&round),
            name: name.chars().take(120).collect(),
            bytes,
        };
        self.compared(&round, &upload).await?;
        let now = self.office.world.now();
        let accounts = self.office.registry.accounts();
        accounts.sweep_uploads(now).await?;
        let expires = now.checked_add(WAITS).unwrap_or(now);
        accounts.keep_upload(&upload, expires).await?;
        Ok(upload.id)
    }

    /// What a waiting file would do now; nothing if it waits no more.
    pub async fn roster_preview(
        &self,
        round: &Round,
        id: &str,
    ) -> Result<Option<RosterPreview>, Refusal> {
        let Some(upload) = self.waiting_file(round, id).await? else {
            return Ok(None);
        };
        Ok(Some(self.compared(round, &upload).await?.preview))
    }

    /// Saves a waiting file, if it would still do what the preview with this digest showed.
    pub async fn confirm_roster(
        &self,
        round: &Round,
        id: &str,
        digest: &str,
    ) -> Result<(), Refusal> {
        let round = self.changeable(round).await?;
        let upload = self.waiting_file(&round, id).await?;
        let upload = upload.ok_or_else(|| Refusal::mend("hr_roster.gone"))?;
        let compared = self.compared(&round, &upload).await?;
        if compared.preview.digest != digest {
            return Err(Refusal::mend("hr_roster.moved_on"));
        }
        let people: Vec<_> = compared
            .people
            .into_iter()
            .map(|person| person.staff)
            .collect();
        let own = [self.agency().clone()];
        save(&self.office, &round, &compared.comparison, &people, &own).await?;
        // What is left of the file goes when its time is over: that it stays is no reason to say that nothing
        // was saved.
        let left = self.office.registry.accounts().drop_upload(id).await;
        if left.is_err() {
            tracing::warn!("a roster file that was saved could not be dropped yet");
        }
        Ok(())
    }

    /// Lets a waiting file go.
    pub async fn drop_roster(&self, round: &Round, id: &str) -> Result<(), Refusal> {
        if self.waiting_file(round, id).await?.is_some() {
            self.office.registry.accounts().drop_upload(id).await?;
        }
        Ok(())
    }

    async fn waiting_file(&self, round: &Round, id: &str) -> Result<Option<Upload>, Refusal> {
        let accounts = self.office.registry.accounts();
        accounts.sweep_uploads(self.office.world.now()).await?;
        let found = accounts.upload(self.account().await?, id).await?;
        Ok(found.filter(|upload| upload.purpose == self.purpose(round)))
    }

    fn purpose(&self, round: &Round) -> String {
        format!("roster:{}:{}", round.code, self.agency().code)
    }

    async fn account(&self) -> Result<AccountId, Refusal> {
        let accounts = self.office.registry.accounts();
        let own = accounts.by_email(&self.office.actor).await?;
        own.map(|account| account.id)
            .ok_or_else(|| Refusal::mend("errors.sign-in-wrong"))
    }

    async fn compared(&self, round: &Round, upload: &Upload) -> Result<Compared, Refusal> {
        let own = self.agency();
        let tables = read(&upload.bytes).map_err(|error| of_table(&error))?;
        let by_code = |name: &str| (own.code == name || own.name == name).then(|| own.code.clone());
        let context = Context {
            today: self.office.world.today(),
            default_agency: Some(&own.code),
            agency: &by_code,
        };
        let mut sifted = sift(&tables, &context).map_err(|refused| {
            let first = refused.problems.first();
            first.map_or_else(
                || Refusal::mend("hr_roster.gone"),
                |problem| Refusal::Mendable(told(problem)),
            )
        })?;
        let people = self.office.registry.people_of(round.id, own.id).await?;
        let mut refused: Vec<PreviewLine> = sifted.refused.iter().map(refused_line).collect();
        refused.extend(self.taken_elsewhere(round, &mut sifted).await?);
        refused.extend(took_part(&people, &mut sifted));
        let staff: Vec<_> = people.iter().map(|person| person.staff.clone()).collect();
        let comparison = compare(
            &enrolled(&staff, std::slice::from_ref(own)),
            sifted.roster.lines.iter().map(|line| &line.listed),
            &sifted.roster.given,
        );
        let preview = preview(&upload.name, &sifted, &comparison, refused);
        Ok(Compared {
            people,
            comparison,
            preview,
        })
    }

    /// Takes lines out whose ids another agency has.
    async fn taken_elsewhere(
        &self,
        round: &Round,
        sifted: &mut Sifted,
    ) -> Result<Vec<PreviewLine>, Refusal> {
        let lines = &sifted.roster.lines;
        let ids: Vec<&str> = lines
            .iter()
            .map(|line| line.listed.member.staff_id.as_str())
            .collect();
        let taken = self
            .office
            .registry
            .staff_ids_elsewhere(round.id, self.agency().id, &ids)
            .await?;
        let taken: BTreeSet<String> = taken.into_iter().collect();
        Ok(taken_out(sifted, |id, _| {
            taken
                .contains(id)
                .then(|| Message::new("hr_roster.id_elsewhere").with("id", id))
        }))
    }
}

/// Takes lines out that would exempt somebody who took part.
fn took_part(people: &[Recipient], sifted: &mut Sifted) -> Vec<PreviewLine> {
    let took_part: BTreeSet<&str> = people
        .iter()
        .filter(|person| {
            let invitation = person.invitation.as_ref();
            let eligible = person.staff.standing == crate::domain::people::Standing::Eligible;
            eligible && invitation.is_some_and(|invitation| invitation.acknowledged.is_some())
        })
        .map(|person| person.staff.member.staff_id.as_str())
        .collect();
    taken_out(sifted, |id, standing| {
        let exempts = matches!(standing, Some(ListedStanding::Exempt { .. }));
        (exempts && took_part.contains(id))
            .then(|| Message::new("hr_roster.took_part").with("id", id))
    })
}

/// Lines for which there is a reason leave the roster and are refused.
fn taken_out(
    sifted: &mut Sifted,
    why: impl Fn(&str, Option<&ListedStanding>) -> Option<Message>,
) -> Vec<PreviewLine> {
    let mut out = Vec::new();
    sifted.roster.lines.retain(|line| {
        let member = &line.listed.member;
        let Some(reason) = why(&member.staff_id, line.listed.standing.as_ref()) else {
            return true;
        };
        out.push(PreviewLine {
            fate: Fate::Refused,
            line: Some(line.line),
            staff_id: member.staff_id.clone(),
            name: member.full_name(),
            fields: Vec::new(),
            notes: vec![reason],
            cells: vec![member.staff_id.clone(), member.full_name()],
        });
        false
    });
    out
}

fn refused_line(line: &RefusedLine) -> PreviewLine {
    let mut cells = line.cells.iter().filter(|cell| !cell.is_empty());
    PreviewLine {
        fate: Fate::Refused,
        line: Some(line.line),
        staff_id: cells.next().cloned().unwrap_or_default(),
        name: cells.next().cloned().unwrap_or_default(),
        fields: Vec::new(),
        notes: line.problems.iter().map(told).collect(),
        cells: line.cells.clone(),
    }
}
