//! The disk is full, or a database can only be read: nothing is half done, everybody is told, and when
//! it can be written again the same server goes on by itself.

use std::process::Command;
use std::time::Duration;

use prongsai::domain::access::Role;
use prongsai::domain::wire::Random32;
use prongsai::rehearsal::respondent::agent;
use prongsai::rehearsal::{Ballot, Declined, Prepared, Respondent};
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use serde_json::Value;

use crate::support::house::status_of;
use crate::support::postgres::{self, Cluster};
use crate::support::process::{Server, free_address};
use crate::support::{House, Officer, PASSWORD, hand, staff_id, tables};

/// A server whose files can be kept from growing, which is told by an error as of a full disk.
fn server(house: &House) -> Server {
    Server::start_with(&house.data(), &free_address(), |command| {
        let program = command.get_program().to_owned();
        *command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
        command.arg(program);
    })
}

/// From now on no file of the server can be written, or each as far as before.
fn fill(server: &Server, full: bool) {
    let before = getrlimit(Resource::Fsize);
    grow_to(server, if full { Some(0) } else { before.current });
}

/// From now on no file of the server gets longer than so many bytes.
fn grow_to(server: &Server, current: Option<u64>) {
    let maximum = getrlimit(Resource::Fsize).maximum;
    let limit = Rlimit { current, maximum };
    let process = Pid::from_raw(i32::try_from(server.id()).unwrap());
    prlimit(process, Resource::Fsize, limit).unwrap();
}

/// Somebody of D01 at this server, who has sealed the answers.
pub fn sealed(house: &House, base: &str, at: usize) -> (Respondent, Prepared) {
    let fragment = &house.links[&staff_id("D01", at)];
    let person = Respondent::open(&agent(), base, fragment).unwrap();
    let random = Random32::new(house.world.random().unwrap());
    let prepared = person.prepare(&hand::encode(&hand::mixed(at)), random);
    (person, prepared.unwrap())
}

/// Links that were signed with, and ballots.
async fn kept(house: &House) -> (usize, usize) {
    let registry = tables::dump(&house.registry_file()).await;
    let signed = registry["invitation"].iter();
    let signed = signed
        .filter(|row| row["state"] == "'acknowledged'")
        .count();
    let urn = tables::dump(&house.urn_file()).await;
    (signed, urn["ballot"].len())
}

#[actix_web::test]
async fn on_files_while_the_disk_is_full_nothing_is_half_done_and_afterwards_all_goes_on_by_itself()
{
    let house = House::in_real_time(&[("D01", 6)]).await;
    let email = "hr@example.go.th";
    house
        .officer_called(email, Role::HrOfficer, Some("D01"))
        .await;
    let server = server(&house);
    let sign_in = [("email", email), ("password", PASSWORD)];
    let mut officer = Officer::stranger(&server.base());
    let people: Vec<_> = (0..3)
        .map(|at| sealed(&house, &server.base(), at))
        .collect();
    let ballot = |at: usize| -> Result<Ballot, Declined> { people[at].0.issue(&people[at].1) };
    let first = ballot(0).unwrap();
    people[0].0.cast(&first).unwrap();
    let second = ballot(1).unwrap();

    // A small file still fits, and the journal of a signing does not.
    grow_to(&server, Some(64 * 1024));
    // An answer holds for a second, and the server has looked when it started.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(officer.get("/ready").await.status, 503);
    fill(&server, true);
    for _ in 0..2 {
        let waits = (503, "no-writing".to_owned());
        assert_eq!(people[2].0.look().unwrap()["state"], "invited");
        assert_eq!(status_of(ballot(2)), waits);
        assert_eq!(status_of(people[1].0.cast(&second)), waits);
        // What is there already needs no room.
        people[0].0.cast(&first).unwrap();
    }
    assert_eq!(kept(&house).await, (2, 1));
    let url = format!("{}/api/cast", server.base());
    let mut answer = agent().post(url).send_json(second.to_cast()).unwrap();
    assert_eq!(answer.headers()["retry-after"], "30");
    let told: Value = answer.body_mut().read_json().unwrap();
    let said = told["message"].as_str().unwrap();
    assert!(said.contains("ไม่มีข้อมูลใดสูญหาย"), "{said}");
    let page = officer.post("/office/sign-in", &sign_in).await;
    assert_eq!(page.status, 503, "{page:?} {}", server.said());
    assert!(page.body.contains("ระบบเต็ม"), "{}", page.body);
    assert!(
        page.headers
            .contains(&("retry-after".to_owned(), "30".to_owned()))
    );
    assert_eq!(officer.get("/ready").await.status, 503);

    fill(&server, false);
    let third = ballot(2).unwrap();
    for (at, ballot) in [&first, &second, &third].into_iter().enumerate() {
        people[at].0.cast(ballot).unwrap();
    }
    assert_eq!(officer.post("/office/sign-in", &sign_in).await.status, 303);
    server.kill();
    assert_eq!(kept(&house).await, (3, 3), "confirmed and not on disk");
}

/// From now on the databases of a house on servers can only be read, or be written as before. Who is
/// connected has to come again.
fn let_be_read_only(house: &House, read_only: bool) {
    let (url, _) = postgres::instead_of(&house.registry_file()).unwrap();
    let database = url.rsplit('/').next().unwrap();
    let act = if read_only {
        "SET default_transaction_read_only = on"
    } else {
        "RESET ALL"
    };
    for cluster in [Cluster::Registry, Cluster::Urn] {
        cluster.say("postgres", &format!("ALTER DATABASE {database} {act}"));
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity";
        let of_ours =
            format!("{others} WHERE datname = '{database}' AND backend_type = 'client backend'");
        cluster.say("postgres", &of_ours);
    }
}

#[actix_web::test]
async fn on_servers_what_can_only_be_read_is_told_and_written_again_when_it_can_be() {
    let house = House::on_servers().await.fill(&[("D01", 6)], 60).await;
    let [first, second] = [0, 1].map(|at| staff_id("D01", at));
    let answers = hand::encode(&hand::best());
    let ballot = house.issue(&first, answers.clone()).await.unwrap();
    let_be_read_only(&house, true);
    let waits = (503, "no-writing".to_owned());
    assert_eq!(
        status_of(house.issue(&second, answers.clone()).await),
        waits
    );
    assert_eq!(status_of(house.cast(&first, &ballot).await), waits);
    assert_eq!(kept(&house).await, (1, 0));
    let_be_read_only(&house, false);
    house.cast(&first, &ballot).await.unwrap();
    house.answer_bytes(&second, answers).await;
    assert_eq!(kept(&house).await, (2, 2));
}
