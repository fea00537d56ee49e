//! A setting of a server that is changed while people answer: from then on the server would keep what nobody may know.
//! Nobody signs, no ballot is sent there, who waits is told that nothing is lost, and all goes on when it is put back.

use std::thread::sleep;
use std::time::Duration;

use prongsai::domain::ticket::Channel;
use prongsai::domain::wire::Random32;
use prongsai::rehearsal::respondent::agent;
use prongsai::rehearsal::{Ballot, Declined, Prepared, Respondent, Visitor};

use crate::support::certificates::Certificates;
use crate::support::house::status_of;
use crate::support::postgres::OwnServers;
use crate::support::process::{Server, free_address, outcome};
use crate::support::{CODE, House, PUBLIC, blocking, hand, staff_id};

/// A setting that writes every statement with its values into the log.
const LOGGED: &str = "log_min_duration_statement";

/// A house on servers of its own, with rounds of staff and of the public.
struct Site {
    servers: OwnServers,
    house: House,
    node: Server,
    _certificates: Certificates,
}

impl Site {
    async fn new() -> Self {
        let certificates = Certificates::of_loopback();
        let servers = OwnServers::start(&certificates);
        let house = House::on(&servers, &certificates.authority).await;
        let house = house.into_real_time().await.fill(&[("D01", 8)], 60).await;
        house.open_public(40, 60).await;
        let node = Server::start(&house.data(), &free_address());
        Self {
            servers,
            house,
            node,
            _certificates: certificates,
        }
    }

    /// Somebody who has sealed the answers.
    fn person(&self, at: usize) -> (Respondent, Prepared) {
        let fragment = &self.house.links[&staff_id("D01", at)];
        let person = Respondent::open(&agent(), &self.node.base(), fragment).unwrap();
        let random = Random32::new(self.house.world.random().unwrap());
        let sealed = person.prepare(&hand::encode(&hand::mixed(at)), random);
        (person, sealed.unwrap())
    }

    fn is_ready(&self) -> bool {
        let asked = agent().get(format!("{}/ready", self.node.base())).call();
        asked.unwrap().status() == 200
    }

    /// Waits until the server is ready, or not: an answer is kept for a second.
    fn until_ready(&self, ready: bool) {
        while self.is_ready() != ready {
            sleep(Duration::from_millis(100));
        }
    }

    /// Ballots of staff, and of the public.
    fn ballots(&self) -> [usize; 2] {
        [(CODE, "ballot"), (PUBLIC, "ticket_ballot")].map(|(code, table)| {
            let sql = format!("SELECT count(*) FROM \"urn_{code}\".{table}");
            self.servers.say("urn", &sql).trim().parse().unwrap()
        })
    }
}

fn waits<T>(outcome: Result<T, Declined>) {
    assert_eq!(status_of(outcome), (503, "no-writing".to_owned()));
}

fn issued((person, sealed): &(Respondent, Prepared)) -> Result<Ballot, Declined> {
    person.issue(sealed)
}

#[actix_web::test]
async fn on_servers_no_ballot_is_sent_where_it_would_be_logged_and_all_goes_on_when_it_is_put_back()
{
    let site = Site::new().await;
    let slips = site.house.slips("D01", 10).await;
    let site = blocking(move || {
        let people: Vec<_> = (0..3).map(|at| site.person(at)).collect();
        let (visitor, ticket) =
            Visitor::with_slip(&agent(), &site.node.base(), &slips[0].fragment).unwrap();
        let envelope = visitor.seal(&vec![0; visitor.manifest().ballot_length]);
        let envelope = envelope.unwrap();
        let visit = || visitor.cast(Channel::Slip, &ticket, &envelope);
        let [first, second] = [0, 1].map(|at| issued(&people[at]).unwrap());
        people[0].0.cast(&first).unwrap();
        site.until_ready(true);

        // Seen before anybody looks: by the next that comes.
        site.servers.alter("urn", &format!("SET {LOGGED} = 0"));
        waits(people[1].0.cast(&second));
        waits(visit());
        waits(people[0].0.cast(&first));
        waits(issued(&people[2]));
        site.until_ready(false);
        let log = site.servers.log("urn");
        assert!(log.contains("duration: "), "it logs: {log}");
        for holds in [
            "INSERT INTO ballot",
            "UPDATE ticket",
            "INSERT INTO ticket_ballot",
        ] {
            assert!(!log.contains(holds), "{log}");
        }
        assert_eq!(site.ballots(), [1, 0]);

        site.servers.alter("urn", &format!("RESET {LOGGED}"));
        site.until_ready(true);
        let third = issued(&people[2]).unwrap();
        for (person, ballot) in people.iter().zip([&first, &second, &third]) {
            person.0.cast(ballot).unwrap();
        }
        visit().unwrap();
        assert_eq!(site.ballots(), [3, 1]);
        site
    })
    .await;
    let signed = "SELECT count(*) FROM registry.invitation WHERE state = 'acknowledged'";
    assert_eq!(site.servers.say("registry", signed).trim(), "3");
}

#[actix_web::test]
async fn on_servers_a_changed_setting_is_seen_though_nobody_comes_and_log_and_doctor_name_it() {
    let site = Site::new().await;
    blocking(move || {
        let people: Vec<_> = (0..2).map(|at| site.person(at)).collect();
        let first = issued(&people[0]).unwrap();
        let said = |what: &str| site.node.said().matches(what).count();

        // Of the people's server: nobody signs, and the ballots' is as it was.
        site.servers.alter("registry", "SET log_statement = 'mod'");
        while said("[databases] registry, log_statement: mod → none") == 0 {
            sleep(Duration::from_millis(100));
        }
        waits(issued(&people[1]));
        people[0].0.cast(&first).unwrap();
        let (well, told) = outcome(&site.house.data(), &["doctor"]);
        assert!(!well && told.contains("log_statement: mod → none"), "{told}");
        assert!(!site.is_ready());
        site.until_ready(false);
        let not_ready = said("the server is not ready");
        assert_eq!(not_ready, 1, "once: {}", site.node.said());
        site.servers.alter("registry", "RESET log_statement");
        site.until_ready(true);
        let second = issued(&people[1]).unwrap();

        // What no statement of a cast asks for is seen by the look too.
        let watch = "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; \
             CREATE EVENT TRIGGER looks ON ddl_command_end EXECUTE FUNCTION watch()";
        site.servers.say_to_superuser("urn", "house", watch);
        site.until_ready(false);
        waits(people[1].0.cast(&second));
        assert_eq!(site.ballots(), [1, 0]);
        let gone = "DROP EVENT TRIGGER looks; DROP FUNCTION watch";
        site.servers.say_to_superuser("urn", "house", gone);
        site.until_ready(true);
        people[1].0.cast(&second).unwrap();
        assert_eq!(site.ballots(), [2, 0]);
    })
    .await;
}
