//! People of the own agency, found and changed one by one.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::crypto::digest::sha256;
use crate::domain::encoding::hex;
use crate::domain::message::{Message, Value};
use crate::domain::people::{PeopleFilter, StaffMember, Standing, WorkGroup};
use crate::domain::round::{Round, RoundState};
use crate::domain::thai;
use crate::intake::email::is_well_formed;
use crate::intake::notice::{Kind as _, Notice, Problem};
use crate::intake::roster::{Context, sift};
use crate::intake::table::{Cell, Row, Table};
use crate::service::Refusal;
use crate::service::access::desks::HrDesk;
use crate::service::import_roster::{enrolled, save};
use crate::service::people::{Change, change_known};
use crate::store::{Recipient, StoreError};

/// A person of the own agency, as pages show them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who it is; `agency` is the code of the own one.
    pub member: StaffMember,
    /// Whether the person counts.
    pub standing: Standing,
    /// Day of the acknowledgement.
    pub took_part: Option<Date>,
    /// Whether a personal link was drawn.
    pub has_link: bool,
    /// What stands for all of this: a form sends it back, and a change made to somebody who is not
    /// so any more is refused.
    pub seen: String,
}

/// A heading of the roster and what was typed under it.
pub type TypedField<'a> = (&'static str, &'a str);

/// What is wrong with the fields of a form, by their headings.
pub type Wrong = BTreeMap<String, Message>;

impl HrDesk {
    /// The round with this code, if there is one.
    pub async fn round(&self, code: &str) -> Result<Option<Round>, Refusal> {
        Ok(self.office.registry.round(code).await?)
    }

    /// People who pass the filter, page by page, and how many there are in all.
    pub async fn people(
        &self,
        round: &Round,
        filter: &PeopleFilter,
        page: u64,
        size: u64,
    ) -> Result<(Vec<Person>, u64), Refusal> {
        let (people, total) = self
            .office
            .registry
            .people_page(
                round.id,
                self.agency().id,
                filter,
                page.saturating_mul(size),
                size,
            )
            .await?;
        let people = people.into_iter().map(|person| self.seen(person));
        Ok((people.collect(), total))
    }

    /// The person with this staff id, if the own agency has one.
    pub async fn person(&self, round: &Round, staff_id: &str) -> Result<Option<Person>, Refusal> {
        let found = self.recipient(round, staff_id).await?;
        Ok(found.map(|person| self.seen(person)))
    }

    /// Changes a person of the own agency who is still as `seen` says.
    pub async fn change(
        &self,
        round: &Round,
        staff_id: &str,
        seen: &str,
        change: Change,
    ) -> Result<(), Refusal> {
        let before = self.recipient(round, staff_id).await?.ok_or_else(unknown)?;
        if seen_as(&before) != seen {
            return Err(StoreError::Stale.into());
        }
        let round = self.changeable(round).await?;
        let change = checked(change)?;
        change_known(&self.office, &round, before.staff, change).await
    }

    /// Moves a person to another work group of the own agency.
    pub async fn move_to_group(
        &self,
        round: &Round,
        staff_id: &str,
        seen: &str,
        work_group: &str,
    ) -> Result<(), Refusal> {
        let to = Change::Move {
            agency: self.agency().code.clone(),
            work_group: thai::normalise(work_group),
        };
        self.change(round, staff_id, seen, to).await
    }

    /// Adds a person; the fields go through the same reader as a roster's line.
    pub async fn add_person(
        &self,
        round: &Round,
        fields: &[TypedField<'_>],
    ) -> Result<Result<String, Wrong>, Refusal> {
        let round = self.changeable(round).await?;
        let own = self.agency().clone();
        let tables = [table_of(fields)];
        let context = Context {
            today: self.office.world.today(),
            default_agency: Some(&own.code),
            agency: &|_| None,
        };
        let sifted = match sift(&tables, &context) {
            Ok(sifted) => sifted,
            Err(refused) => return Ok(Err(wrong(refused.problems.iter().map(told)))),
        };
        let Some(line) = sifted.roster.lines.first() else {
            let problems = sifted.refused.iter().flat_map(|line| &line.problems);
            return Ok(Err(wrong(problems.map(told))));
        };
        let id = line.listed.member.staff_id.clone();
        if self
            .office
            .registry
            .staff_member(round.id, &id)
            .await?
            .is_some()
        {
            let taken = Message::new("hr_people.id_taken").with("id", &id);
            return Ok(Err([(ID.to_owned(), taken)].into()));
        }
        let comparison = crate::domain::roster::compare(
            &enrolled(&[], &[]),
            [&line.listed],
            &sifted.roster.given,
        );
        save(&self.office, &round, &comparison, &[], &[own]).await?;
        Ok(Ok(id))
    }

    /// Work groups of the own agency.
    pub async fn work_groups(&self, round: &Round) -> Result<Vec<WorkGroup>, Refusal> {
        let groups = self.office.registry.work_groups(round.id, self.agency().id);
        Ok(groups.await?)
    }

    /// Gives a work group another name.
    pub async fn rename_work_group(
        &self,
        round: &Round,
        from: &str,
        to: &str,
    ) -> Result<(), Refusal> {
        let round = self.changeable(round).await?;
        let to = thai::normalise(to);
        if to.is_empty() || to.chars().count() > 250 {
            return Err(Refusal::mend("hr_people.group_name"));
        }
        let groups = self.work_groups(&round).await?;
        if groups.iter().any(|group| group.name == to) {
            return Err(Refusal::mend("hr_people.group_taken"));
        }
        let detail = format!("{}: {from} → {to}", self.agency().code);
        Ok(self
            .office
            .act("work-group.rename", &round.code, &detail)
            .rename_work_group(&round, self.agency().id, from, &to)
            .await?)
    }

    /// The round as it is now, refused where its roster is settled.
    pub(super) async fn changeable(&self, round: &Round) -> Result<Round, Refusal> {
        self.office
            .round_in(&round.code, &[RoundState::Draft, RoundState::Open])
            .await
    }

    async fn recipient(&self, round: &Round, staff_id: &str) -> Result<Option<Recipient>, Refusal> {
        let found = self
            .office
            .registry
            .person_of(round.id, self.agency().id, staff_id);
        Ok(found.await?)
    }

    fn seen(&self, person: Recipient) -> Person {
        let seen = seen_as(&person);
        let mut member = person.staff.member;
        member.agency.clone_from(&self.agency().code);
        Person {
            member,
            standing: person.staff.standing,
            took_part: person
                .invitation
                .as_ref()
                .and_then(|invitation| invitation.acknowledged),
            has_link: person.invitation.is_some(),
            seen,
        }
    }
}

/// Heading of the id.
const ID: &str = "รหัสบุคลากร";

/// Everything that a page shows of a person, and the link's generation, in a few symbols.
fn seen_as(person: &Recipient) -> String {
    let link = person
        .invitation
        .as_ref()
        .map(|invitation| (invitation.generation, invitation.acknowledged));
    let all = format!("{:?}{link:?}", person.staff);
    hex(sha256(all.as_bytes()).bytes())
        .chars()
        .take(20)
        .collect()
}

/// Nobody of the own agency has this id; who belongs to another looks the same.
fn unknown() -> Refusal {
    Refusal::mend("hr_people.unknown")
}

/// The change with its texts cleaned; refused where one cannot be right.
fn checked(change: Change) -> Result<Change, Refusal> {
    Ok(match change {
        Change::Email(Some(address)) => {
            let address = address.trim().to_owned();
            if !is_well_formed(&address) {
                let problem = Message::new("intake.problem_bad_email").with("value", address);
                return Err(Refusal::Mendable(problem));
            }
            Change::Email(Some(address))
        }
        Change::Exempt {
            reason,
            order_number,
        } => Change::Exempt {
            reason: thai::normalise(&reason),
            order_number: thai::normalise(&order_number),
        },
        other => other,
    })
}

fn table_of(fields: &[TypedField<'_>]) -> Table {
    let row = |line, cells: Vec<Cell>| Row { line, cells };
    let heads = fields
        .iter()
        .map(|(head, _)| Cell::Text((*head).to_owned()));
    let typed = fields
        .iter()
        .map(|(_, typed)| Cell::Text((*typed).to_owned()));
    Table {
        sheet: None,
        rows: vec![row(1, heads.collect()), row(2, typed.collect())],
    }
}

fn told(notice: &Notice<Problem>) -> (String, Message) {
    let values = notice.parameters().into_iter();
    let message = Message {
        key: match &notice.kind {
            // A file would have a line to delete; a form has not.
            Problem::StrayLine => "hr_people.id_and_name",
            kind => kind.key(),
        },
        values: values
            .map(|(name, value)| (name, Value::Plain(value)))
            .collect(),
    };
    (notice.column.clone(), message)
}

/// The first thing that is wrong with each field; what is wrong with the line stands at its id.
fn wrong(told: impl Iterator<Item = (String, Message)>) -> Wrong {
    let mut wrong = Wrong::new();
    for (column, message) in told {
        let column = if column.is_empty() {
            ID.to_owned()
        } else {
            column
        };
        wrong.entry(column).or_insert(message);
    }
    wrong
}
