use jiff::civil::datetime;

use super::*;
use crate::assets::Assets;
use crate::domain::lang::Lang;
use crate::domain::round::Custody;
use crate::domain::wire::Fingerprint;
use crate::view::qr::tests::read_codes;

const CODE: &str = "7Q3N8ZK2M4T6W9XV1BCDEFGHJK";

fn set() -> LetterSet {
    LetterSet {
        notice: PollNotice {
            agency: "สถาบันสุขภาพตัวอย่าง".to_owned(),
            round: 1,
            fiscal_year: 2569,
            closes: datetime(2026, 3, 27, 16, 30, 0, 0),
            fingerprint: Fingerprint::new([0x9c; 16]),
            custody: Custody::TwoOfThree,
            contact: vec!["กลุ่มงานจริยธรรม โทร. 0 2000 0000 ต่อ 12".to_owned()],
        },
        address: "https://ita.example.go.th/i".to_owned(),
    }
}

fn letter(name: &str) -> Letter {
    Letter {
        name: name.to_owned(),
        position: "พนักงานบริการ".to_owned(),
        work_group: "กลุ่มงานอาคารสถานที่และยานพาหนะ".to_owned(),
        link: format!("https://ita.example.go.th/i#{CODE}.6H9JSW41VD5NK0QX8A2TBRYM3Z"),
        code: CODE.to_owned(),
    }
}

fn rendered(set: &LetterSet, of: &[Letter]) -> String {
    let assets = Assets::default();
    let load = |lang| Locale::load(&assets, lang).unwrap();
    let css = String::from_utf8(assets.read("css/print.css").unwrap().into_owned()).unwrap();
    letters(
        &load(Lang::Th),
        (&load(Lang::Th), &load(Lang::En)),
        &css,
        set,
        of,
    )
    .unwrap()
}

fn outside_of(html: &str) -> &str {
    html.split_once("<address")
        .unwrap()
        .1
        .split_once("</address>")
        .unwrap()
        .0
}

#[test]
fn every_letter_is_a_page_whose_code_leads_to_its_own_link() {
    let mut second = letter("นายประเสริฐ มั่นคง");
    second.link = second.link.replace("7Q3N", "8R4P");
    let page = rendered(&set(), &[letter("นางสาวสมศรี ใจดี"), second.clone()]);
    assert_eq!(page.matches("<article class=\"sheet letter\"").count(), 2);
    assert_eq!(read_codes(&page), [letter("").link, second.link]);
}

#[test]
fn the_outside_shows_name_position_and_work_group_alone() {
    let page = rendered(&set(), &[letter("นางสาวสมศรี ใจดี")]);
    assert_eq!(
        outside_of(&page),
        " class=\"outside\"><strong>นางสาวสมศรี ใจดี</strong><span>พนักงานบริการ</span>\
         <span>กลุ่มงานอาคารสถานที่และยานพาหนะ</span>"
    );
}

#[test]
fn the_inside_says_who_why_until_when_and_how() {
    let page = rendered(&set(), &[letter("นางสาวสมศรี ใจดี")]);
    let body = page.split_once("<body").unwrap().1;
    insta::assert_snapshot!(body.split_once("<svg").unwrap().0.replace("><", ">\n<"));
    insta::assert_snapshot!(body.split_once("</svg>").unwrap().1.replace("><", ">\n<"));
}

#[test]
fn the_file_stands_alone_and_asks_nobody_for_anything() {
    let page = rendered(&set(), &[letter("นางสาวสมศรี ใจดี")]);
    for outside in ["<script", "<link", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("@page") && page.contains("default-src 'none'"));
}

#[test]
fn hostile_names_and_lines_stay_text() {
    let mut set = set();
    set.notice.contact = vec!["<img src=x>".to_owned()];
    let page = rendered(&set, &[letter("</title><script>x</script>")]);
    assert!(!page.contains("<script") && !page.contains("<img"));
}
