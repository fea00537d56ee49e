use jiff::civil::datetime;

use super::*;
use crate::assets::Assets;
use crate::domain::framework::Respondents;
use crate::domain::lang::Lang;
use crate::domain::wire::Fingerprint;
use crate::view::memo::{Memo, memo};
use crate::view::qr::tests::read_codes;

fn thai() -> Locale {
    Locale::load(&Assets::default(), Lang::Th).unwrap()
}

fn css() -> String {
    let bytes = Assets::default().read("css/print.css").unwrap();
    String::from_utf8(bytes.into_owned()).unwrap()
}

fn sheet(number: u8) -> KeySheet {
    KeySheet {
        organisation: "กรมตัวอย่างการแพทย์".to_owned(),
        fiscal_year: 2569,
        round: 1,
        custodian: "นายสมชาย รักงาน".to_owned(),
        number,
        custody: Custody::TwoOfThree,
        lines: [
            "7Q3N-8ZK2-M4T6-W9XV",
            "1BCD-EFGH-JK6H-9JSW",
            "41VD-5NK0-QX8A-2TBR",
            "YM3Z-0000-1111-2222",
        ]
        .map(str::to_owned)
        .to_vec(),
        one_line: "PRONGSAI1:7Q3N8ZK2M4T6W9XV1BCDEFGHJK6H9JSW41VD5NK0QX8A2TBRYM3Z000011112222"
            .to_owned(),
    }
}

#[test]
fn a_key_sheet_says_whose_it_is_what_it_opens_and_how_it_is_kept() {
    let page = key_sheet(&thai(), &sheet(2)).unwrap().into_string();
    assert_eq!(read_codes(&page), [sheet(2).one_line]);
    let (before, rest) = page.split_once("<svg").unwrap();
    let after = rest.split_once("</svg>").unwrap().1;
    insta::assert_snapshot!(format!("{before}<svg/>{after}").replace("><", ">\n<"));
}

#[test]
fn the_document_has_a_page_for_each_custodian() {
    let page = key_sheets(&thai(), &css(), &[sheet(1), sheet(2), sheet(3)]).unwrap();
    assert_eq!(
        page.matches("<article class=\"sheet key-sheet\"").count(),
        3
    );
    assert_eq!(read_codes(&page).len(), 3);
}

#[test]
fn a_single_custodian_is_told_so() {
    let mut sheet = sheet(1);
    sheet.custody = Custody::Single;
    sheet.custodian = "<b>x</b>".to_owned();
    let page = key_sheet(&thai(), &sheet).unwrap().into_string();
    assert!(page.contains("เพียงคนเดียวของรอบนี้") && !page.contains("2 ดอก"));
    assert!(!page.contains("<b>") && !page.contains("letter."));
}

#[test]
fn the_memo_lists_every_box_with_its_fingerprint() {
    let facts = Memo {
        organisation: "กรมตัวอย่างการแพทย์".to_owned(),
        respondents: Respondents::Staff,
        instrument: "IIT".to_owned(),
        fiscal_year: 2569,
        round: 1,
        closes: datetime(2026, 3, 27, 16, 30, 0, 0),
        custody: Custody::TwoOfThree,
        custodians: vec!["นายสมชาย รักงาน".to_owned(), "นางมาลี สุขใจ".to_owned()],
        polls: vec![
            ("สถาบันสุขภาพตัวอย่าง".to_owned(), Fingerprint::new([0x9c; 16])),
            (
                "โรงพยาบาล <ตัวอย่าง>".to_owned(),
                Fingerprint::new([0x11; 16]),
            ),
        ],
        contact: vec!["กลุ่มงานจริยธรรม โทร. 0 2000 0000 ต่อ 12".to_owned()],
    };
    let page = memo(&thai(), &css(), &facts);
    let body = page.split_once("<body").unwrap().1;
    insta::assert_snapshot!(body.replace("><", ">\n<"));
    assert!(!page.contains("<ตัวอย่าง>"));
}
