//! Boxes that come back: which may, and what is done where dumps of servers were put back.

use crate::domain::message::Message;
use crate::domain::round::RoundState;
use crate::service::{Office, Refusal};
use crate::store::{KeyName, Registry, Results};

/// Why the box of a round may not come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhyNot {
    /// It is not waited for: the round was counted or cancelled, or there is none.
    Counted,
    /// A key is gone that its ballots need: they are destroyed when the counts stand.
    KeysGone,
}

/// Why the box of a round may not come back, if it may not.
pub(super) async fn why_not(
    registry: &Registry,
    results: &Results,
    has_key: impl Fn(KeyName<'_>) -> bool,
    code: &str,
) -> Result<Option<WhyNot>, Refusal> {
    let round = registry.round(code).await?;
    let awaited = [RoundState::Open, RoundState::Closed];
    let Some(round) = round.filter(|round| awaited.contains(&round.state)) else {
        return Ok(Some(WhyNot::Counted));
    };
    let counted = results.totals(code).await?;
    let polls = registry.polls(round.id).await?;
    if !polls.is_empty() && counted.len() >= polls.len() {
        return Ok(Some(WhyNot::Counted));
    }
    let uncounted = |id| counted.iter().all(|total| total.poll != id);
    let mut needed = polls.iter().filter(|poll| uncounted(poll.id));
    let whole = needed.all(|poll| has_key(KeyName::Poll(code, &poll.id)));
    Ok((!whole).then_some(WhyNot::KeysGone))
}

/// What was put back on servers by their own tools and is not noted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    people: bool,
    urns: Vec<String>,
}

/// Looks what was put back on the servers; nothing on files, which `restore` itself puts back.
///
/// # Errors
/// The box of a counted or cancelled round is among it.
pub async fn put_back(office: &Office) -> Result<Option<PutBack>, Refusal> {
    let found = PutBack {
        people: office.registry.was_put_back().await?,
        urns: office.urns.put_back().await?,
    };
    let has_key = |name: KeyName<'_>| office.keys.exists(name);
    for code in &found.urns {
        let key = match why_not(&office.registry, &office.results, has_key, code).await? {
            None => continue,
            Some(WhyNot::Counted) => "backup.came-back-counted",
            Some(WhyNot::KeysGone) => "backup.came-back-without-keys",
        };
        return Err(Refusal::Mendable(Message::new(key).with("round", code)));
    }
    Ok((found.people || !found.urns.is_empty()).then_some(found))
}

/// Notes in the audit log what was put back on the servers, once: what comes after it was done here.
///
/// # Errors
/// The box of a counted or cancelled round is among it.
pub async fn note_put_back(office: &Office) -> Result<(), Refusal> {
    if put_back(office).await?.is_none() {
        return Ok(());
    }
    // Another node may be at it, or have done it meanwhile.
    let Some(_duty) = office.registry.take_duty("put back").await? else {
        return Ok(());
    };
    let Some(found) = put_back(office).await? else {
        return Ok(());
    };
    let people = found.people.then(|| "people and figures".to_owned());
    let boxes = found.urns.iter().map(|code| format!("urn {code}"));
    let what: Vec<String> = people.into_iter().chain(boxes).collect();
    let detail = format!("dumps on servers: {}", what.join(", "));
    office.log("backup.restore", "", &detail).await?;
    for code in &found.urns {
        office.urns.settle(code).await?;
    }
    if found.people {
        office.registry.settle().await?;
    }
    Ok(())
}
