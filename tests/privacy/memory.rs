//! What stays in the memory of a process that goes on running.

use std::fs::{File, read_to_string};
use std::io::{Read, Seek, SeekFrom};

use openssl::rsa::Rsa;
use prongsai::crypto::token::parse_fragment;
use prongsai::domain::wire::Random32;
use prongsai::service::finish_round::finish_due_rounds;
use prongsai::store::KeyName;

use crate::support::{CODE, House, blocking, hand, hours};

/// What is searched for, spelled so that the search does not find itself.
struct Hidden(Vec<u8>);

impl Hidden {
    /// The middle of a prime as OpenSSL's numbers lie in memory: the lowest byte first.
    fn prime(der: &[u8]) -> Self {
        let mut bytes = Rsa::private_key_from_der(der)
            .unwrap()
            .p()
            .unwrap()
            .to_vec();
        bytes.reverse();
        let hidden = bytes[16..80].iter().map(|byte| !byte).collect();
        bytes.fill(0);
        Self(hidden)
    }

    fn is_at(&self, bytes: &[u8]) -> bool {
        bytes.len() >= self.0.len() && bytes.iter().zip(&self.0).all(|(byte, not)| *byte == !not)
    }

    /// How often it lies in the writable memory of this process.
    fn in_memory(&self) -> usize {
        let mut window = vec![0; 1 << 16];
        let own = window.as_ptr() as u64..window.as_ptr() as u64 + window.len() as u64;
        let mut memory = File::open("/proc/self/mem").unwrap();
        let mut found = 0;
        for map in read_to_string("/proc/self/maps").unwrap().lines() {
            let mut parts = map.split_whitespace();
            let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
            if !rights.starts_with("rw") || map.contains("[v") {
                continue;
            }
            let (from, to) = range.split_once('-').unwrap();
            let [mut at, to] = [from, to].map(|end| u64::from_str_radix(end, 16).unwrap());
            while at < to {
                let length = usize::try_from(to - at).unwrap().min(window.len());
                memory.seek(SeekFrom::Start(at)).unwrap();
                let Ok(()) = memory.read_exact(&mut window[..length]) else {
                    break;
                };
                let first = !self.0[0];
                for (place, _) in (0u64..)
                    .zip(&window[..length])
                    .filter(|(_, byte)| **byte == first)
                {
                    let rest = &window[usize::try_from(place).unwrap()..length];
                    found += usize::from(!own.contains(&(at + place)) && self.is_at(rest));
                }
                if length < window.len() || at + length as u64 == to {
                    break;
                }
                // A find that lies over the edge is found in the next look.
                at += (length - self.0.len()) as u64;
            }
        }
        window.fill(0);
        found
    }
}

#[actix_web::test]
async fn an_issuing_key_is_cleared_from_memory_when_the_grace_has_ended() {
    let house = House::with(&[("D01", 6)]).await;
    let round = house.app.office.round(CODE).await.unwrap();
    let poll = house
        .app
        .office
        .registry
        .polls(round.id)
        .await
        .unwrap()
        .remove(0);
    let name = KeyName::Issuing(CODE, &poll.id);
    let key = Hidden::prime(&house.app.office.keys.take(name).unwrap());
    let desk = house.app.respondent_desk();
    let person = house.person("D01-01").await;
    let prepared = blocking(move || {
        let answers = hand::encode(&hand::best());
        person.prepare(&answers, Random32::new([7; 32])).unwrap()
    })
    .await;
    let before = key.in_memory();
    let (token, fingerprint) = parse_fragment(&house.links["D01-01"]).unwrap();
    let issued = desk.issue.issue(&token, &fingerprint, &prepared.blinded);
    issued.await.unwrap();
    let open = key.in_memory();
    assert!(
        open > before,
        "the search finds a key that is in use: {before} {open}"
    );
    house.close().await;
    house.later(hours(2));
    finish_due_rounds(&house.app.office).await.unwrap();
    assert!(key.in_memory() >= open, "it is there until it is forgotten");
    desk.issue.forget_destroyed();
    assert_eq!(key.in_memory(), 0);
}
