//! The printed letter of somebody without e-mail: its QR code and the code that is typed.

use std::fs;

use crate::chromium::{Chromium, Device};
use crate::office::{Office, ROUND};
use crate::people::{CLINIC, CLINIC_STAFF, name};
use crate::picture::Picture;
use crate::visit::Visit;

#[tokio::test]
async fn a_letter_opens_the_questionnaire_by_its_qr_and_by_its_typed_code() {
    let office = Office::with_everybody_invited();
    office.run(&[
        "letters",
        "--round",
        ROUND,
        "--out",
        &office.file("letters"),
    ]);
    let letter = only_file(&office.file("letters"));
    let desk = Chromium::open(Device::Desk, office.file("desk").as_ref()).await;
    desk.visit(&format!("file://{letter}")).await;
    desk.keep_picture("letter");
    let link = read_qr(&desk.photograph());
    let code = desk
        .ask("return document.querySelector('.code.typed').textContent")
        .await
        .as_str()
        .unwrap()
        .to_owned();
    let addressee = name(CLINIC_STAFF - 1);
    assert!(desk.document().await.contains(&addressee));

    let phone = Chromium::open(Device::Phone, office.file("phone").as_ref()).await;
    let visit = Visit::to(&phone, &link).await;
    visit.arrives_at("welcome").await;
    assert_eq!(visit.slot("name").await, addressee, "scanned");
    let (_, from_qr) = link.split_once('#').unwrap();
    assert!(
        from_qr.ends_with(fingerprint_of(&office)),
        "the poll of the clinic"
    );

    let visit = Visit::to(&phone, &format!("{}/i", office.base)).await;
    visit.arrives_at("shell missing").await;
    phone
        .enter("#code", &code.replace('-', " ").to_lowercase())
        .await;
    phone.tap("#code-form button").await;
    visit.arrives_at("welcome").await;
    assert_eq!(visit.slot("name").await, addressee, "typed");
    let typed: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    assert!(
        typed.starts_with(&from_qr[..26]),
        "both are the same person's"
    );
}

/// Fingerprint that the clinic's other links end in.
fn fingerprint_of(office: &Office) -> &str {
    office.link(CLINIC, 0).rsplit_once('.').unwrap().1
}

fn only_file(folder: &str) -> String {
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    let [file] = &files[..] else {
        panic!("one file of letters, not {files:?}")
    };
    file.display().to_string()
}

/// Text of the one QR code in a picture.
fn read_qr(png: &[u8]) -> String {
    let codes = Picture::of_png(png).codes();
    let [code] = &codes[..] else {
        panic!("one QR code, not {}", codes.len())
    };
    code.clone()
}
