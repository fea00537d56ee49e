use super::*;
use crate::crypto::blind_rsa::{IssuingKey, blind, finalize, prepare};
use crate::crypto::manifest::fixture::manifest;
use crate::crypto::manifest::{Base64Url, Manifest};
use crate::crypto::message::{ballot_message, envelope_hash, nullifier};
use crate::domain::wire::Envelope;

struct Poll {
    key: IssuingKey,
    manifest: Manifest,
}

fn poll() -> Poll {
    let key = IssuingKey::generate().unwrap();
    let spki = key.public().unwrap().spki().unwrap();
    let manifest = Manifest {
        issuing_key: Some(Base64Url(spki)),
        ..manifest()
    };
    Poll { key, manifest }
}

fn envelope(number: u8) -> Envelope {
    Envelope::new(vec![number; 226])
}

impl Poll {
    fn cast(&self, number: u8) -> SignedEntry {
        let envelope = envelope(number);
        let random32 = Random32::new([number; 32]);
        let input = prepare(&ballot_message(&self.manifest.poll.0, &envelope), &random32);
        let public = self.key.public().unwrap();
        let (blinded, inverse) = blind(&public, &input).unwrap();
        let answer = self.key.blind_sign(&blinded).unwrap();
        SignedEntry {
            envelope_hash: envelope_hash(&envelope),
            random32,
            signature: finalize(&public, &input, &answer, &inverse).unwrap(),
        }
    }

    fn board(&self, signed: Vec<SignedEntry>, unsigned: Vec<Digest>) -> Board {
        let count = |length: usize| u64::try_from(length).unwrap();
        let counts = BoardCounts {
            eligible: 9,
            exempt: 1,
            acknowledged: count(signed.len()),
            tickets_spent: count(unsigned.len()),
            cast: count(signed.len() + unsigned.len()),
        };
        let fingerprint = self.manifest.fingerprint().unwrap();
        Board::new(self.manifest.poll.0, fingerprint, counts, signed, unsigned)
    }
}

#[test]
fn an_honest_board_survives_its_file() {
    let poll = poll();
    let signed = vec![poll.cast(1), poll.cast(2), poll.cast(3)];
    let board = poll.board(signed.clone(), vec![envelope_hash(&envelope(9))]);
    let read = Board::parse(&board.to_text()).unwrap();
    assert_eq!(read, board);
    assert!(read.hash() == board.hash());
    let reversed = signed.into_iter().rev().collect();
    let same = poll.board(reversed, vec![envelope_hash(&envelope(9))]);
    assert_eq!(
        same.to_text(),
        board.to_text(),
        "the order of arrival must not show"
    );
}

#[test]
fn mine_is_there_and_anothers_is_not() {
    let poll = poll();
    let board = poll.board(vec![poll.cast(1)], vec![envelope_hash(&envelope(9))]);
    for (number, there) in [(1, true), (9, true), (2, false)] {
        let nullifier = nullifier(&poll.manifest.poll.0, &envelope(number));
        assert_eq!(board.holds(&nullifier), there);
        let code = receipt_code(&nullifier);
        assert_eq!(code.len(), 24);
        let receipt = Receipt::parse(&code.to_lowercase().replace('-', " ")).unwrap();
        assert_eq!(board.holds_receipt(&receipt), there);
        assert!(Receipt::parse(&code[1..]).is_err());
    }
}

#[test]
fn a_file_that_was_touched_is_not_taken() {
    let poll = poll();
    let text = poll
        .board(vec![poll.cast(1), poll.cast(2)], vec![])
        .to_text();
    let mut lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 12);
    lines.swap(9, 10);
    let reordered = lines.join("\n") + "\n";
    assert_eq!(Board::parse(&reordered), Err(BadBoard::Spelling));
    assert_eq!(Board::parse(&format!("{text}\n")), Err(BadBoard::Spelling));
    assert_eq!(Board::parse(text.trim_end()), Err(BadBoard::Spelling));
    assert_eq!(
        Board::parse(&text.replace("exempt 1", "exempt 01")),
        Err(BadBoard::Spelling)
    );
    assert_eq!(
        Board::parse(&text.replace("signed 2", "signed 3")),
        Err(BadBoard::Line(12))
    );
    assert_eq!(Board::parse(""), Err(BadBoard::Line(1)));
}
