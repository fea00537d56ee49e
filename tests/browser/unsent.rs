//! A ballot that is sealed and signed and cannot be sent.

use crate::chromium::{Chromium, Device};
use crate::office::{Office, ROUND};
use crate::people::{HOSPITAL, name, staff_id};
use crate::questionnaire::Answers;
use crate::visit::{Visit, Whose};

#[tokio::test]
async fn a_browser_killed_between_signature_and_urn_sends_by_itself_later() {
    let office = Office::with_everybody_invited();
    sends_itself_after_a_kill(&office, 0, &Answers::of_person(0, 4)).await;
    office.close();
    office.tally();
    let board = office.board(HOSPITAL);
    assert!(
        board.iter().any(|line| line == "acknowledged 1"),
        "one person took part"
    );
    assert!(
        board.iter().any(|line| line == "cast 1"),
        "one ballot, once"
    );
    assert!(
        board.iter().any(|line| line == "signed 1"),
        "and with a right"
    );
}

/// The server takes nobody in at first. Then the acknowledgement arrives and the ballot does not; then the phone dies. The same link on the same phone sends
/// what was sealed, without a question.
pub async fn sends_itself_after_a_kill(office: &Office, person: usize, answers: &Answers) {
    let (link, profile) = (office.link(HOSPITAL, person), office.file("dying-phone"));
    let phone = Chromium::open(Device::Phone, profile.as_ref()).await;
    phone.block("*/api/look");
    let mut visit = Visit::to(&phone, link).await;
    visit.arrives_at("offline").await;
    phone.block("*/nothing");
    // Nobody presses anything: the page tries again by itself.
    visit.begin(Whose::Own).await;
    visit.answer(answers).await;
    phone.block("*/api/cast");
    visit.sign_and_send().await;
    visit.arrives_at("unsent").await;
    assert_eq!(
        took_part(office, person),
        "yes",
        "the acknowledgement is on record"
    );
    phone.kill();

    let phone = Chromium::open(Device::Phone, profile.as_ref()).await;
    let visit = Visit::to(&phone, link).await;
    visit.arrives_at("done").await;
    assert_eq!(visit.slot("name").await, name(person));
    assert_eq!(visit.taps, 0, "nothing had to be done");
}

/// `yes` where the register has a day for the person.
fn took_part(office: &Office, person: usize) -> &'static str {
    let id = staff_id(HOSPITAL, person);
    let register = office.json(&[
        "participation",
        "--round",
        ROUND,
        "--agency",
        HOSPITAL,
        "--register",
    ]);
    let lines = register.as_array().unwrap();
    let line = lines.iter().find(|line| line["staff_id"] == id.as_str());
    if line.is_some_and(|line| !line["day"].is_null()) {
        "yes"
    } else {
        "no"
    }
}
