//! The process is killed while people sign and cast: nothing confirmed is lost, nothing is counted
//! twice, nobody is locked out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::figures::results;
use prongsai::domain::wire::Random32;
use prongsai::rehearsal::respondent::agent;
use prongsai::rehearsal::{Ballot, Declined, Prepared, Respondent};
use prongsai::service::publish::publish_round;
use serde_json::Value;

use crate::support::hand::{self, Options};
use crate::support::process::{Server, free_address};
use crate::support::{CODE, House, blocking, staff_id, tables};

/// What the browser of one person keeps.
pub struct Device {
    pub base: String,
    fragment: String,
    options: Options,
    random: Random32,
    pub person: Option<Respondent>,
    prepared: Option<Prepared>,
    pub(super) ballot: Option<Ballot>,
}

impl Device {
    /// Goes on where it was; what was kept is sent again just as it was.
    pub fn go_on(&mut self) -> Result<(), Declined> {
        if self.person.is_none() {
            self.person = Some(Respondent::open(&agent(), &self.base, &self.fragment)?);
        }
        let person = self.person.as_ref().unwrap();
        if self.prepared.is_none() {
            self.prepared = Some(person.prepare(&hand::encode(&self.options), self.random)?);
        }
        if self.ballot.is_none() {
            self.ballot = Some(person.issue(self.prepared.as_ref().unwrap())?);
        }
        person.cast(self.ballot.as_ref().unwrap())
    }

    /// Look, signature and cast of somebody who is through: all may be sent again.
    pub(super) fn requests(&self) -> [(&'static str, Value); 3] {
        let person = self.person.as_ref().unwrap();
        let to_issue = person.to_issue(self.prepared.as_ref().unwrap());
        [
            ("/api/look", person.link()),
            ("/api/issue", to_issue),
            ("/api/cast", self.ballot.as_ref().unwrap().to_cast()),
        ]
    }
}

/// Devices of people of D01 and D02 in turn, each at the next of the addresses.
pub fn devices(house: &House, people: usize, bases: &[String]) -> Vec<Device> {
    let device = |at: usize| Device {
        base: bases[at % bases.len()].clone(),
        fragment: house.links[&staff_id(["D01", "D02"][at % 2], at / 2)].clone(),
        options: hand::mixed(at),
        random: Random32::new(house.world.random().unwrap()),
        person: None,
        prepared: None,
        ballot: None,
    };
    (0..people).map(device).collect()
}

/// Eight people at a time go on until all are done or the server is gone; the unfinished ones.
fn everybody_goes_on(devices: Vec<Device>, confirmed: &Arc<AtomicUsize>) -> Vec<Device> {
    let waiting = Arc::new(Mutex::new(devices));
    let unfinished = Arc::new(Mutex::new(Vec::new()));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (waiting, unfinished, confirmed) =
                (waiting.clone(), unfinished.clone(), confirmed.clone());
            std::thread::spawn(move || {
                loop {
                    let Some(mut device) = waiting.lock().unwrap().pop() else {
                        break;
                    };
                    match device.go_on() {
                        Ok(()) => {
                            confirmed.fetch_add(1, Ordering::SeqCst);
                        }
                        Err(Declined::Nonsense) => unfinished.lock().unwrap().push(device),
                        Err(refused) => panic!("somebody was locked out: {refused}"),
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    Arc::into_inner(unfinished).unwrap().into_inner().unwrap()
}

#[actix_web::test]
async fn a_server_that_is_killed_again_and_again_counts_everybody_once() {
    const PEOPLE: usize = 40;
    let house = House::in_real_time(&[("D01", PEOPLE / 2), ("D02", PEOPLE / 2)]).await;
    let mut server = Server::start(&house.data(), &free_address());
    let address = server.address.clone();
    let mut devices = devices(&house, PEOPLE, &[server.base()]);
    let ballots = [0, 1].map(|agency| {
        let of_agency = (0..PEOPLE).filter(|at| at % 2 == agency);
        of_agency.map(hand::mixed).collect::<Vec<Options>>()
    });
    let confirmed = Arc::new(AtomicUsize::new(0));
    let mut between = 0;
    for kill_after in [5, 15, 25] {
        let (people, counter) = (devices, confirmed.clone());
        let crowd = std::thread::spawn(move || everybody_goes_on(people, &counter));
        while confirmed.load(Ordering::SeqCst) < kill_after {
            std::thread::sleep(Duration::from_millis(1));
        }
        server.kill();
        devices = blocking(move || crowd.join().unwrap()).await;
        between += devices
            .iter()
            .filter(|device| device.prepared.is_some())
            .count();
        server = Server::start(&house.data(), &address);
        let kept = tables::dump(&house.urn_file()).await["ballot"].len();
        assert!(
            kept >= confirmed.load(Ordering::SeqCst),
            "a confirmed ballot was lost"
        );
    }
    let counter = confirmed.clone();
    let left = blocking(move || everybody_goes_on(devices, &counter)).await;
    assert!(left.is_empty());
    assert_eq!(confirmed.load(Ordering::SeqCst), PEOPLE);
    assert!(between > 0, "nobody was cut off, so this has shown nothing");
    house.close().await;
    assert_eq!(house.tally().await.unwrap().valid, PEOPLE as u64);
    publish_round(&house.app.office, CODE).await.unwrap();
    server.kill();
    let round = house.app.office.round(CODE).await.unwrap();
    for (agency, ballots) in ["D01", "D02"].into_iter().zip(&ballots) {
        let sheet = results(&house.app.office, &round, Some(agency))
            .await
            .unwrap()
            .remove(0);
        assert_eq!((sheet.acknowledged, sheet.ballots), (20, 20));
        assert_eq!(
            sheet.own.get().score.exact().unwrap().to_string(),
            hand::shown(hand::iit(ballots))
        );
    }
}

#[actix_web::test]
async fn on_servers_two_of_three_nodes_are_killed_and_everybody_is_counted_once() {
    const PEOPLE: usize = 30;
    let house = House::on_servers().await.into_real_time().await;
    let sizes = [("D01", PEOPLE / 2), ("D02", PEOPLE / 2)];
    let house = house.fill(&sizes, 0).await;
    let nodes = [(); 3].map(|()| Server::start(&house.data(), &free_address()));
    let bases = nodes.each_ref().map(Server::base);
    let confirmed = Arc::new(AtomicUsize::new(0));
    let mut waiting = devices(&house, PEOPLE, &bases);
    let mut cut_off = 0;
    for (node, next) in nodes.into_iter().zip([Some(1), Some(2), None]) {
        let (people, counter) = (waiting, confirmed.clone());
        let after = PEOPLE.min(confirmed.load(Ordering::SeqCst) + 3);
        let crowd = std::thread::spawn(move || everybody_goes_on(people, &counter));
        while next.is_some() && confirmed.load(Ordering::SeqCst) < after {
            std::thread::sleep(Duration::from_millis(1));
        }
        let left = if next.is_some() {
            node.kill();
            None
        } else {
            Some(node)
        };
        waiting = blocking(move || crowd.join().unwrap()).await;
        drop(left);
        cut_off += waiting.len();
        // A balancer sends them elsewhere.
        for device in &mut waiting {
            device.base = bases[next.unwrap()].clone();
            device.person = None;
        }
    }
    assert!(waiting.is_empty() && cut_off > 0, "{cut_off} were cut off");
    assert_eq!(confirmed.load(Ordering::SeqCst), PEOPLE);
    house.close().await;
    assert_eq!(house.tally().await.unwrap().valid, PEOPLE as u64);
}
