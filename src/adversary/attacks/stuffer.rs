//! A server that adds, drops, swaps or doubles ballots on a board or in an urn, or counts twice.

use std::path::{Path, PathBuf};

use super::tampering::{Bundle, tampered};
use crate::adversary::draws::draw;
use crate::adversary::loot::copy;
use crate::adversary::scratch::{ROUND, Scratch};
use crate::adversary::site::by_link;
use crate::adversary::{Finding, Plan, Spoilt, Tool};
use crate::app::App;
use crate::crypto::hpke::SealKey;
use crate::crypto::message::nullifier;
use crate::domain::wire::{Envelope, Nullifier};
use crate::rehearsal::respondent::Ballot;
use crate::service::bundle::bundle;
use crate::service::close_round::close_round;
use crate::service::finish_round::finish_due_rounds;
use crate::service::key_sheets::open_secret;
use crate::service::tally::tally;
use crate::store::{StoredBallot, Urns};

/// People who stay away, and for whom the server answers.
const ABSENT: usize = 2;

/// A round in which the server answers for those who stayed away; then its board is changed in every way
/// that an experiment can think of, and its urn before the count. What is sought is a change that nobody
/// notices: not by the files alone, not by the digest that was noted when the round ended, not by a receipt.
pub async fn of_boards(below: &Path, plan: Plan) -> Result<[Vec<Finding>; 2], Spoilt> {
    let scratch = Scratch::open(below, plan.people, plan.seed).await?;
    let answers = draw(&scratch.site, plan.people)?;
    let half = scratch.site.folder.with_extension("half");
    let mut ballots = Vec::new();
    for (at, (link, own)) in scratch.links.iter().zip(answers).enumerate() {
        if at == plan.people / 2 {
            copy(&[scratch.site.folder.join(".")], &half)?;
        }
        ballots.push(by_link(&scratch.site, link.clone(), own).await?);
    }
    let urns = Changed::of(&scratch, &half).await?;
    let office = &scratch.site.app.office;
    close_round(office, ROUND).await?;
    finish_due_rounds(office).await?;
    let noted = bundle(office, ROUND).await?.together().await?;
    let (tries, counted) = urns.counts(&scratch).await?;
    scratch.site.count_closed(ROUND, &scratch.sheets).await?;
    // Those who stayed away have none.
    let there = ballots.iter().take(plan.people - ABSENT);
    let receipts: Vec<Nullifier> = there.map(|it| receipt(&scratch, it)).collect();
    let honest = Bundle::of(
        bundle(office, ROUND).await?.together().await?,
        &noted,
        receipts,
    )?;
    if !honest.passes(&honest.files, Tool::Ours) {
        return Err(Spoilt::Setup("bundle"));
    }
    let changed = tampered(&honest);
    let unnoticed = |tool| {
        changed
            .iter()
            .filter(|files| honest.passes(files, tool))
            .count()
    };
    let (people, all) = (plan.people, changed.len() + tries);
    let ours = Finding::search("stuffer", people, all, unnoticed(Tool::Ours) + counted);
    // All files, the digest and every receipt agree: what the server answered for the absent stands there.
    let absent = Finding::limit("stuffer-absent", people, ABSENT, ABSENT);
    let common = Finding::search("stuffer", people, all, unnoticed(Tool::Common));
    Ok([vec![ours, absent], vec![common]])
}

fn receipt(scratch: &Scratch, ballot: &Ballot) -> Nullifier {
    nullifier(&scratch.poll.id, &ballot.envelope)
}

/// Urns as a server could put them in the place of the one that was closed: folders of installations.
struct Changed {
    /// With half of the ballots only.
    robbed: PathBuf,
    /// With a ballot more.
    stuffed: PathBuf,
    /// With one ballot in the place of half of them.
    swapped: PathBuf,
}

impl Changed {
    async fn of(scratch: &Scratch, half: &Path) -> Result<Self, Spoilt> {
        let stuffed = scratch.site.folder.with_extension("stuffed");
        copy(&[scratch.site.folder.join(".")], &stuffed)?;
        let swapped = scratch.site.folder.with_extension("swapped");
        copy(&[half.join(".")], &swapped)?;
        for folder in [&stuffed, &swapped] {
            stuff(scratch, folder).await?;
        }
        Ok(Self {
            robbed: half.to_owned(),
            stuffed,
            swapped,
        })
    }

    /// Counts what is not the urn on the board, and counts twice: how often that was tried, and how often
    /// it was done.
    async fn counts(self, scratch: &Scratch) -> Result<(usize, usize), Spoilt> {
        let mut counted = 0;
        let urns = [&self.robbed, &self.stuffed, &self.swapped];
        for (at, urn) in urns.iter().enumerate() {
            let office = scratch.site.folder.with_extension(format!("count-{at}"));
            copy(&[scratch.site.folder.join(".")], &office)?;
            put_urn(urn, &office)?;
            counted += usize::from(counts(scratch, &office, 1).await?);
        }
        // Counted honestly first; then once more with a ballot more.
        let office = scratch.site.folder.with_extension("twice");
        copy(&[scratch.site.folder.join(".")], &office)?;
        if !counts(scratch, &office, 1).await? {
            return Err(Spoilt::Setup("count"));
        }
        put_urn(&self.stuffed, &office)?;
        counted += usize::from(counts(scratch, &office, 2).await?);
        for urn in urns {
            std::fs::remove_dir_all(urn)?;
        }
        Ok((4, counted))
    }
}

/// Puts a ballot into the urn of an installation, past the server.
async fn stuff(scratch: &Scratch, folder: &Path) -> Result<(), Spoilt> {
    let urn = Urns::below(folder).get(ROUND).await?;
    let urn = urn.ok_or(Spoilt::Setup("urn"))?;
    let poll = &scratch.poll.id;
    let first = urn.ballots(poll).await?.into_iter().next();
    let first = first.ok_or(Spoilt::Setup("ballot"))?;
    let mut bytes = first.envelope.bytes().to_vec();
    bytes.reverse();
    let envelope = Envelope::new(bytes);
    let ballot = StoredBallot {
        nullifier: nullifier(poll, &envelope),
        envelope,
        ..first
    };
    let now = scratch.site.world.now();
    urn.cast(poll, ballot, || now).await?;
    urn.stop_accepting().await?;
    Ok(())
}

/// Puts the urn of one installation in the place of another's.
fn put_urn(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::remove_dir_all(to.join("urn"))?;
    copy(&[from.join("urn").join(".")], &to.join("urn"))
}

/// Whether an installation counts its urn, in this turn.
async fn counts(scratch: &Scratch, folder: &Path, turn: usize) -> Result<bool, Spoilt> {
    let app = App::open(folder, scratch.site.world.clone(), "experiment").await?;
    let round = app.office.round(ROUND).await?;
    let sheets = scratch.sheets.get(..2).unwrap_or_default();
    let secret: Result<SealKey, _> = open_secret(&app.office, &round, sheets).await;
    let done = match secret {
        Ok(secret) => tally(&app.office, ROUND, &secret, |_| {}).await.is_ok(),
        Err(_) => false,
    };
    drop(app);
    if turn > 1 || !done {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(done)
}
