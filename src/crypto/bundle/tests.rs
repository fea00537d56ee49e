use std::borrow::Cow;
use std::io;

use super::*;
use crate::crypto::blind_rsa::{IssuingKey, blind, finalize, prepare};
use crate::crypto::board::{Board, BoardCounts, SignedEntry};
use crate::crypto::manifest::fixture::manifest;
use crate::crypto::manifest::{Base64Url, Hex, Manifest};
use crate::crypto::message::{ballot_message, envelope_hash};
use crate::domain::files::{Bundle, Files};
use crate::domain::wire::{Envelope, PollId, Random32};

/// A poll in the bundle.
#[derive(Debug, Clone)]
struct PublicPoll {
    /// Fingerprint of its manifest.
    fingerprint: Fingerprint,
    /// Exact bytes of the manifest.
    manifest: Vec<u8>,
    /// Exact bytes of the board.
    board: Vec<u8>,
}

/// All files of a round.
fn pack(round: &str, polls: Vec<PublicPoll>, totals: Option<&RoundTotals>) -> Files {
    let boards: Vec<(Fingerprint, Digest)> = polls
        .iter()
        .map(|poll| (poll.fingerprint, sha256(&poll.board)))
        .collect();
    let mut files = Files::from([(LIST.to_owned(), boards_list(round, &boards).into_bytes())]);
    for poll in polls {
        let name = base32(poll.fingerprint.bytes());
        files.insert(manifest_file(&name), poll.manifest);
        files.insert(board_file(&name), poll.board);
    }
    if let Some(totals) = totals {
        files.insert(TOTALS.to_owned(), totals_text(round, totals).into_bytes());
    }
    files
}

/// A poll with five signed ballots and one with a ticket.
struct Poll {
    manifest: Manifest,
    signed: Vec<SignedEntry>,
    unsigned: Vec<Digest>,
}

fn envelope(number: u8) -> Envelope {
    Envelope::new(vec![number; 226])
}

fn poll(number: u8) -> Poll {
    let key = IssuingKey::generate().unwrap();
    let public = key.public().unwrap();
    let mut manifest = manifest();
    manifest.poll = Hex(PollId::new([number; 16]));
    manifest.agency.code = format!("A{number}");
    manifest.issuing_key = Some(Base64Url(public.spki().unwrap()));
    let cast = |at: u8| {
        let random32 = Random32::new([at; 32]);
        let input = prepare(&ballot_message(&manifest.poll.0, &envelope(at)), &random32);
        let (blinded, inverse) = blind(&public, &input).unwrap();
        let answer = key.blind_sign(&blinded).unwrap();
        SignedEntry {
            envelope_hash: envelope_hash(&envelope(at)),
            random32,
            signature: finalize(&public, &input, &answer, &inverse).unwrap(),
        }
    };
    let signed = (1..=6).map(cast).collect();
    Poll {
        manifest,
        signed,
        unsigned: Vec::new(),
    }
}

/// A poll that the public answers, with tickets.
fn public_poll(number: u8) -> Poll {
    let mut poll = poll(number);
    poll.manifest.issuing_key = None;
    poll.signed.clear();
    poll.unsigned = (1..=6).map(|at| envelope_hash(&envelope(at))).collect();
    poll
}

impl Poll {
    fn fingerprint(&self) -> Fingerprint {
        self.manifest.fingerprint().unwrap()
    }

    fn public(&self) -> PublicPoll {
        let counts = BoardCounts {
            eligible: 9,
            exempt: 1,
            acknowledged: self.signed.len() as u64,
            tickets_spent: self.unsigned.len() as u64,
            cast: (self.signed.len() + self.unsigned.len()) as u64,
        };
        let (poll, fingerprint) = (self.manifest.poll.0, self.fingerprint());
        let (signed, unsigned) = (self.signed.clone(), self.unsigned.clone());
        let board = Board::new(poll, fingerprint, counts, signed, unsigned);
        PublicPoll {
            fingerprint,
            manifest: self.manifest.to_bytes().unwrap(),
            board: board.to_text().into_bytes(),
        }
    }
}

struct Round {
    polls: [Poll; 2],
    totals: RoundTotals,
}

impl Round {
    fn new() -> Self {
        Self::of([poll(1), poll(2)])
    }

    fn of(polls: [Poll; 2]) -> Self {
        let [one, other] = [&polls[0], &polls[1]].map(|poll| vec![poll.fingerprint()]);
        let count = |valid, invalid, polls| CountTotal {
            valid,
            invalid,
            polls,
        };
        let counts = vec![count(6, 0, one), count(5, 1, other)];
        let uncounted = Vec::new();
        Self {
            polls,
            totals: RoundTotals { counts, uncounted },
        }
    }

    fn files(&self) -> Files {
        let polls = self.polls.iter().map(Poll::public).collect();
        pack("2569-1", polls, Some(&self.totals))
    }

    /// The files with another board of the first poll, and a list that says so too.
    fn with_board(&self, change: impl Fn(String) -> String) -> Files {
        let mut polls: Vec<PublicPoll> = self.polls.iter().map(Poll::public).collect();
        let text = String::from_utf8(polls[0].board.clone()).unwrap();
        let changed = change(text.clone());
        assert_ne!(changed, text);
        polls[0].board = changed.into_bytes();
        pack("2569-1", polls, Some(&self.totals))
    }
}

/// Line and key of each trouble.
fn named(files: &Files) -> Vec<(Option<usize>, &'static str)> {
    let troubles = check(files).troubles;
    assert!(!troubles.is_empty());
    let named = troubles.iter();
    named
        .map(|trouble| (trouble.line, trouble.what.key))
        .collect()
}

#[test]
fn an_honest_bundle_has_nothing_to_name() {
    let round = Round::new();
    let findings = check(&round.files());
    assert_eq!((findings.troubles, findings.remarks), (vec![], vec![]));
    assert_eq!((findings.polls, findings.ballots), (2, 12));
    let boards = round.polls.iter().map(Poll::public);
    let boards: Vec<_> = boards
        .map(|poll| (poll.fingerprint, sha256(&poll.board)))
        .collect();
    assert_eq!(findings.digest, Some(boards_digest("2569-1", &boards)));
}

#[test]
fn a_board_that_was_stuffed_or_robbed_is_named_with_its_line() {
    let round = Round::new();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
    let text = |lines: &[String]| lines.join("\n") + "\n";
    let repeated = round.with_board(|board| {
        let mut lines = lines(&board);
        lines[10] = lines[9].clone();
        text(&lines)
    });
    assert_eq!(named(&repeated), [(Some(11), "verify.twice")]);
    let dropped = round.with_board(|board| {
        let mut lines = lines(&board);
        lines.remove(11);
        text(&lines)
    });
    assert_eq!(
        named(&dropped),
        [(Some(9), "verify.claims"), (None, "verify.cast")]
    );
    let swapped = round.with_board(|board| {
        let mut lines = lines(&board);
        lines.swap(9, 13);
        text(&lines)
    });
    let troubles = named(&swapped);
    assert!(troubles.iter().all(|(_, key)| *key == "verify.not-sorted"));
    let of_another_poll = round.with_board(|board| {
        let other = String::from_utf8(round.polls[1].public().board).unwrap();
        let mut lines = lines(&board);
        lines[9] = other.lines().nth(9).unwrap().to_owned();
        text(&lines)
    });
    assert_eq!(named(&of_another_poll), [(Some(10), "verify.no-right")]);
    let unreadable = round.with_board(|board| board.replacen("signed 6\n", "signed 6\nx", 1));
    assert_eq!(named(&unreadable)[0], (Some(10), "verify.line-unreadable"));
    let padded = round.with_board(|board| board.replace("exempt 1", "exempt 01"));
    assert_eq!(named(&padded), [(None, "verify.other-spelling")]);
}

#[test]
fn more_ballots_than_rights_are_named() {
    let round = Round::new();
    let fewer = |from: &str, to: &str| {
        let (from, to) = (from.to_owned(), to.to_owned());
        named(&round.with_board(move |board| board.replace(&from, &to)))
    };
    let rights = fewer("acknowledged 6", "acknowledged 5");
    assert_eq!(rights, [(None, "verify.more-than-signed")]);
    let staff = fewer("tickets-spent 0", "tickets-spent 1");
    assert_eq!(staff, [(None, "verify.tickets-of-staff")]);
    let mut stuffed = Round::new();
    stuffed.polls[0].unsigned = vec![envelope_hash(&envelope(9))];
    stuffed.totals.counts[0].valid = 7;
    assert_eq!(named(&stuffed.files()), [(None, "verify.tickets-of-staff")]);
    let public = Round::of([public_poll(1), public_poll(2)]);
    assert_eq!(check(&public.files()).troubles, []);
    let tickets = public.with_board(|board| board.replace("tickets-spent 6", "tickets-spent 5"));
    assert_eq!(named(&tickets), [(None, "verify.more-than-tickets")]);
    let cast = fewer("cast 6", "cast 7");
    let total = (Some(4), "verify.total");
    assert_eq!(cast.len(), 2);
    assert!(cast.contains(&(None, "verify.cast")) && cast.iter().any(|found| found.1 == total.1));
    let asked = check(&round.with_board(|board| board.replace("eligible 9", "eligible 3")));
    assert_eq!(asked.troubles, []);
    assert_eq!(asked.remarks[0].what.key, "verify.more-than-asked");
}

#[test]
fn a_count_that_is_not_on_the_boards_is_named() {
    let round = Round::new();
    let totals = |change: &dyn Fn(&mut RoundTotals)| {
        let mut totals = round.totals.clone();
        change(&mut totals);
        let polls = round.polls.iter().map(Poll::public).collect();
        let troubles = check(&pack("2569-1", polls, Some(&totals))).troubles;
        let keys = troubles.iter().map(|trouble| trouble.what.key);
        keys.collect::<Vec<_>>()
    };
    assert_eq!(totals(&|t| t.counts[0].valid += 1), ["verify.total"]);
    assert_eq!(totals(&|t| t.counts[1].invalid -= 1), ["verify.total"]);
    assert_eq!(totals(&|t| drop(t.counts.pop())), ["verify.not-in-totals"]);
    let twice = totals(&|t| t.uncounted = t.counts[0].polls.clone());
    assert_eq!(twice, ["verify.counted-twice"]);
    let few = totals(&|t| (t.counts[1].valid, t.counts[1].invalid) = (4, 2));
    assert_eq!(few, ["verify.fewer-than-k"]);
}

#[test]
fn files_that_do_not_belong_together_are_named() {
    let round = Round::new();
    let name = base32(round.polls[0].fingerprint().bytes());
    let changed = |change: &dyn Fn(&mut Files)| {
        let mut files = round.files();
        change(&mut files);
        let troubles = check(&files).troubles;
        let keys = troubles.iter().map(|trouble| trouble.what.key);
        keys.collect::<Vec<_>>()
    };
    let gone = changed(&|files| drop(files.remove(&board_file(&name))));
    assert!(gone.contains(&"verify.missing"));
    assert_eq!(
        changed(&|files| drop(files.remove(LIST))),
        ["verify.no-list"]
    );
    let more = changed(&|files| drop(files.insert("boards/x.txt".into(), Vec::new())));
    assert_eq!(more, ["verify.stranger"]);
    let rewritten = changed(&|files| {
        let manifest = files.get_mut(&manifest_file(&name)).unwrap();
        let text = String::from_utf8(manifest.clone()).unwrap();
        *manifest = text.replace(r#""k":5"#, r#""k":6"#).into_bytes();
    });
    assert_eq!(rewritten, ["verify.other-fingerprint"]);
    let replaced = changed(&|files| {
        let board = files.get_mut(&board_file(&name)).unwrap();
        let text = String::from_utf8(board.clone()).unwrap();
        *board = text.replace("eligible 9", "eligible 8").into_bytes();
    });
    assert_eq!(replaced, ["verify.other-board"]);
    let elsewhere = changed(&|files| {
        let other = base32(round.polls[1].fingerprint().bytes());
        let board = files[&board_file(&other)].clone();
        files.insert(board_file(&name), board);
    });
    assert!(elsewhere.contains(&"verify.of-another-poll"));
    assert!(elsewhere.contains(&"verify.no-right"));
    let round_changed = changed(&|files| {
        let list = String::from_utf8(files[LIST].clone()).unwrap();
        let list = list.replace("round 2569-1", "round 2569-2");
        files.insert(LIST.into(), list.into_bytes());
    });
    assert_eq!(round_changed, ["verify.other-round"; 3]);
}

/// Files of which one cannot be read.
struct Damaged(Files, String);

impl Bundle for Damaged {
    fn names(&self) -> Vec<String> {
        self.0.names()
    }

    fn read(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        if self.1 == name {
            return Err(io::Error::other("damaged"));
        }
        self.0.read(name)
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_by_itself() {
    let files = Round::new().files();
    for name in files.keys() {
        let troubles = check(&Damaged(files.clone(), name.clone())).troubles;
        let first = &troubles[0];
        assert_eq!((&first.file, first.what.key), (name, "verify.unreadable"));
        // Its poll is in no count that can be compared, but no other file is blamed for it.
        assert!(troubles[1..].iter().all(|trouble| trouble.file == TOTALS));
    }
}
