//! How long it takes after a fault until people wait no longer than before, measured by hand. Three nodes behind a
//! proxy on two PostgreSQL servers, as in [`super::nodes`]:
//!
//!     PRONGSAI_TEST_PROGRAM=/path/of/a/release/prongsai cargo nextest run --test api --run-ignored only \
//!         --no-capture -E 'test(recovery)'
//!
//! A second is good when 95 of a hundred requests that began in it took at most twice as long as those of
//! the ten seconds before the fault. What was answered otherwise than by 200, or not at all, took for ever.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use prongsai::rehearsal::respondent::{Agent, agent};
use serde_json::Value;

use super::casting::devices;
use crate::support::certificates::Certificates;
use crate::support::postgres::OwnServers;
use crate::support::process::{Server, free_address};
use crate::support::proxy::Proxy;
use crate::support::{House, blocking};

/// People who look, have signed and cast again and again.
const PEOPLE: usize = 12;
/// Between two requests of each.
const PAUSE: Duration = Duration::from_millis(40);
/// What is looked at before each fault, and after it.
const BEFORE: Duration = Duration::from_secs(10);
const AFTER: Duration = Duration::from_secs(25);
/// So many seconds on end must be good.
const GOOD: u32 = 3;

/// What happens.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// A server is restarted.
    Restart(&'static str, &'static str),
    /// A server stays away for so many seconds.
    Away(&'static str, &'static str, u64),
    /// A node is killed, and started again after two seconds.
    Kill(usize),
    /// A node stands still for so many seconds.
    Halt(usize, u64),
}

const FAULTS: [Fault; 11] = [
    Fault::Restart("urn", "immediate"),
    Fault::Restart("registry", "immediate"),
    Fault::Restart("urn", "fast"),
    Fault::Restart("registry", "fast"),
    Fault::Away("urn", "immediate", 15),
    Fault::Away("registry", "immediate", 15),
    Fault::Kill(0),
    Fault::Kill(1),
    Fault::Kill(2),
    Fault::Halt(0, 15),
    Fault::Halt(1, 15),
];

/// When a request began, since the measurement did, and how long it took if it was answered well.
type Sample = (Duration, Option<Duration>);

/// People at their work.
struct Crowd {
    began: Instant,
    samples: Mutex<Vec<Sample>>,
    enough: AtomicBool,
}

fn number(many: usize) -> f64 {
    f64::from(u32::try_from(many).unwrap_or(u32::MAX))
}

impl Crowd {
    /// Somebody who sends these requests in turn.
    fn work(&self, base: &str, requests: &[(&str, Value)]) {
        let agent: Agent = agent();
        for (path, body) in requests.iter().cycle() {
            if self.enough.load(Ordering::SeqCst) {
                return;
            }
            let (begun, url) = (Instant::now(), format!("{base}{path}"));
            let good = is_answered(&agent, &url, body);
            let sample = (begun - self.began, good.then(|| begun.elapsed()));
            self.samples.lock().unwrap().push(sample);
            sleep(PAUSE);
        }
    }

    /// Requests that began in a second, and the time in milliseconds that 95 of a hundred did not exceed.
    fn second(&self, from: Duration, long: Duration) -> (usize, f64) {
        let samples = self.samples.lock().unwrap();
        let within = samples
            .iter()
            .filter(|(at, _)| (from..from + long).contains(at));
        let mut times: Vec<f64> = within
            .map(|(_, took)| took.map_or(f64::INFINITY, |took| took.as_secs_f64() * 1_000.0))
            .collect();
        times.sort_by(f64::total_cmp);
        let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
        (times.len(), times.get(at).copied().unwrap_or(f64::INFINITY))
    }

    /// What a fault did, in words, told from when it came and when what was gone was there again.
    fn tell(&self, fault: Fault, came: Duration, back: Duration) {
        let (many, before) = self.second(came.saturating_sub(BEFORE), BEFORE);
        let fewest = number(many) / BEFORE.as_secs_f64() / 2.0;
        let step = Duration::from_millis(100);
        let is_good = |from: Duration| {
            let (many, p95) = self.second(from, Duration::from_secs(1));
            p95 <= 2.0 * before && number(many) >= fewest
        };
        let are_good = |from: Duration| {
            (0..GOOD * 4).all(|quarter| is_good(from + Duration::from_millis(250) * quarter))
        };
        let end = came + AFTER;
        let mut at = came;
        while at < end && !are_good(at) {
            at += step;
        }
        let failed: Vec<Duration> = {
            let samples = self.samples.lock().unwrap();
            let bad = samples
                .iter()
                .filter(|(at, took)| *at >= came && *at < end && took.is_none());
            bad.map(|(at, _)| at.saturating_sub(came)).collect()
        };
        println!(
            "{fault:?}: p95 {before:.1} ms at {:.0}/s; back after {:.1} s; good again {:.1} s after the fault, \
             {:.1} s after it was back{}; {} not answered well, the last begun after {:.1} s",
            number(many) / BEFORE.as_secs_f64(),
            back.saturating_sub(came).as_secs_f64(),
            at.saturating_sub(came).as_secs_f64(),
            at.saturating_sub(back).as_secs_f64(),
            if at < end { "" } else { " (NEVER)" },
            failed.len(),
            failed
                .iter()
                .max()
                .copied()
                .unwrap_or_default()
                .as_secs_f64(),
        );
    }
}

/// Whether all of a good answer came.
fn is_answered(agent: &Agent, url: &str, body: &Value) -> bool {
    let answer = agent.post(url).send_json(body);
    answer.is_ok_and(|mut it| it.status() == 200 && it.body_mut().read_to_vec().is_ok())
}

fn suffer(nodes: &mut Vec<Server>, house: &House, servers: &OwnServers, fault: Fault) {
    match fault {
        Fault::Restart(name, mode) => servers.restart(name, mode),
        Fault::Away(name, mode, seconds) => servers.away(name, mode, seconds),
        Fault::Kill(node) => {
            let killed = nodes.remove(node);
            let address = killed.address.clone();
            killed.kill();
            sleep(Duration::from_secs(2));
            nodes.insert(node, Server::start(&house.data(), &address));
        }
        Fault::Halt(node, seconds) => {
            nodes[node].halt();
            sleep(Duration::from_secs(seconds));
            nodes[node].resume();
        }
    }
}

#[actix_web::test]
#[ignore = "a measurement of seven minutes, for a release build"]
async fn recovery_after_each_fault() {
    let certificates = Certificates::of_loopback();
    let servers = OwnServers::start(&certificates);
    let house = House::on(&servers, &certificates.authority).await;
    let house = house.into_real_time().await;
    let house = house
        .fill(&[("D01", PEOPLE / 2), ("D02", PEOPLE / 2)], 0)
        .await;
    let mut nodes: Vec<Server> = (0..3)
        .map(|_| Server::start(&house.data(), &free_address()))
        .collect();
    let proxy = Proxy::start(&nodes);
    let mut devices = devices(&house, PEOPLE, std::slice::from_ref(&proxy.base));
    blocking(move || {
        let crowd = Arc::new(Crowd {
            began: Instant::now(),
            samples: Mutex::default(),
            enough: AtomicBool::new(false),
        });
        let mut threads: Vec<JoinHandle<()>> = Vec::new();
        for device in &mut devices {
            device.go_on().unwrap();
            let (base, crowd, requests) = (device.base.clone(), crowd.clone(), device.requests());
            threads.push(spawn(move || crowd.work(&base, &requests)));
        }
        for fault in FAULTS {
            sleep(BEFORE + Duration::from_secs(2));
            let came = crowd.began.elapsed();
            suffer(&mut nodes, &house, &servers, fault);
            let back = crowd.began.elapsed();
            sleep((came + AFTER + Duration::from_secs(4)).saturating_sub(crowd.began.elapsed()));
            crowd.tell(fault, came, back);
        }
        crowd.enough.store(true, Ordering::SeqCst);
        for thread in threads {
            thread.join().unwrap();
        }
        drop(house);
    })
    .await;
}
