use jiff::civil::datetime;

use super::*;
use crate::assets::Assets;
use crate::domain::lang::Lang;
use crate::domain::round::Custody;
use crate::domain::wire::Fingerprint;

const LINK: &str =
    "https://ita.example.go.th/i#7Q3N8ZK2M4T6W9XV1BCDEFGHJK.6H9JSW41VD5NK0QX8A2TBRYM3Z";

fn locale(lang: Lang) -> Locale {
    Locale::load(&Assets::default(), lang).unwrap()
}

fn facts(kind: MailKind) -> InvitationFacts {
    InvitationFacts {
        kind,
        name: "นางสาวสมศรี ใจดี".to_owned(),
        notice: PollNotice {
            agency: "กรมตัวอย่างการแพทย์".to_owned(),
            round: 1,
            fiscal_year: 2569,
            closes: datetime(2026, 3, 27, 16, 30, 0, 0),
            fingerprint: Fingerprint::new([0x9c; 16]),
            custody: Custody::TwoOfThree,
            contact: vec!["กลุ่มงานจริยธรรม โทร. 0 2000 0000 ต่อ 12".to_owned()],
        },
        link: LINK.to_owned(),
    }
}

fn both(facts: &InvitationFacts) -> MailText {
    invitation(&locale(Lang::Th), Some(&locale(Lang::En)), facts)
}

fn shown(kind: MailKind) -> String {
    let mail = both(&facts(kind));
    format!("{}\n\n{}", mail.subject, mail.text)
}

#[test]
fn the_invitation_says_who_why_until_when_and_whom_to_ask() {
    insta::assert_snapshot!(shown(MailKind::Invite));
}

#[test]
fn the_reminder_says_nothing_about_the_person() {
    insta::assert_snapshot!(shown(MailKind::Remind));
}

#[test]
fn the_extension_says_until_when() {
    insta::assert_snapshot!(shown(MailKind::Extended));
}

#[test]
fn the_html_part_is_as_reviewed() {
    insta::assert_snapshot!(both(&facts(MailKind::Invite)).html.replace("><", ">\n<"));
}

#[test]
fn each_part_holds_the_link_once_and_no_other() {
    for kind in MailKind::ALL {
        let mail = both(&facts(kind));
        assert_eq!(mail.text.matches("://").count(), 1);
        assert!(mail.text.lines().any(|line| line == LINK));
        assert_eq!(mail.html.matches("href=").count(), 1);
        assert!(mail.html.contains(&format!("href=\"{LINK}\"")));
        assert!(!mail.subject.contains("TOKEN") && !mail.html.contains("<img"));
    }
}

#[test]
fn thai_alone_is_a_whole_mail() {
    let mail = invitation(&locale(Lang::Th), None, &facts(MailKind::Invite));
    assert!(!mail.subject.contains('|'));
    assert!(!mail.text.contains("English") && !mail.html.contains("lang=\"en\""));
    assert_eq!(mail.html.matches("href=").count(), 1);
}

#[test]
fn one_custodian_is_said_openly() {
    let mut facts = facts(MailKind::Invite);
    facts.notice.custody = Custody::Single;
    let mail = both(&facts);
    assert!(mail.text.contains("รอบนี้มีเพียง 1 คน") && !mail.text.contains("2 ใน 3"));
    assert!(mail.html.contains("this round has only one"));
}

#[test]
fn hostile_names_and_contact_lines_stay_text() {
    let mut facts = facts(MailKind::Invite);
    facts.name = "<script>alert(1)</script>".to_owned();
    facts.notice.agency = "\"><img src=x>".to_owned();
    facts.notice.contact = vec![
        "<a href='https://evil.example'>\nโทร".to_owned(),
        "  ".to_owned(),
    ];
    let mail = both(&facts);
    for tag in ["<script", "<img", "<a href='"] {
        assert!(!mail.html.contains(tag), "{tag}");
    }
    assert_eq!(mail.html.matches("href=\"").count(), 1);
    assert!(mail.text.contains("<a href='https://evil.example'> โทร\n"));
}

#[test]
fn every_key_is_there_in_both_languages_and_no_threshold_is_named() {
    let areas = ["mail.", "notice.", "date.", "letter."];
    let ours = |locale: &Locale| -> Vec<(String, String)> {
        let mine = |key: &&str| areas.iter().any(|area| key.starts_with(area));
        locale
            .keys()
            .filter(mine)
            .map(|k| (k.to_owned(), locale.say(k).to_owned()))
            .collect()
    };
    let (th, en) = (ours(&locale(Lang::Th)), ours(&locale(Lang::En)));
    let keys = |texts: &[(String, String)]| texts.iter().map(|t| t.0.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&th), keys(&en));
    assert!(th.len() > 30);
    for (key, text) in th.iter().chain(&en) {
        assert!(
            !["85", "90", "๘๕", "๙๐"].iter().any(|n| text.contains(n)),
            "{key}"
        );
    }
    for kind in MailKind::ALL {
        let text = shown(kind);
        let unworded = ["mail.lead", "mail.subject", "notice.", "date.", "{"];
        assert!(!unworded.iter().any(|key| text.contains(key)), "{text}");
    }
}
