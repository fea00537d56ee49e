use prongsai::crypto::board::{Board, BoardCounts, SignedEntry, receipt_code};
use prongsai::crypto::message::nullifier_of;
use prongsai::domain::encoding::hex;
use prongsai::domain::wire::{Digest, Fingerprint, PollId, Random32, RsaBlock};
use serde_json::json;

use crate::script::{bytes, call};

const POLL: PollId = PollId::new([0xb2; 16]);

fn board() -> Board {
    let entry = |byte| SignedEntry {
        envelope_hash: Digest::new([byte; 32]),
        random32: Random32::new([byte ^ 0xff; 32]),
        signature: RsaBlock::new([byte ^ 0xf0; 256]),
    };
    let counts = BoardCounts {
        eligible: 5,
        exempt: 1,
        acknowledged: 3,
        tickets_spent: 1,
        cast: 3,
    };
    let fingerprint = Fingerprint::new([0xa1; 16]);
    Board::new(
        POLL,
        fingerprint,
        counts,
        vec![entry(2), entry(1)],
        vec![Digest::new([3; 32])],
    )
}

#[test]
fn the_page_finds_a_ballot_on_the_board_at_home() {
    let board = board();
    let nullifiers = [1, 2, 3, 4].map(|byte| nullifier_of(&POLL, &Digest::new([byte; 32])));
    let receipts = nullifiers.map(|nullifier| receipt_code(&nullifier).to_lowercase());
    let read = call(
        "board",
        json!({
            "text": board.to_text(), "receipts": receipts,
            "nullifiers": nullifiers.map(|nullifier| hex(nullifier.bytes())),
        }),
    );
    assert_eq!(bytes(&read["hash"]), board.hash().bytes());
    assert_eq!((&read["signed"], &read["unsigned"]), (&json!(2), &json!(1)));
    assert_eq!(read["counts"]["acknowledged"], 3);
    assert_eq!(read["held"], json!([true, true, true, false]));
    assert_eq!(read["heldReceipts"], read["held"]);
}

#[test]
fn the_page_takes_no_cut_board() {
    let text = board().to_text();
    let lines: Vec<&str> = text.lines().collect();
    let cuts: Vec<String> = (0..lines.len())
        .map(|length| lines[..length].join("\n"))
        .collect();
    let read = call("boardErrors", json!({"texts": cuts}));
    for (length, refused) in read.as_array().unwrap().iter().enumerate() {
        assert!(refused["error"].is_string(), "{length} lines");
    }
}
