//! A thief of the urn's server where people answer with tickets: which ticket went with which ballot, and who
//! came when. What is left there is to be as little as in an urn on a file.

use std::collections::BTreeSet;

use prongsai::app::App;
use prongsai::crypto::message::nullifier;
use prongsai::crypto::ticket::ticket_digest;
use prongsai::domain::encoding::{hex, unhex};
use prongsai::domain::ticket::Channel;
use prongsai::domain::wire::Envelope;
use prongsai::rehearsal::Visitor;
use prongsai::rehearsal::respondent::agent;
use prongsai::service::outreach::Slip;
use prongsai::world::World;

use crate::support::postgres::{Cluster, instead_of};
use crate::support::tables::{files, holds};
use crate::support::{House, PUBLIC, blocking};

/// How many come with a slip.
const VISITS: usize = 20;

/// The urn of the public's part, as its server has it.
struct Stolen {
    database: String,
}

impl Stolen {
    fn of(house: &House) -> Self {
        let (url, _) = instead_of(&house.urn_file()).unwrap();
        let database = url.rsplit('/').next().unwrap().to_owned();
        Self { database }
    }

    /// What the server says, a row a line.
    fn say(&self, sql: &str) -> Vec<String> {
        let sql = format!("SET search_path TO \"urn_{PUBLIC}\"; {sql}");
        let said = Cluster::Urn.say(&self.database, &sql);
        said.lines().map(str::to_owned).collect()
    }

    /// Tickets with ballots of the same transaction, in the order of transactions.
    fn joined(&self) -> Vec<(String, String)> {
        let pairs = self.say(
            "SELECT encode(digest, 'hex'), encode(nullifier, 'hex') FROM ticket t JOIN ticket_ballot b \
             ON t.xmin::text = b.xmin::text ORDER BY b.xmin::text::bigint, 1, 2",
        );
        let pair = |line: &String| {
            let (ticket, ballot) = line.split_once('|').unwrap();
            (ticket.to_owned(), ballot.to_owned())
        };
        pairs.iter().map(pair).collect()
    }

    /// A column in the order in which the rows lie.
    fn places(&self, table: &str, column: &str) -> Vec<String> {
        self.say(&format!(
            "SELECT encode({column}, 'hex') FROM {table} ORDER BY tableoid, ctid"
        ))
    }

    /// How often something lies in the files of a table, in row versions that nobody sees any more too.
    fn versions(&self, table: &str, what: &[u8]) -> usize {
        self.say("CHECKPOINT");
        let list = format!(
            "SELECT pg_relation_filepath(relid) FROM pg_partition_tree('{table}') WHERE isleaf \
             UNION SELECT pg_relation_filepath('{table}') WHERE pg_relation_filepath('{table}') IS NOT NULL"
        );
        let folder = Cluster::Urn.folder();
        let files = self.say(&list).into_iter().map(|file| {
            let bytes = std::fs::read(folder.join(file)).unwrap();
            bytes.windows(what.len()).filter(|one| *one == what).count()
        });
        files.sum()
    }
}

fn is_in_journal(name: &str) -> bool {
    let name = unhex(name).unwrap();
    let files = files(&Cluster::Urn.folder().join("pg_wal"));
    files.values().any(|bytes| holds(bytes, &name))
}

/// Casts with a slip; its ticket's digest, the ballot's nullifier, and the envelope.
async fn cast(
    house: &House,
    slip: &Slip,
    envelope: Option<Envelope>,
) -> (String, String, Envelope) {
    let (base, fragment) = (house.base.clone(), slip.fragment.clone());
    blocking(move || {
        let (visitor, ticket) = Visitor::with_slip(&agent(), &base, &fragment).unwrap();
        let manifest = visitor.manifest();
        let sealed = || visitor.seal(&vec![0; manifest.ballot_length]).unwrap();
        let envelope = envelope.unwrap_or_else(sealed);
        visitor.cast(Channel::Slip, &ticket, &envelope).unwrap();
        let digest = ticket_digest(Channel::Slip, &ticket);
        let name = nullifier(&manifest.poll.0, &envelope);
        (hex(digest.as_ref()), hex(name.as_ref()), envelope)
    })
    .await
}

async fn tidied(house: &House) {
    // Another node does it, to which nobody ever came.
    let other = App::open(&house.data(), World::real(), "อีกเครื่อง")
        .await
        .unwrap();
    other.office.urns.tidy().await.unwrap();
}

fn sorted(names: &[String]) -> Vec<String> {
    names
        .iter()
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

#[actix_web::test]
async fn on_servers_nothing_joins_a_ticket_to_its_ballot_or_tells_who_came_when() {
    let house = House::on_servers().await.fill(&[("D01", 6)], 60).await;
    house.open_public(40, 60).await;
    let slips = house.slips("D01", u32::try_from(VISITS + 1).unwrap()).await;
    let urn = Stolen::of(&house);
    tidied(&house).await;
    let (mut pairs, mut last) = (Vec::new(), None);
    for at in (0..VISITS).map(|turn| turn * 7 % VISITS) {
        let (ticket, ballot, envelope) = cast(&house, &slips[at], None).await;
        pairs.push((ticket, ballot));
        last = Some(envelope);
    }
    let (tickets, ballots): (Vec<String>, Vec<String>) = pairs.iter().cloned().unzip();
    let day = urn.say("SELECT DISTINCT day FROM ticket_day").remove(0);
    let rows = urn.say("SELECT 1 FROM ticket_day").len();
    // What it is without: each ticket with its ballot, in the order in which they came, and a version of
    // the counter for each.
    assert_eq!(urn.joined(), pairs);
    assert_eq!(urn.places("ticket_ballot", "nullifier"), ballots);
    assert!(urn.versions("ticket_day", day.as_bytes()) > VISITS);
    assert!(is_in_journal(&tickets[0]) && is_in_journal(&ballots[0]));

    tidied(&house).await;
    for (table, column, there) in [
        ("ticket", "digest", VISITS + 1),
        ("ticket_ballot", "nullifier", VISITS),
    ] {
        let places = urn.places(table, column);
        assert_eq!((places.len(), &sorted(&places)), (there, &places));
        let versions = format!("SELECT DISTINCT xmin::text, xmax::text FROM {table}");
        assert_eq!(urn.say(&versions).len(), 1, "{table}");
    }
    let spent =
        "SELECT DISTINCT t.xmin::text || ' ' || b.xmin::text FROM ticket t, ticket_ballot b";
    assert_eq!(urn.say(spent).len(), 1);
    let once = |table: &str, name: &String| urn.versions(table, &unhex(name).unwrap()) == 1;
    assert!(once("ticket", &tickets[3]) && once("ticket_ballot", &ballots[3]));
    for name in tickets.iter().chain(&ballots) {
        assert!(!is_in_journal(name));
    }
    assert_eq!(
        urn.versions("ticket_day", day.as_bytes()),
        rows,
        "a version for each who came"
    );
    let counters = urn.say("SELECT DISTINCT xmin::text FROM ticket_day");
    assert_eq!(counters.len(), 1);

    // A ballot that is in the urn comes once more, with a ticket that is not spent and stays so.
    let (ticket, ..) = cast(&house, &slips[VISITS], last).await;
    assert!(
        urn.versions("ticket", &unhex(&ticket).unwrap()) > 1,
        "what it is without"
    );
    tidied(&house).await;
    assert_eq!(urn.versions("ticket", &unhex(&ticket).unwrap()), 1);
    assert!(!is_in_journal(&ticket));
}
