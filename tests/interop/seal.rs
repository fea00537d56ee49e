use prongsai::assets::Assets;
use prongsai::catalogue::Catalogue;
use prongsai::crypto::hpke::{self, SealKey};
use prongsai::crypto::message::{self, BallotOpener};
use prongsai::crypto::{board, digest};
use prongsai::domain::ballot::{self, Answers};
use prongsai::domain::encoding::hex;
use prongsai::domain::lang::Lang;
use prongsai::domain::wire::{Envelope, Fingerprint, PollId};
use prongsai::locale::Locale;
use prongsai::view::respondent::PageFacts;
use prongsai::view::visitor;
use serde_json::json;

use crate::script::{bytes, call};

const FINGERPRINT: Fingerprint = Fingerprint::new([0xa1; 16]);
const POLL: PollId = PollId::new([0xb2; 16]);

#[test]
fn what_the_page_seals_the_tally_opens() {
    let (round, poll) = (SealKey::generate().unwrap(), SealKey::generate().unwrap());
    let sealed = call(
        "sealBallot",
        json!({
            "roundKey": hex(round.public().bytes()), "pollKey": hex(poll.public().bytes()),
            "fingerprint": hex(FINGERPRINT.bytes()), "pollId": hex(POLL.bytes()),
            "options": [0, 1, 2, 3, 0], "ballotLength": 64,
        }),
    );
    let envelope = Envelope::new(bytes(&sealed["envelope"]));
    assert_eq!(envelope.bytes().len(), message::envelope_length(64));
    let opener = BallotOpener::new(&round, &poll, FINGERPRINT, POLL);
    let mut expected = vec![1, 2, 3, 4, 1];
    expected.resize(64, 0);
    assert_eq!(*opener.open(&envelope).unwrap(), expected);
}

#[test]
fn the_page_seals_any_length_for_any_purpose() {
    let key = SealKey::generate().unwrap();
    for (info, aad, text) in [
        ("", "", ""),
        ("info", "aad", "a longer text of no block length"),
    ] {
        let sealed = call(
            "seal",
            json!({
                "key": hex(key.public().bytes()), "info": hex(info.as_bytes()),
                "aad": hex(aad.as_bytes()), "text": hex(text.as_bytes()),
            }),
        );
        let sealed = bytes(&sealed["sealed"]);
        let opened = hpke::open(&key, info.as_bytes(), aad.as_bytes(), &sealed).unwrap();
        assert_eq!(opened.as_slice(), text.as_bytes());
    }
}

#[test]
fn an_unanswered_item_is_not_sealed() {
    let ballots = json!([[0, 1], [0, null], [-1], [0.5], [0, 0, 0]]);
    let read = call("encodeAnswers", json!({"ballots": ballots, "length": 2}));
    assert_eq!(read[0]["encoded"], "0102");
    for unfit in 1..5 {
        assert!(read[unfit]["error"].is_string(), "{}", ballots[unfit]);
    }
}

/// What is asked last, of the respondent, is spelled as the answers are, in the order of the page.
#[test]
fn the_page_spells_who_answers_as_the_tally_reads_it() {
    let assets = Assets::default();
    let catalogue = Catalogue::load(&assets, digest::sha256).unwrap();
    let framework = catalogue.get("ten-indicators-2562").unwrap();
    let instrument = framework.instrument("eit").unwrap();
    let facts = PageFacts {
        round_number: 1,
        fiscal_year: 2570,
        custodians: &[],
        threshold: 2,
    };
    let words = Locale::load(&assets, Lang::Th).unwrap();
    let page = visitor::page(framework, instrument, &words, &facts).into_string();
    let groups: Vec<&str> = page.split("data-answer=\"").skip(1).collect();
    let groups: Vec<&str> = groups
        .iter()
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    let asked = instrument.sub_items().map(|sub_item| &sub_item.code);
    let asked: Vec<&String> = asked
        .chain(instrument.profile.iter().map(|p| &p.code))
        .collect();
    assert_eq!(groups, asked);
    assert_eq!(
        page.matches("value=\"0\" checked").count(),
        instrument.profile.len()
    );

    let options = vec![1; instrument.sub_items().count()];
    let said = vec![0, 4, 2];
    let chosen: Vec<u8> = [options.clone(), said.clone()].concat();
    let ballots = json!([chosen]);
    let length = ballot::encoded_length(instrument);
    let read = call(
        "encodeAnswers",
        json!({"ballots": ballots, "length": length}),
    );
    let bytes = bytes(&read[0]["encoded"]);
    assert_eq!(bytes, Answers::new(options).saying(said).encode(instrument));
    let opened = Answers::decode(&bytes, framework, instrument).unwrap();
    assert_eq!([0, 1, 2].map(|question| opened.said(question)), [0, 4, 2]);
}

#[test]
fn a_ballot_has_the_same_names_on_both_sides() {
    let envelope = Envelope::new(vec![7; 226]);
    let names = call(
        "names",
        json!({"pollId": hex(POLL.bytes()), "envelope": hex(envelope.bytes())}),
    );
    let message = message::ballot_message(&POLL, &envelope);
    assert_eq!(bytes(&names["message"]), message);
    let nullifier = message::nullifier(&POLL, &envelope);
    assert_eq!(bytes(&names["nullifier"]), nullifier.bytes());
    assert_eq!(names["receipt"], board::receipt_code(&nullifier));
}
