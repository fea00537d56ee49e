use prongsai::crypto::puzzle::{BITS, PARTS, solves};
use prongsai::crypto::ticket::{ticket_code, ticket_fragment, typed_ticket};
use prongsai::domain::encoding::{base32, hex};
use prongsai::domain::wire::{Fingerprint, Ticket};
use serde_json::{Value, json};

use crate::script::call;

const TICKET: Ticket = Ticket::new([0x5a, 0, 17, 254, 3, 96, 128, 77, 200, 41]);
const POLL: Fingerprint = Fingerprint::new([9; 16]);

#[test]
fn the_page_reads_the_code_of_a_slip_however_it_is_typed() {
    let code = ticket_code(&TICKET);
    let forgiven = code.to_lowercase().replace('0', "o").replace('1', "i");
    let spaced = code.replace('-', "  ");
    let mut wrong = code.clone();
    wrong.replace_range(2..3, if &code[2..3] == "7" { "8" } else { "7" });
    let texts = [&code, &forgiven, &spaced, &wrong, &code[..21], ""];
    let read = call("tickets", json!({ "texts": texts }));
    for (text, theirs) in texts.iter().zip(read.as_array().unwrap()) {
        let ours = typed_ticket(text).map(|ticket| base32(ticket.bytes()));
        assert_eq!(theirs, &ours.map_or(Value::Null, Value::from), "{text}");
    }
    assert_eq!(read[1], base32(TICKET.bytes()));
    assert_eq!(read[3], Value::Null);
}

#[test]
fn the_page_reads_the_link_of_a_slip_and_of_nothing_else() {
    let link = ticket_fragment(&TICKET, &POLL);
    let texts = [&link, &link[..30], &link[17..], "", "A.B"];
    let read = call("slips", json!({ "texts": texts }));
    assert_eq!(read[0]["ticket"], base32(TICKET.bytes()));
    assert_eq!(read[0]["fingerprint"], hex(POLL.bytes()));
    for cut in 1..texts.len() {
        assert_eq!(read[cut], Value::Null, "{}", texts[cut]);
    }
}

#[test]
fn what_the_page_solves_the_server_takes() {
    let puzzle = "AbC-_09";
    let asked = json!({ "puzzle": puzzle, "parts": PARTS, "bits": BITS });
    let solution = call("puzzle", asked);
    let numbers: Vec<u32> = serde_json::from_value(solution).unwrap();
    assert_eq!(numbers.len(), PARTS);
    for (part, number) in numbers.iter().enumerate() {
        assert!(solves(puzzle, part, *number));
    }
}
