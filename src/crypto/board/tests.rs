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
fn an_honest_board_verifies_and_survives_its_file() {
    let poll = poll();
    let signed = vec![poll.cast(1), poll.cast(2), poll.cast(3)];
    let board = poll.board(signed.clone(), vec![envelope_hash(&envelope(9))]);
    verify(&board, &poll.manifest).unwrap();
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
fn a_dishonest_board_does_not_verify() {
    let poll = poll();
    let (one, two) = (poll.cast(1), poll.cast(2));
    let wrong = |board: &Board| verify(board, &poll.manifest).unwrap_err();

    let stuffed = SignedEntry {
        envelope_hash: Digest::new([7; 32]),
        ..one
    };
    let board = poll.board(vec![one, stuffed], vec![]);
    assert!(matches!(wrong(&board), BoardError::NoRight(_)));

    let board = poll.board(vec![one, one], vec![]);
    assert!(matches!(wrong(&board), BoardError::Twice(_)));
    let board = poll.board(vec![one], vec![one.envelope_hash]);
    assert!(matches!(wrong(&board), BoardError::Twice(_)));

    let mut board = poll.board(vec![one, two], vec![]);
    board.counts.cast = 3;
    assert!(matches!(
        wrong(&board),
        BoardError::Count {
            entries: 2,
            cast: 3
        }
    ));
    board.counts.cast = 2;
    board.counts.acknowledged = 1;
    assert!(matches!(
        wrong(&board),
        BoardError::TooMany { cast: 2, rights: 1 }
    ));

    let mut board = poll.board(vec![], vec![Digest::new([7; 32])]);
    board.counts.tickets_spent = 0;
    assert!(matches!(
        wrong(&board),
        BoardError::TooMany { cast: 1, rights: 0 }
    ));

    let mut board = poll.board(vec![one], vec![]);
    board.fingerprint = Fingerprint::new([0; 16]);
    assert!(matches!(wrong(&board), BoardError::OtherManifest));
}

#[test]
fn a_poll_without_an_issuing_key_has_no_signed_ballots() {
    let poll = poll();
    let manifest = Manifest {
        issuing_key: None,
        ..poll.manifest.clone()
    };
    let mut board = poll.board(vec![poll.cast(1)], vec![]);
    board.fingerprint = manifest.fingerprint().unwrap();
    assert!(matches!(
        verify(&board, &manifest),
        Err(BoardError::NoRight(_))
    ));
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
