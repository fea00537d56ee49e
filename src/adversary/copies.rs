//! What databases have that they had not before: from copies of them, hour by hour, and from a log of
//! their statements, line by line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Spoilt;
use super::loot::copy;
use super::scratch::{AGENCY, ROUND, Scratch, staff_id};
use crate::domain::wire::{Envelope, Nullifier};
use crate::store::{Registry, Urn, Urns};

/// Rows that came since the last look.
#[derive(Default)]
pub struct NewRows {
    /// Who took part.
    pub people: Vec<usize>,
    /// What came into the urn.
    pub envelopes: Vec<Envelope>,
}

/// Somebody who looks at the databases again and again.
#[derive(Default)]
pub struct Watch {
    people: BTreeSet<usize>,
    ballots: BTreeSet<Nullifier>,
}

impl Watch {
    /// What an hour's backup has anew.
    pub async fn back_up(&mut self, scratch: &Scratch) -> Result<NewRows, Spoilt> {
        let copied = scratch.site.folder.with_extension("hour");
        copy_databases(scratch, &copied)?;
        let registry = Registry::open(&copied).await?;
        let urn = Urns::below(&copied).get(ROUND).await?;
        let urn = urn.ok_or(Spoilt::Setup("urn"))?;
        let new = self.new_rows(scratch, &registry, &urn).await?;
        std::fs::remove_dir_all(&copied)?;
        Ok(new)
    }

    /// What the databases' own log of statements, with their values, tells since it was last read: the rows
    /// that they wrote.
    pub async fn read_statements(&mut self, scratch: &Scratch) -> Result<NewRows, Spoilt> {
        let office = &scratch.site.app.office;
        let urn = office.urns.get(ROUND).await?;
        let urn = urn.ok_or(Spoilt::Setup("urn"))?;
        self.new_rows(scratch, &office.registry, &urn).await
    }

    async fn new_rows(
        &mut self,
        scratch: &Scratch,
        registry: &Registry,
        urn: &Urn,
    ) -> Result<NewRows, Spoilt> {
        let round = scratch.site.app.office.round(ROUND).await?;
        let mut people = Vec::new();
        for recipient in registry
            .recipients_in_agency(round.id, scratch.poll.agency)
            .await?
        {
            let took_part = recipient
                .invitation
                .is_some_and(|it| it.acknowledged.is_some());
            let number = recipient.staff.member.staff_id;
            let place = (0..scratch.links.len()).find(|at| staff_id(AGENCY, *at) == number);
            people.extend(place.filter(|person| took_part && self.people.insert(*person)));
        }
        let ballots = urn.ballots(&scratch.poll.id).await?;
        let new = ballots
            .into_iter()
            .filter(|ballot| self.ballots.insert(ballot.nullifier));
        Ok(NewRows {
            people,
            envelopes: new.map(|ballot| ballot.envelope).collect(),
        })
    }
}

/// Registry and urn, with their journals.
fn copy_databases(scratch: &Scratch, to: &Path) -> std::io::Result<()> {
    let beside = |file: PathBuf| [file.with_extension("db-wal"), file];
    let there = |files: [PathBuf; 2]| files.into_iter().filter(|file| file.exists());
    let registry = beside(scratch.site.folder.join("registry.db"));
    let registry: Vec<PathBuf> = there(registry).collect();
    let urn: Vec<PathBuf> = there(beside(scratch.urn_file())).collect();
    copy(&registry, to)?;
    copy(&urn, &to.join("urn"))
}
