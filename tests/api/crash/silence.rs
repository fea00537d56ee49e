//! A database server that says nothing any more and closes nothing, as one whose machine hangs or whose network
//! is cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::{join, pending};
use prongsai::rehearsal::{Ballot, Declined};
use sea_orm::{ConnectionTrait as _, Database, DatabaseTransaction, TransactionTrait as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::house::status_of;
use crate::support::postgres::Cluster;
use crate::support::{House, hand, staff_id};

/// Nobody waits longer for an answer, on however slow a machine: the guide says twenty seconds.
const LONGEST: Duration = Duration::from_mins(1);

/// Stands between a node and its servers. Lines that were there when it fell silent stay silent for ever.
#[derive(Clone, Default)]
struct Relay(Arc<AtomicUsize>);

impl Relay {
    /// The address of a database by way of this.
    async fn before(&self, database: &str) -> String {
        let (user, rest) = database.split_once('@').unwrap();
        let (server, name) = rest.split_once('/').unwrap();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let (relay, server) = (self.clone(), server.to_owned());
        actix_web::rt::spawn(async move {
            while let Ok((node, _)) = socket.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                actix_web::rt::spawn(relay.clone().hand_on(node, server));
            }
        });
        format!("{user}@{address}/{name}")
    }

    /// Odd while it is silent.
    fn turns(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn turn(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    async fn hand_on(self, node: TcpStream, server: TcpStream) {
        let began = self.turns();
        let (from_node, to_node) = node.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::select! {
            () = self.copy(began, from_node, to_server) => {}
            () = self.copy(began, from_server, to_node) => {}
        }
    }

    async fn copy(
        &self,
        began: usize,
        mut from: impl AsyncRead + Unpin,
        mut to: impl AsyncWrite + Unpin,
    ) {
        let mut part = [0; 8_192];
        while let Ok(read) = from.read(&mut part).await {
            if self.turns() != began || began % 2 == 1 {
                pending::<()>().await;
            }
            if read == 0 || to.write_all(&part[..read]).await.is_err() {
                return;
            }
        }
    }
}

/// Keeps everybody else from writing into a store until it is dropped.
async fn kept_turn(database: &str, schema: &str) -> DatabaseTransaction {
    let turn = Database::connect(database).await.unwrap();
    let turn = turn.begin().await.unwrap();
    let lock = format!("SELECT pg_advisory_xact_lock(hashtext('{schema}'))");
    turn.execute_unprepared(&lock).await.unwrap();
    turn
}

/// Waits until somebody waits for the turn.
async fn until_somebody_waits(server: Cluster, database: &str) {
    let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    while server.say(database, sql).trim() == "0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// As the page does it.
async fn until_taken<T>(act: impl AsyncFn() -> Result<T, Declined>) -> T {
    let begun = Instant::now();
    loop {
        match act().await {
            Ok(done) => return done,
            Err(Declined::Answer { status: 503, .. }) => assert!(begun.elapsed() < LONGEST),
            Err(refused) => panic!("{refused}"),
        }
    }
}

/// Somebody who sends a ballot and will not wait for the answer.
async fn sent(house: &House, ballot: &Ballot) -> TcpStream {
    let address = house.base.trim_start_matches("http://");
    let mut line = TcpStream::connect(address).await.unwrap();
    let body = ballot.to_cast().to_string();
    let head = "POST /api/cast HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json";
    let request = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    line.write_all(request.as_bytes()).await.unwrap();
    line
}

#[actix_web::test]
async fn on_servers_one_that_falls_silent_is_told_of_and_taken_up_again_when_it_speaks() {
    let name = format!("t_silent_{}", std::process::id());
    let urls = [Cluster::Registry, Cluster::Urn].map(|server| server.database(&name));
    let relay = Relay::default();
    let (people, ballots) = (relay.before(&urls[0]).await, relay.before(&urls[1]).await);
    let settings = format!("databases = {{ registry = \"{people}\", urn = \"{ballots}\" }}\n");
    let house = House::with_settings(&settings).await;
    let house = house.fill(&[("D01", 6)], 60).await;
    let [first, second, third] = [0, 1, 2].map(|at| staff_id("D01", at));
    let answers = || hand::encode(&hand::best());
    let one = house.issue(&first, answers()).await.unwrap();
    let other = house.issue(&second, answers()).await.unwrap();

    let turns = [
        kept_turn(&urls[0], "registry").await,
        kept_turn(&urls[1], "urn_2570-1").await,
    ];
    let gone = sent(&house, &one).await;
    let falls_silent = async {
        until_somebody_waits(Cluster::Registry, &name).await;
        until_somebody_waits(Cluster::Urn, &name).await;
        relay.turn();
        // Their turn comes, and nobody hears of it.
        for turn in turns {
            turn.rollback().await.unwrap();
        }
        drop(gone);
        house.cast(&second, &other).await
    };
    let begun = Instant::now();
    let (signed, cast) = join(house.issue(&third, answers()), falls_silent).await;
    assert_eq!((status_of(signed).0, status_of(cast).0), (503, 503));
    assert!(begun.elapsed() < LONGEST, "{:?}", begun.elapsed());

    relay.turn();
    let begun = Instant::now();
    until_taken(async || house.cast(&first, &one).await).await;
    until_taken(async || house.cast(&second, &other).await).await;
    let last = until_taken(async || house.issue(&third, answers()).await).await;
    until_taken(async || house.cast(&third, &last).await).await;
    assert!(begun.elapsed() < LONGEST, "{:?}", begun.elapsed());
    let count = |server: Cluster, of: &str| {
        let said = server.say(&name, &format!("SELECT count(*) FROM {of}"));
        said.trim().to_owned()
    };
    assert_eq!(count(Cluster::Urn, "\"urn_2570-1\".ballot"), "3");
    let signed = "registry.invitation WHERE state = 'acknowledged'";
    assert_eq!(count(Cluster::Registry, signed), "3");
}
