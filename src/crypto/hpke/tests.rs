use ::hpke::aead::{AeadTag, AesGcm128};
use ::hpke::inout::InOutBuf;
use ::hpke::kdf::HkdfSha256;
use ::hpke::kem::{DhP256HkdfSha256, Kem};
use ::hpke::{
    Deserializable, OpModeR, OpModeS, Serializable, single_shot_open_inout_detached,
    single_shot_seal_inout_detached_with_rng,
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::*;

type OraclePublic = <DhP256HkdfSha256 as Kem>::PublicKey;
type OraclePrivate = <DhP256HkdfSha256 as Kem>::PrivateKey;
type OracleTravelling = <DhP256HkdfSha256 as Kem>::EncappedKey;

fn oracle_seal(
    key: &SealPublicKey,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    seed: u64,
) -> Vec<u8> {
    let key = OraclePublic::from_bytes(key.bytes()).unwrap();
    let mut text = plaintext.to_vec();
    let (travelling, tag) =
        single_shot_seal_inout_detached_with_rng::<AesGcm128, HkdfSha256, DhP256HkdfSha256>(
            &OpModeS::Base,
            &key,
            info,
            InOutBuf::from(text.as_mut_slice()),
            aad,
            &mut StdRng::seed_from_u64(seed),
        )
        .unwrap();
    [&travelling.to_bytes()[..], &text, &tag.to_bytes()[..]].concat()
}

fn oracle_open(key: &SealKey, info: &[u8], aad: &[u8], sealed: &[u8]) -> Vec<u8> {
    let key = OraclePrivate::from_bytes(key.to_bytes().unwrap().as_slice()).unwrap();
    let (travelling, rest) = sealed.split_at(PUBLIC_KEY_LENGTH);
    let (text, tag) = rest.split_at(rest.len() - TAG_LENGTH);
    let mut text = text.to_vec();
    single_shot_open_inout_detached::<AesGcm128, HkdfSha256, DhP256HkdfSha256>(
        &OpModeR::Base,
        &key,
        &OracleTravelling::from_bytes(travelling).unwrap(),
        info,
        InOutBuf::from(text.as_mut_slice()),
        aad,
        &AeadTag::from_bytes(tag).unwrap(),
    )
    .unwrap();
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_oracle_opens_ours_and_we_open_the_oracles(
        plaintext in prop::collection::vec(any::<u8>(), 0..200),
        info in prop::collection::vec(any::<u8>(), 0..80),
        aad in prop::collection::vec(any::<u8>(), 0..40),
        seed in any::<u64>(),
    ) {
        let key = SealKey::generate().unwrap();
        let sealed = seal(key.public(), &info, &aad, &plaintext).unwrap();
        prop_assert_eq!(sealed.len(), plaintext.len() + OVERHEAD);
        prop_assert_eq!(&oracle_open(&key, &info, &aad, &sealed), &plaintext);
        let theirs = oracle_seal(key.public(), &info, &aad, &plaintext, seed);
        prop_assert_eq!(&*open(&key, &info, &aad, &theirs).unwrap(), &plaintext);
    }
}

#[test]
fn nothing_else_opens() {
    let key = SealKey::generate().unwrap();
    let sealed = seal(key.public(), b"info", b"aad", b"answers").unwrap();
    assert!(open(&key, b"info", b"aad", &sealed).is_ok());
    assert!(open(&SealKey::generate().unwrap(), b"info", b"aad", &sealed).is_err());
    assert!(open(&key, b"other", b"aad", &sealed).is_err());
    assert!(open(&key, b"info", b"other", &sealed).is_err());
    for length in 0..sealed.len() {
        assert!(open(&key, b"info", b"aad", &sealed[..length]).is_err());
    }
    for position in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[position] ^= 1;
        assert!(open(&key, b"info", b"aad", &altered).is_err(), "{position}");
    }
}

#[test]
fn a_point_off_the_curve_is_refused() {
    let mut bytes = *SealKey::generate().unwrap().public().bytes();
    bytes[64] ^= 1;
    assert!(matches!(
        SealPublicKey::from_bytes(&bytes),
        Err(SealError::Key)
    ));
    assert!(SealPublicKey::from_bytes(&[0; 65]).is_err());
}

#[test]
fn a_private_key_survives_its_bytes() {
    let key = SealKey::generate().unwrap();
    let read = SealKey::from_bytes(&key.to_bytes().unwrap()).unwrap();
    assert_eq!(read.public().bytes(), key.public().bytes());
    let sealed = seal(key.public(), b"", b"", b"answers").unwrap();
    assert_eq!(&*open(&read, b"", b"", &sealed).unwrap(), b"answers");
    assert!(SealKey::from_bytes(&[0; 32]).is_err());
    assert!(SealKey::from_bytes(&[255; 32]).is_err());
}
