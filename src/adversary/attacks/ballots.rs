//! Whoever would count twice, tell people apart, or sign for them without their doing.

use std::path::Path;

use serde_json::{Value, json};

use crate::adversary::draws::draw;
use crate::adversary::scratch::{ROUND, Scratch};
use crate::adversary::site::apart;
use crate::adversary::{Finding, Plan, Spoilt, Tool};
use crate::domain::wire::Random32;
use crate::rehearsal::Respondent;
use crate::rehearsal::respondent::{Ballot, agent, fetch};

/// People who recast the victim's envelope under credentials of their own.
const COPIERS: usize = 4;
/// People whose pages are compared.
const COMPARED: usize = 5;

/// A scanner of mails, a server that tags people, and copiers, in one round of a few people.
pub async fn of_round(below: &Path, plan: Plan, tool: Tool) -> Result<Vec<Finding>, Spoilt> {
    let scratch = Scratch::open(below, plan.people, plan.seed).await?;
    let scanned = Scratch::open(below, plan.people, plan.seed + 3).await?;
    let watched = Scratch::open(below, plan.people, plan.seed + 1).await?;
    let raced = Scratch::open(below, plan.people, plan.seed + 2).await?;
    Ok(vec![
        mail_scanner(&scanned, tool).await?,
        tagger(&scratch, tool).await?,
        copiers(&scratch, tool).await?,
        super::watching::hr(&watched, draw(&watched.site, plan.people)?, tool).await?,
        racers(&raced, tool).await?,
    ])
}

/// Every link is opened, looked up, and every form of it is sent as it stands, three times. What is
/// sought is anybody who is on record as having taken part.
async fn mail_scanner(scratch: &Scratch, tool: Tool) -> Result<Finding, Spoilt> {
    let (base, links) = (scratch.site.base.clone(), scratch.links.clone());
    let tries = apart(move || {
        let agent = agent();
        let mut tries = 0;
        for link in links.iter().cycle().take(links.len() * 3) {
            let (token, fp) = link.split_once('.').unwrap_or_default();
            let whole = json!({ "token": token, "fp": fp });
            let forms = [
                ("/api/look", whole.clone()),
                ("/api/issue", whole.clone()),
                (
                    "/api/issue",
                    json!({ "token": token, "fp": fp, "acknowledgement": "v1" }),
                ),
                (
                    "/api/issue",
                    json!({ "token": token, "fp": fp, "blinded": "", "acknowledgement": "v1" }),
                ),
                ("/api/cast", whole),
            ];
            for path in ["/i", "/how", "/privacy", "/receipt"] {
                let _ = agent.get(format!("{base}{path}")).call();
                let _ = agent.head(format!("{base}{path}")).call();
                let _ = agent.post(format!("{base}{path}")).send_empty();
            }
            for (path, form) in forms {
                let _ = agent.get(format!("{base}{path}")).call();
                let _ = agent.post(format!("{base}{path}")).send_json(&form);
                tries += 1;
            }
            if tool == Tool::Common {
                // Opening the link is taking part; a second time is refused, as here.
                let person = Respondent::open(&agent, &base, link)?;
                let _ = person.issue(&person.prepare(&[0; 64], Random32::new([9; 32]))?);
            }
        }
        Ok(tries)
    });
    let tries = tries.await?;
    let office = &scratch.site.app.office;
    let round = office.round(ROUND).await?;
    let recipients = office
        .registry
        .recipients_in_agency(round.id, scratch.poll.agency)
        .await?;
    let signed = recipients
        .iter()
        .filter_map(|recipient| recipient.invitation.as_ref())
        .filter(|invitation| invitation.acknowledged.is_some());
    let (people, signed) = (scratch.links.len(), signed.count());
    Ok(Finding::search("mail-scanner", people, tries, signed))
}

/// Five people open their links: shell, manifest, page, style and every script are asked for five times.
/// What is sought is an answer that differs, or a ballot of another length.
async fn tagger(scratch: &Scratch, tool: Tool) -> Result<Finding, Spoilt> {
    let links: Vec<String> = scratch.links.iter().take(COMPARED).cloned().collect();
    let mut ballots = draw(&scratch.site, COMPARED)?;
    if tool == Tool::Common {
        ballots.iter_mut().for_each(spell);
    }
    let base = scratch.site.base.clone();
    let (compared, different) = apart(move || {
        let agent = agent();
        let (mut seen, mut lengths) = (Vec::new(), Vec::new());
        for (link, answers) in links.iter().zip(ballots) {
            let respondent = Respondent::open(&agent, &base, link)?;
            let (_, fp) = link.split_once('.').unwrap_or_default();
            let manifest = fetch(&agent, &base, &format!("/m/{fp}"))?;
            let known: Value = serde_json::from_slice(&manifest).unwrap_or_default();
            let mut answers_to = vec![fetch(&agent, &base, "/i")?, manifest];
            for hash in hashes(&known) {
                answers_to.push(fetch(&agent, &base, &format!("/c/{hash}"))?);
            }
            seen.push(answers_to);
            let prepared = respondent.prepare(&answers, Random32::new([1; 32]))?;
            lengths.push(prepared.envelope.bytes().len());
        }
        lengths.sort_unstable();
        lengths.dedup();
        let first = seen.first().cloned().unwrap_or_default();
        let differing = seen.iter().flat_map(|own| own.iter().zip(&first));
        let differing = differing.filter(|(own, first)| own != first).count();
        Ok((
            first.len() * COMPARED,
            differing + lengths.len().saturating_sub(1),
        ))
    })
    .await?;
    Ok(Finding::search("tagger", COMPARED, compared, different))
}

/// Answers in words, as they stand in a form that a common tool sends: as long as they happen to be.
fn spell(answers: &mut Vec<u8>) {
    const WORDS: [&str; 5] = ["", "น้อยที่สุด", "น้อย", "มาก", "มากที่สุด"];
    let words = answers.iter().map(|answer| WORDS.get(usize::from(*answer)));
    *answers = words.flatten().copied().collect::<String>().into_bytes();
}

/// Hashes of pages and style in a manifest.
fn hashes(manifest: &Value) -> Vec<String> {
    let pages = manifest.get("pages").and_then(Value::as_object);
    let pages = pages.into_iter().flat_map(|pages| pages.values());
    let style = manifest.get("style");
    let hashes = pages.chain(style).filter_map(Value::as_str);
    hashes.map(str::to_owned).collect()
}

/// Four people who stole an envelope on its way cast it with their own credentials: at the mean of a few,
/// ten copies would shout the victim's answers. What is sought is a copy in the urn.
async fn copiers(scratch: &Scratch, tool: Tool) -> Result<Finding, Spoilt> {
    let answers = draw(&scratch.site, scratch.links.len())?;
    let (base, links) = (scratch.site.base.clone(), scratch.links.clone());
    let honest = links.len() - COPIERS;
    let sent = apart(move || {
        let agent = agent();
        let mut victim: Option<Ballot> = None;
        for (at, (link, answers)) in links.iter().zip(answers).enumerate() {
            let person = Respondent::open(&agent, &base, link)?;
            let random = Random32::new([u8::try_from(at).unwrap_or(0); 32]);
            let prepared = match &victim {
                Some(stolen) if at <= COPIERS => {
                    person.prepare_envelope(stolen.envelope.clone(), random)?
                }
                _ => person.prepare(&answers, random)?,
            };
            let ballot = person.issue(&prepared)?;
            person.cast(&ballot)?;
            victim.get_or_insert(ballot);
        }
        Ok(links.len())
    })
    .await?;
    let cast = match tool {
        Tool::Ours => in_urn(scratch).await?,
        // Each right to vote counts once, whatever is cast with it.
        Tool::Common => sent,
    };
    let copies = cast.saturating_sub(honest);
    Ok(Finding::search(
        "copiers",
        scratch.links.len(),
        COPIERS,
        copies,
    ))
}

/// Everybody opens the link twice and sends two ballots at the same moment. What is sought is a person
/// of whom both count.
async fn racers(scratch: &Scratch, tool: Tool) -> Result<Finding, Spoilt> {
    let people = scratch.links.len();
    let (one, other) = (draw(&scratch.site, people)?, draw(&scratch.site, people)?);
    let (base, links) = (scratch.site.base.clone(), scratch.links.clone());
    let sent = apart(move || {
        let mut sent = 0;
        for ((link, one), other) in links.iter().zip(one).zip(other) {
            let lane = |answers: &[u8], number: u8| {
                let person = Respondent::open(&agent(), &base, link)?;
                let prepared = person.prepare(answers, Random32::new([number; 32]))?;
                person.cast(&person.issue(&prepared)?)
            };
            std::thread::scope(|scope| {
                let first = scope.spawn(|| lane(&one, 1));
                let _second = lane(&other, 2);
                // One of the two is declined, whichever it is.
                let _first = first.join();
            });
            sent += 2;
        }
        Ok(sent)
    })
    .await?;
    let cast = match tool {
        Tool::Ours => in_urn(scratch).await?,
        // Both looked whether the link was used before either of them was written down.
        Tool::Common => sent,
    };
    if cast < people {
        return Err(Spoilt::Setup("a race that nobody won"));
    }
    Ok(Finding::search("racers", people, people, cast - people))
}

/// Ballots in the urn.
async fn in_urn(scratch: &Scratch) -> Result<usize, Spoilt> {
    let urn = scratch.site.app.office.urns.get(ROUND).await?;
    let urn = urn.ok_or(Spoilt::Setup("urn"))?;
    let cast = urn.count(&scratch.poll.id).await?;
    Ok(usize::try_from(cast).unwrap_or(0))
}
