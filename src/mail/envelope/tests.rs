use jiff::Timestamp;
use mailparse::{MailHeaderMap, ParsedMail, parse_mail};

use super::*;

/// A small finished message.
pub(in crate::mail) fn sample_mail(id: &str) -> OutgoingMail {
    let words = MailText {
        subject: "ขอเชิญตอบแบบวัด IIT".to_owned(),
        text: "เรียน สมศรี\n.\nhttps://ita.example/i#TOKEN.FP\n".to_owned(),
        html: "<p>เรียน สมศรี</p>".to_owned(),
    };
    build("สมศรี ใจดี", id, &words)
}

/// A message that no socket buffer can swallow whole.
pub(in crate::mail) fn huge_mail() -> OutgoingMail {
    let mut mail = sample_mail("huge@ita.example");
    mail.bytes = b"all work and no play\r\n".repeat(1 << 20);
    mail
}

fn build(name: &str, id: &str, words: &MailText) -> OutgoingMail {
    let sender = Sender {
        from: "กองการเจ้าหน้าที่ <hr@ita.example>".parse().unwrap(),
        reply_to: Some("ask@ita.example".parse().unwrap()),
    };
    let to = Party::named(name, "somsri@ita.example").unwrap();
    let date = Timestamp::from_second(1_774_600_000).unwrap();
    OutgoingMail::new(&sender, &to, id.parse().unwrap(), date, words).unwrap()
}

fn header(mail: &ParsedMail, name: &str) -> String {
    mail.headers.get_first_value(name).unwrap_or_default()
}

#[test]
fn a_message_reads_back_as_it_was_worded() {
    let mail = sample_mail("7.2@ita.example");
    let parsed = parse_mail(mail.bytes()).unwrap();
    assert_eq!(header(&parsed, "Subject"), "ขอเชิญตอบแบบวัด IIT");
    assert_eq!(header(&parsed, "From"), "กองการเจ้าหน้าที่ <hr@ita.example>");
    assert_eq!(header(&parsed, "To"), "สมศรี ใจดี <somsri@ita.example>");
    assert_eq!(header(&parsed, "Reply-To"), "ask@ita.example");
    assert_eq!(header(&parsed, "Message-ID"), "<7.2@ita.example>");
    assert_eq!(header(&parsed, "Date"), "Fri, 27 Mar 2026 08:26:40 +0000");
    assert_eq!(header(&parsed, "Auto-Submitted"), "auto-generated");
    assert_eq!(parsed.ctype.mimetype, "multipart/alternative");
    let types: Vec<_> = parsed
        .subparts
        .iter()
        .map(|p| p.ctype.mimetype.as_str())
        .collect();
    assert_eq!(types, ["text/plain", "text/html"]);
    let text = parsed.subparts[0].get_body().unwrap().replace("\r\n", "\n");
    assert!(text.contains("เรียน สมศรี\n.\nhttps://ita.example/i#TOKEN.FP"));
}

#[test]
fn the_same_message_twice_is_the_same_bytes_and_plain_ascii() {
    let mail = sample_mail("a@ita.example");
    assert_eq!(mail, sample_mail("a@ita.example"));
    assert!(mail.bytes().is_ascii());
    assert!(!format!("{mail:?}").contains("TOKEN"));
}

#[test]
fn no_header_can_be_smuggled_in() {
    let words = MailText {
        subject: "เชิญ\r\nBcc: all@ita.example\r\n\r\n<b>".to_owned(),
        text: "x".to_owned(),
        html: "x".to_owned(),
    };
    let mail = build("สมศรี\r\nCc: all@ita.example\n", "a@x", &words);
    let parsed = parse_mail(mail.bytes()).unwrap();
    assert!(parsed.headers.get_first_value("Bcc").is_none());
    assert!(parsed.headers.get_first_value("Cc").is_none());
    assert_eq!(header(&parsed, "Subject"), "เชิญ Bcc: all@ita.example <b>");
    let names: Vec<String> = parsed
        .headers
        .iter()
        .map(mailparse::MailHeader::get_key)
        .collect();
    assert_eq!(
        names.join(" "),
        "From To Subject Date Message-ID Auto-Submitted Reply-To MIME-Version Content-Type"
    );
}

#[test]
fn what_is_no_address_is_a_value_not_a_message() {
    let bad = [
        "",
        "somsri",
        "a@b@c",
        "a b@x.example",
        "a@x.example\r\nRCPT TO:<b@x.example>",
        "สมศรี@x.example",
        "a@ไทย.ไทย",
        "<a@x.example>",
        "a@x.example>",
        "@x.example",
    ];
    for text in bad {
        assert!(Party::named("n", text).is_err(), "{text:?}");
    }
    assert!(Party::named("n", " o'hara+ita@x.example ").is_ok());
    assert!("กจ <hr@x.example".parse::<Party>().is_err());
}

#[test]
fn a_message_id_is_safe_as_a_header_and_as_a_file_name() {
    assert!("12.remind.3@ita.example".parse::<MessageId>().is_ok());
    for text in [
        "", "a", "@b", "a@", "../a@b", "a/b@c", "a@b\r\n", "a@.b", ".a@b", "<a@b>",
    ] {
        assert!(text.parse::<MessageId>().is_err(), "{text:?}");
    }
}
