//! The matrix: the process dies at every step of every act (`prongsai::fault`), on files and on servers.
//!
//! Acts are done in the order of a round's life. Each dies at its steps, one after the other, and is then
//! carried out: so what is repeated is also what has been cut off more than once.

mod answers;
mod copies;
mod office;
mod tickets;

use std::collections::BTreeSet;
use std::process::Command;

use prongsai::fault::Step;

use crate::support::process::{Server, free_address, run_with};
use crate::support::tables::{self, Dump};
use crate::support::{CODE, House};

/// A step, and which passing of it ends the process.
type Death = (Step, usize);

/// Where an act of the office dies that is a single transaction.
const COMMIT: &[Death] = &[(Step::ActWritten, 1), (Step::ActCommitted, 1)];

#[test]
fn every_step_has_its_place_in_the_matrix() {
    let tried = [
        office::MATRIX,
        answers::MATRIX,
        tickets::MATRIX,
        copies::MATRIX,
    ]
    .concat();
    let tried: BTreeSet<Step> = tried.into_iter().flatten().map(|(step, _)| *step).collect();
    assert_eq!(tried, Step::ALL.iter().copied().collect());
}

/// Has the process die at a step.
fn doomed((step, passing): Death) -> impl FnOnce(&mut Command) {
    move |command| {
        command.env("PRONGSAI_FAULT", format!("{}:{passing}", step.name()));
    }
}

/// Runs a command that dies at a step.
fn dies(house: &House, args: &[&str], typed: &str, death: Death) {
    let ended = run_with(&house.data(), args, typed, doomed(death));
    let told = ended.told;
    assert_eq!(ended.signal, Some(9), "{death:?} of {args:?}: {told}");
}

/// A server that dies at a step.
fn doomed_server(house: &House, death: Death) -> Server {
    Server::start_with(&house.data(), &free_address(), doomed(death))
}

/// That the server has died by itself.
fn assert_died(mut server: Server, death: Death) {
    use std::os::unix::process::ExitStatusExt as _;
    assert_eq!(server.ended().signal(), Some(9), "{death:?}");
}

async fn registry(house: &House) -> Dump {
    tables::dump(&house.registry_file()).await
}

async fn results(house: &House) -> Dump {
    tables::dump(&house.data().join("results.db")).await
}

async fn urn(house: &House) -> Dump {
    tables::dump(&house.urn_file()).await
}

/// How many rows of a table say this in this column.
fn count(dump: &Dump, table: &str, column: &str, value: &str) -> usize {
    let rows = dump[table].iter();
    rows.filter(|row| row[column] == value).count()
}

/// The state of the round.
async fn state(house: &House) -> String {
    let rounds = registry(house).await;
    let of_ours =
        |row: &&std::collections::BTreeMap<String, String>| row["code"].trim_matches('\'') == CODE;
    let round = rounds["round"].iter().find(of_ours).unwrap();
    round["state"].trim_matches('\'').to_owned()
}
