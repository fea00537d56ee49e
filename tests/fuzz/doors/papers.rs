//! What is typed or scanned from paper, stands in links and cookies, or is published as a text.

use prongsai::crypto::board::{Board, Receipt};
use prongsai::crypto::carry::CarryCode;
use prongsai::crypto::key_sheet::{KeySheet, SheetError};
use prongsai::crypto::manifest::Manifest;
use prongsai::crypto::sign_in::{BearerToken, recovery_digest};
use prongsai::crypto::tablet::TabletSecret;
use prongsai::crypto::ticket::{ticket_code, typed_ticket};
use prongsai::crypto::token::{fragment, parse_fragment, parse_short_code};
use prongsai::domain::base64url;
use prongsai::domain::encoding::{base32, from_base32, hex, unhex};
use prongsai::domain::thai::date;
use prongsai::service::backup::list::BackupList;

/// A key sheet, typed line by line or scanned.
pub fn sheets(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match KeySheet::parse(&text) {
        Ok(sheet) => {
            assert!((1..=3).contains(&sheet.custodian()) && !sheet.checks().is_empty());
            for written in [sheet.text(), sheet.qr_line()] {
                let again = KeySheet::parse(&written).expect("a sheet reads as it is written");
                assert_eq!(*sheet.text(), *again.text());
            }
        }
        // A tenth line, of a sheet that has nine, is the one that does not belong there.
        Err(SheetError::Damaged { line }) => assert!((1..=10).contains(&line)),
        Err(refused) => assert_eq!(refused, SheetError::Unreadable),
    }
}

/// Codes, tokens and cookies.
pub fn codes(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    if let Ok((token, fingerprint)) = parse_fragment(text) {
        assert_eq!(
            parse_fragment(&fragment(&token, &fingerprint)),
            Ok((token, fingerprint))
        );
    }
    if let Some(ticket) = typed_ticket(text) {
        assert!(typed_ticket(&ticket_code(&ticket)) == Some(ticket));
    }
    if let Some(code) = CarryCode::typed(text) {
        let again = CarryCode::typed(&code.text()).expect("a code reads as it is shown");
        assert_eq!(code.bytes(), again.bytes());
    }
    if let Ok(token) = BearerToken::parse(text) {
        assert!(BearerToken::parse(&token.text()).as_ref() == Ok(&token));
    }
    if let Some(secret) = TabletSecret::kept(text) {
        let again = TabletSecret::kept(&secret.text()).expect("a cookie reads as it is written");
        assert_eq!(secret.digest(), again.digest());
    }
    if let Ok(bytes) = base64url::decode(text) {
        assert_eq!(base64url::encode(&bytes), text, "there is one spelling");
    }
    if let Ok(bytes) = unhex(text) {
        assert_eq!(unhex(&hex(&bytes)), Ok(bytes));
    }
    for length in [10, 16, 20, 32] {
        if let Ok(bytes) = from_base32(text, length) {
            assert_eq!(
                (bytes.len(), from_base32(&base32(&bytes), length)),
                (length, Ok(bytes))
            );
        }
    }
    let _ = (
        parse_short_code(text),
        TabletSecret::typed(text),
        recovery_digest(text),
        Receipt::parse(text),
    );
    let _ = (
        date::read(text),
        prongsai::intake::email::is_well_formed(text),
    );
}

/// A manifest, a board, the list of a backup: each has one spelling.
pub fn boards(bytes: &[u8]) {
    if let Ok(manifest) = Manifest::parse(bytes) {
        assert_eq!(manifest.to_bytes().expect("it is whole"), bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(board) = Board::parse(text) {
        assert_eq!(board.to_text(), text);
    }
    if let Some(list) = BackupList::parse(text) {
        assert_eq!(BackupList::parse(&list.text()), Some(list));
    }
}
