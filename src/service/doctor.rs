//! A look at a whole installation: is everything as anonymity and a safe count need it? Changes nothing.

use super::backup::put_back::put_back;
use super::clock::{Doubt, disagreeing};
use super::{Office, Refusal};
use crate::domain::clock::near;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::store::KeyName;

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As it should be.
    Good,
    /// Worth a look; may have a good reason.
    Look,
    /// Must be mended.
    Bad,
}

impl Standing {
    /// Key of its word.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Good => "doctor.good",
            Standing::Look => "doctor.look",
            Standing::Bad => "doctor.bad",
        }
    }
}

/// What was looked at, how it stands, and what to do.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Key of the word for what was looked at.
    pub check: &'static str,
    /// How it stands.
    pub standing: Standing,
    /// What it is and what to do.
    pub said: Message,
}

impl Finding {
    /// As it should be.
    pub fn good(check: &'static str, said: Message) -> Self {
        Self {
            check,
            standing: Standing::Good,
            said,
        }
    }

    /// Worth a look.
    pub fn look(check: &'static str, said: Message) -> Self {
        Self {
            standing: Standing::Look,
            ..Self::good(check, said)
        }
    }

    /// To be mended.
    pub fn bad(check: &'static str, said: Message) -> Self {
        Self {
            standing: Standing::Bad,
            ..Self::good(check, said)
        }
    }
}

/// Looks at keys, clock and databases.
pub async fn examine(office: &Office) -> Result<Vec<Finding>, Refusal> {
    let mut findings = keys(office).await?;
    findings.extend(clock(office).await?);
    findings.extend(databases(office).await?);
    findings.extend(came_back(office).await?);
    Ok(findings)
}

/// Whether a round's ballots are counted or destroyed.
pub fn is_over(round: &Round) -> bool {
    matches!(
        round.state,
        RoundState::Tallied | RoundState::Published | RoundState::Cancelled
    )
}

/// That there are the keys of rounds that take answers or wait for their count, and no others.
async fn keys(office: &Office) -> Result<Vec<Finding>, Refusal> {
    let mut findings = Vec::new();
    if !office.keys.can_seal() {
        findings.push(Finding::bad(
            "doctor.check-keys",
            Message::new("errors.kek-missing"),
        ));
    }
    for round in office.registry.rounds().await? {
        let wrong = match round.state {
            RoundState::Draft => None,
            RoundState::Open | RoundState::Closed => needed(office, &round).await?,
            _ => left(office, &round.code)
                .await?
                .then_some("doctor.keys-left"),
        };
        findings.extend(wrong.map(|key| {
            let said = Message::new(key).with("round", &round.code);
            Finding::bad("doctor.check-keys", said)
        }));
    }
    if findings.is_empty() {
        findings.push(Finding::good(
            "doctor.check-keys",
            Message::new("doctor.keys-good"),
        ));
    }
    Ok(findings)
}

/// Whether anything secret is left of a round.
async fn left(office: &Office, code: &str) -> Result<bool, Refusal> {
    Ok(office.keys.remains(code) || office.urns.remains(code).await?)
}

/// What is wrong with box and keys of a round that needs them.
async fn needed(office: &Office, round: &Round) -> Result<Option<&'static str>, Refusal> {
    let code = &round.code;
    if !office.urns.remains(code).await? {
        return Ok(Some("doctor.urn-missing"));
    }
    let counted = office.results.totals(code).await?;
    for poll in office.registry.polls(round.id).await? {
        let is_counted = counted.iter().any(|total| total.poll == poll.id);
        if !is_counted && !office.keys.exists(KeyName::Poll(code, &poll.id)) {
            return Ok(Some("doctor.keys-missing"));
        }
    }
    let opens = office.keys.find(KeyName::RoundPublic(code)).is_ok();
    Ok((office.keys.can_seal() && !opens).then_some("doctor.kek-wrong"))
}

/// That the clock is not behind what was written already, is the one that a server believed, and the databases'.
async fn clock(office: &Office) -> Result<Vec<Finding>, Refusal> {
    let now = office.world.now();
    let last = office.last_line().await?;
    let mut findings = vec![match last.filter(|last| *last > now) {
        Some(last) => {
            let said = Message::new("doctor.clock-behind");
            Finding::bad("doctor.check-clock", said.at("now", now).at("last", last))
        }
        None => Finding::good(
            "doctor.check-clock",
            Message::new("doctor.clock-good").at("now", now),
        ),
    }];
    let believed = office.clock.last_believed();
    findings.extend(believed.filter(|it| !near(now, *it)).map(|believed| {
        let said = Message::new("doctor.clock-unbelieved").at("now", now);
        Finding::look("doctor.check-clock", said.at("last", believed))
    }));
    findings.extend(disagreeing(office).await?.map(|server| {
        let said = Doubt::Servers(now, server).said();
        Finding::bad("doctor.check-clock", said)
    }));
    Ok(findings)
}

/// That no box came back on a server that may not, and that it is told what did.
async fn came_back(office: &Office) -> Result<Option<Finding>, Refusal> {
    let check = "doctor.check-databases";
    match put_back(office).await {
        Ok(None) => Ok(None),
        Ok(Some(_)) => Ok(Some(Finding::look(check, Message::new("doctor.put-back")))),
        Err(Refusal::Mendable(said)) => Ok(Some(Finding::bad(check, said))),
        Err(failed) => Err(failed),
    }
}

/// That the files are whole, and are written as durability and anonymity need it.
async fn databases(office: &Office) -> Result<Vec<Finding>, Refusal> {
    let mut wrong = Vec::new();
    for fault in office.registry.faults().await? {
        wrong.push(("registry.db".to_owned(), fault));
    }
    for fault in office.results.faults().await? {
        wrong.push(("results.db".to_owned(), fault));
    }
    for code in office.urns.rounds().await? {
        if let Some(urn) = office.urns.get(&code).await? {
            let faults = urn.faults().await?.into_iter();
            wrong.extend(faults.map(|fault| (format!("urn/{code}.db"), fault)));
        }
    }
    if wrong.is_empty() {
        let said = Message::new("doctor.databases-good");
        return Ok(vec![Finding::good("doctor.check-databases", said)]);
    }
    let bad = |(file, fault): (String, &'static str)| {
        let said = Message::new("doctor.database").with("file", file);
        Finding::bad("doctor.check-databases", said.with("fault", fault))
    };
    Ok(wrong.into_iter().map(bad).collect())
}
