//! Changes to people of a round, whether by a file or one by one.
//!
//! A corrected address or another agency raises the link's generation: the old link dies, and the
//! new one is queued if the person had been mailed.

use super::invite::draw_invitations;
use super::office::Office;
use super::refusal::Refusal;
use crate::crypto::token::token_digest;
use crate::domain::agency::AgencyId;
use crate::domain::encoding::hex;
use crate::domain::message::Message;
use crate::domain::people::{Exemption, StaffMember, Standing};
use crate::domain::round::{Round, RoundState};
use crate::store::{Act, Amendment, Invitation, NewLink, StaffId, StaffRecord};

/// A person before and after a change.
#[derive(Debug, Clone)]
pub struct Amended {
    /// As the registry has them.
    pub before: StaffRecord,
    /// As they should be.
    pub after: StaffRecord,
    /// Whether the link was lost, so that another must take its place in any case.
    pub lost: bool,
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
    change_known(office, &round, before, change).await
}

/// Changes somebody as they are known; refused if they are not so any more.
pub(super) async fn change_known(
    office: &Office,
    round: &Round,
    before: StaffRecord,
    change: Change,
) -> Result<(), Refusal> {
    let staff_no = before.member.staff_id.clone();
    let act = act_of(&change);
    let lost = matches!(change, Change::NewLink);
    let after = changed(office, &before, change).await?;
    let act = office.act(act, &round.code, &staff_no);
    amend(
        office,
        act,
        round,
        &[],
        vec![Amended {
            before,
            after,
            lost,
        }],
    )
    .await?;
    if round.state == RoundState::Open {
        draw_invitations(office, round).await?;
    }
    Ok(())
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

/// Saves added and changed people with what follows for their links, in one step. Refused as a
/// whole if somebody who took part would move or become exempt: their ballot is in the box.
pub async fn amend(
    office: &Office,
    act: Act,
    round: &Round,
    added: &[(AgencyId, StaffMember, Standing)],
    changed: Vec<Amended>,
) -> Result<(), Refusal> {
    let ids: Vec<StaffId> = changed.iter().map(|change| change.before.id).collect();
    let invitations = office.registry.invitations_of(&ids).await?;
    let mut amendments = Vec::with_capacity(changed.len());
    for change in changed {
        let invitation = invitations.get(&change.before.id);
        if change.lost {
            check_replaceable(invitation)?;
        }
        amendments.push(amendment(office, round, change, invitation)?);
    }
    Ok(act
        .save_staff(round.id, added, &amendments, office.world.today())
        .await?)
}

/// A lost link can be replaced while its holder has not taken part.
fn check_replaceable(invitation: Option<&Invitation>) -> Result<(), Refusal> {
    match invitation.map(|invitation| invitation.acknowledged) {
        None => Err(Refusal::mend("errors.no-link-yet")),
        Some(Some(_)) => Err(Refusal::mend("errors.took-part")),
        Some(None) => Ok(()),
    }
}

/// A moved, readdressed or lost link dies, unless its holder took part; a mail brings the new one.
fn amendment(
    office: &Office,
    round: &Round,
    change: Amended,
    invitation: Option<&Invitation>,
) -> Result<Amendment, Refusal> {
    let Amended {
        before,
        after,
        lost,
    } = change;
    let dies = lost || before.agency != after.agency || before.member.email != after.member.email;
    let waiting = invitation.filter(|invitation| dies && invitation.acknowledged.is_none());
    let Some(old) = waiting else {
        return Ok(Amendment {
            before,
            after,
            new_link: None,
            mail: None,
        });
    };
    let key = office.keys.token_key(&round.code)?;
    let token = key.token(&round.code, &old.nonce, old.generation + 1);
    let message_id: [u8; 16] = office.world.random()?;
    Ok(Amendment {
        mail: after.member.email.as_ref().map(|_| hex(&message_id)),
        new_link: Some(NewLink {
            old_generation: old.generation,
            digest: token_digest(&token),
        }),
        before,
        after,
    })
}
