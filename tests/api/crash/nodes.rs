//! Three nodes behind a proxy (`HAProxy`), set up as the operator's guide says, on two PostgreSQL servers of their own:
//! nodes are killed and stopped, servers restarted and crashed while people answer.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use crate::support::figures::results;
use prongsai::rehearsal::respondent::agent;
use prongsai::rehearsal::{Ballot, Declined};
use prongsai::service::publish::publish_round;

use super::casting::{Device, devices};
use crate::support::certificates::Certificates;
use crate::support::house::post;
use crate::support::postgres::OwnServers;
use crate::support::process::{Server, free_address};
use crate::support::proxy::{CONFIGURATION, Proxy};
use crate::support::{CODE, House, blocking};

/// What happens while some of the people answer.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// A node is killed and a server restarted or crashed (`immediate`); the node starts again.
    Kill(usize, &'static str, &'static str),
    /// A server crashes.
    Crash(&'static str),
    /// A node stops in the middle of its turn to write ballots, and goes on when all others are through.
    Halt(usize),
}

const FAULTS: [Fault; 5] = [
    Fault::Kill(0, "registry", "fast"),
    Fault::Kill(1, "urn", "fast"),
    Fault::Kill(2, "registry", "immediate"),
    Fault::Crash("urn"),
    Fault::Halt(0),
];

/// People who answer around each of them.
const PEOPLE: usize = 6;

/// Nobody waits longer for anything, on however slow a machine.
const LONGEST: Duration = Duration::from_mins(4);

/// People who answer in their browsers, six at a time.
#[derive(Default)]
struct Crowd {
    waiting: Mutex<VecDeque<Device>>,
    through: Mutex<Vec<Ballot>>,
    refused: Mutex<Option<Declined>>,
    enough: AtomicBool,
}

impl Crowd {
    fn start(self: &Arc<Self>) -> Vec<JoinHandle<()>> {
        let one = |_| {
            let crowd = self.clone();
            spawn(move || crowd.work())
        };
        (0..PEOPLE).map(one).collect()
    }

    fn work(&self) {
        while !self.enough.load(Ordering::SeqCst) {
            let next = self.waiting.lock().unwrap().pop_front();
            match next {
                Some(device) => self.one(device),
                None => sleep(Duration::from_millis(5)),
            }
        }
    }

    /// As the page does it: what has no answer, or one that says "later", is sent again just as it was.
    fn one(&self, mut device: Device) {
        while !self.enough.load(Ordering::SeqCst) {
            match device.go_on() {
                Ok(()) => {
                    self.through.lock().unwrap().push(device.ballot.unwrap());
                    return;
                }
                Err(Declined::Nonsense) => {}
                Err(Declined::Answer { status, .. }) if status >= 500 => {}
                Err(refused) => {
                    *self.refused.lock().unwrap() = Some(refused);
                    return;
                }
            }
            sleep(Duration::from_millis(200));
        }
    }

    /// Waits until so many are through.
    fn until(&self, through: usize) {
        let started = Instant::now();
        while self.through() < through {
            let refused = self.refused.lock().unwrap().take();
            assert!(refused.is_none(), "somebody was locked out: {refused:?}");
            assert!(started.elapsed() < LONGEST, "somebody never got through");
            sleep(Duration::from_millis(5));
        }
    }

    fn through(&self) -> usize {
        self.through.lock().unwrap().len()
    }
}

/// Nodes behind a proxy, and who comes to it.
struct Site {
    house: House,
    servers: OwnServers,
    nodes: Vec<Server>,
    crowd: Arc<Crowd>,
}

impl Site {
    /// Brings a fault about once the first of those who come now are through, until all are.
    fn suffer(&mut self, fault: Fault, people: Vec<Device>) {
        let before = self.crowd.through();
        let all = before + people.len();
        self.crowd.waiting.lock().unwrap().extend(people);
        self.crowd.until(before + 1);
        match fault {
            Fault::Kill(node, name, mode) => {
                let address = self.kill(node);
                self.servers.restart(name, mode);
                // The proxy knows it by its address.
                let again = Server::start(&self.house.data(), &address);
                self.nodes.insert(node, again);
            }
            Fault::Crash(name) => self.servers.restart(name, "immediate"),
            Fault::Halt(node) => return self.halt(node, all),
        }
        self.crowd.until(all);
    }

    /// Kills a node; its address.
    fn kill(&mut self, node: usize) -> String {
        let killed = self.nodes.remove(node);
        let address = killed.address.clone();
        killed.kill();
        address
    }

    /// The others go on while a node is stopped that had the turn to write ballots.
    fn halt(&self, node: usize, all: usize) {
        let node = &self.nodes[node];
        let ballot = self.crowd.through.lock().unwrap()[0].clone();
        let enough = Arc::new(AtomicBool::new(false));
        let busy: Vec<_> = (0..3)
            .map(|_| repeats(node.base(), ballot.clone(), enough.clone()))
            .collect();
        let mut tries = 0;
        node.halt();
        while !self.turn_is_kept() && tries < 50 {
            node.resume();
            tries += 1;
            sleep(Duration::from_millis(20));
            node.halt();
        }
        enough.store(true, Ordering::SeqCst);
        self.crowd.until(all);
        node.resume();
        for one in busy {
            one.join().unwrap();
        }
    }

    /// Whether somebody keeps the turn to write ballots and does nothing with it.
    fn turn_is_kept(&self) -> bool {
        let sql = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid), pg_sleep(0.1) \
             WHERE locktype = 'advisory' AND granted AND state = 'idle in transaction' \
             AND state_change < now() - interval '0.05 s'";
        self.servers.say("urn", sql).trim() != "0"
    }
}

/// Somebody who sends the same ballot again and again to one node.
fn repeats(base: String, ballot: Ballot, enough: Arc<AtomicBool>) -> JoinHandle<()> {
    spawn(move || {
        let agent = agent();
        while !enough.load(Ordering::SeqCst) {
            post(&agent, &format!("{base}/api/cast"), &ballot.to_cast());
        }
    })
}

#[test]
fn the_guide_shows_the_proxy_as_it_is_tried() {
    let guide = include_str!("../../../assets/operators-guide.md");
    for line in CONFIGURATION.lines().filter(|line| !line.is_empty()) {
        assert!(guide.contains(&format!("\n    {line}\n")), "{line}");
    }
    // Address, second and status: nothing finer, and nothing that tells a ballot from a page.
    let mut logs = CONFIGURATION
        .lines()
        .filter(|line| line.contains("log-format"));
    assert_eq!(logs.next().unwrap().trim(), "log-format \"%ci [%Tl] %ST\"");
    assert!(logs.next().is_none() && !CONFIGURATION.contains("httplog"));
}

#[actix_web::test]
async fn on_servers_behind_a_proxy_everybody_gets_through_every_fault_and_is_counted_once() {
    let all = FAULTS.len() * PEOPLE;
    let certificates = Certificates::of_loopback();
    let servers = OwnServers::start(&certificates);
    let house = House::on(&servers, &certificates.authority).await;
    let house = house.into_real_time().await;
    let house = house.fill(&[("D01", all / 2), ("D02", all / 2)], 0).await;
    let node = |_| Server::start(&house.data(), &free_address());
    let nodes: Vec<Server> = (0..3).map(node).collect();
    let proxy = Proxy::start(&nodes);
    let mut people = devices(&house, all, std::slice::from_ref(&proxy.base));
    let crowd: Arc<Crowd> = Arc::default();
    let threads = crowd.start();
    let mut site = Site {
        house,
        servers,
        nodes,
        crowd: crowd.clone(),
    };
    let site = blocking(move || {
        for fault in FAULTS {
            site.suffer(fault, people.split_off(people.len() - PEOPLE));
        }
        crowd.enough.store(true, Ordering::SeqCst);
        for thread in threads {
            thread.join().unwrap();
        }
        site
    })
    .await;
    let plain = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
         WHERE application_name = 'prongsai' AND NOT ssl";
    for server in ["registry", "urn"] {
        assert_eq!(site.servers.say(server, plain).trim(), "0");
    }
    let house = &site.house;
    house.close().await;
    assert_eq!(house.tally().await.unwrap().valid, all as u64);
    publish_round(&house.app.office, CODE).await.unwrap();
    let round = house.app.office.round(CODE).await.unwrap();
    for agency in ["D01", "D02"] {
        let sheets = results(&house.app.office, &round, Some(agency)).await;
        let sheet = sheets.unwrap().remove(0);
        let half = all as u64 / 2;
        assert_eq!((sheet.acknowledged, sheet.ballots), (half, half));
    }
}
