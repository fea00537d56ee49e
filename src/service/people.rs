//! Changes to people of a round, whether by a file or one by one.
//!
//! A corrected address or another agency raises the link's generation: the old link dies, and the
//! new one is queued if the person had been mailed.

use std::collections::HashMap;

use super::invite::{draw_invitations, queue};
use super::office::Office;
use super::open_round::add_late_polls;
use super::refusal::Refusal;
use crate::crypto::token::token_digest;
use crate::domain::agency::AgencyId;
use crate::domain::mail::MailKind;
use crate::domain::message::Message;
use crate::domain::people::{Exemption, StaffMember, Standing};
use crate::domain::round::{Round, RoundState};
use crate::store::{Invitation, StaffId, StaffRecord};

/// A person before and after a change.
#[derive(Debug, Clone)]
pub struct Amended {
    /// As the registry has them.
    pub before: StaffRecord,
    /// As they should be.
    pub after: StaffRecord,
}

/// A change to one person.
#[derive(Debug, Clone)]
pub enum Change {
    /// To another agency and work group.
    Move {
        /// Code of the agency.
        agency: String,
        /// Name of the work group.
        work_group: String,
    },
    /// Not asked any more.
    Exempt {
        /// Reason in HR's words.
        reason: String,
        /// Number of the order.
        order_number: String,
    },
    /// Asked again.
    Restore,
    /// Has left the agency.
    Leave,
    /// Another address, or none.
    Email(Option<String>),
    /// A lost link: the same address gets a new one.
    NewLink,
}

/// Changes one person of a round in draft or open.
pub async fn change_person(
    office: &Office,
    code: &str,
    staff_no: &str,
    change: Change,
) -> Result<(), Refusal> {
    let round = office
        .round_in(code, &[RoundState::Draft, RoundState::Open])
        .await?;
    let found = office.registry.staff_member(round.id, staff_no).await?;
    let before = found.ok_or_else(|| {
        Refusal::Mendable(Message::new("errors.person-unknown").with("id", staff_no))
    })?;
    let act = act_of(&change);
    if matches!(change, Change::NewLink) {
        let people = office.registry.recipients(round.id).await?;
        let own = people
            .into_iter()
            .find(|person| person.staff.id == before.id)
            .and_then(|person| person.invitation);
        let invitation = own.ok_or_else(|| Refusal::mend("errors.no-link-yet"))?;
        replace_link(office, &round, &invitation).await?;
        queue(office, &round, MailKind::Invite, &mailable(&before)).await?;
    } else {
        let after = changed(office, &before, change).await?;
        amend(office, &round, &[], vec![Amended { before, after }]).await?;
        if round.state == RoundState::Open {
            add_late_polls(office, &round).await?;
            draw_invitations(office, &round).await?;
        }
    }
    office.log(act, &round.code, staff_no).await
}

fn act_of(change: &Change) -> &'static str {
    match change {
        Change::Move { .. } => "person.move",
        Change::Exempt { .. } => "person.exempt",
        Change::Restore => "person.restore",
        Change::Leave => "person.leave",
        Change::Email(_) => "person.email",
        Change::NewLink => "person.new-link",
    }
}

async fn changed(
    office: &Office,
    before: &StaffRecord,
    change: Change,
) -> Result<StaffRecord, Refusal> {
    let mut after = before.clone();
    match change {
        Change::Move { agency, work_group } => {
            after.agency = office.agency(&agency).await?.id;
            after.member.work_group = work_group;
        }
        Change::Exempt {
            reason,
            order_number,
        } if reason.is_empty() || order_number.is_empty() => {
            return Err(Refusal::mend("errors.exemption-needs"));
        }
        Change::Exempt {
            reason,
            order_number,
        } => {
            let (by, day) = (office.actor.clone(), office.world.today());
            after.standing = Standing::Exempt(Exemption {
                reason,
                order_number,
                by,
                day,
            });
        }
        Change::Restore => after.standing = Standing::Eligible,
        Change::Leave => after.standing = Standing::Left,
        Change::Email(email) => after.member.email = email,
        Change::NewLink => {}
    }
    Ok(after)
}

/// Saves added and changed people, and replaces the links that must die with the change. Refused
/// as a whole if somebody who took part would move or become exempt: their ballot is in the box.
pub async fn amend(
    office: &Office,
    round: &Round,
    added: &[(AgencyId, StaffMember, Standing)],
    changed: Vec<Amended>,
) -> Result<(), Refusal> {
    let people = office.registry.recipients(round.id).await?;
    let invitations: HashMap<StaffId, Invitation> = people
        .into_iter()
        .filter_map(|person| {
            person
                .invitation
                .map(|invitation| (person.staff.id, invitation))
        })
        .collect();
    for change in &changed {
        let took_part = invitations
            .get(&change.before.id)
            .is_some_and(|invitation| invitation.acknowledged.is_some());
        let exempted = matches!(change.after.standing, Standing::Exempt(_))
            && change.before.standing == Standing::Eligible;
        if took_part && (change.before.agency != change.after.agency || exempted) {
            let id = &change.before.member.staff_id;
            return Err(Refusal::Mendable(
                Message::new("errors.took-part-already").with("id", id),
            ));
        }
    }
    let after: Vec<StaffRecord> = changed.iter().map(|change| change.after.clone()).collect();
    office.registry.save_staff(round.id, added, &after).await?;
    for change in &changed {
        let moved = change.before.agency != change.after.agency;
        let readdressed = change.before.member.email != change.after.member.email;
        let waiting = invitations
            .get(&change.before.id)
            .filter(|invitation| invitation.acknowledged.is_none());
        if let Some(invitation) = waiting.filter(|_| moved || readdressed) {
            replace_link(office, round, invitation).await?;
            queue(office, round, MailKind::Invite, &mailable(&change.after)).await?;
        }
    }
    Ok(())
}

fn mailable(person: &StaffRecord) -> Vec<StaffId> {
    person.member.email.iter().map(|_| person.id).collect()
}

async fn replace_link(office: &Office, round: &Round, old: &Invitation) -> Result<(), Refusal> {
    if old.acknowledged.is_some() {
        return Err(Refusal::mend("errors.took-part"));
    }
    let key = office.keys.token_key(&round.code)?;
    let token = key.token(&round.code, &old.nonce, old.generation + 1);
    Ok(office
        .registry
        .replace_link(old, &token_digest(&token))
        .await?)
}
