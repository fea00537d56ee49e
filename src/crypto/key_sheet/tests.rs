use proptest::prelude::*;

use super::*;

const ROUND: &str = "2569-1";

fn sheets(secret: [u8; 32]) -> [KeySheet; 3] {
    let random = [[11; 32], [12; 32], [13; 32]].map(Zeroizing::new);
    split(&secret, ROUND, &random)
}

fn part() -> impl Strategy<Value = Part> {
    any::<[u8; 32]>().prop_map(Zeroizing::new)
}

proptest! {
    #[test]
    fn any_two_of_three_give_the_secret(secret: [u8; 32], a in part(), b in part(), c in part()) {
        let sheets = split(&secret, ROUND, &[a, b, c]);
        for one in &sheets {
            for other in &sheets {
                let combined = combine(one, other);
                if one.custodian() == other.custodian() {
                    prop_assert_eq!(combined.unwrap_err(), SheetError::SameSheet);
                } else {
                    prop_assert_eq!(*combined.unwrap(), secret);
                }
            }
        }
    }

    #[test]
    fn paper_and_qr_say_the_same(secret: [u8; 32], which in 0..3usize) {
        let sheet = &sheets(secret)[which];
        let (text, line) = (sheet.text(), sheet.qr_line());
        prop_assert_eq!(text.lines().count(), 9);
        let unnumbered: String = text.lines().map(|line| line[3..].to_owned() + "\n").collect();
        for written in [text.as_str(), line.as_str(), &unnumbered.to_lowercase()] {
            let read = KeySheet::parse(written).unwrap();
            prop_assert_eq!(read.to_bytes(), sheet.to_bytes());
        }
    }

    #[test]
    fn a_wrong_symbol_is_found_with_its_line(
        secret: [u8; 32], line in 0..9usize, at in 0..18usize, other in 1..32u32, scanned: bool,
    ) {
        let sheet = &sheets(secret)[0];
        let mut symbols: Vec<char> = sheet.qr_line().chars().collect();
        let at = line * 18 + at;
        let value = crate::domain::encoding::value(symbols[at]).unwrap();
        symbols[at] = crate::domain::encoding::symbol(value ^ other);
        let typed: Vec<String> = symbols.chunks(18).map(|line| line.iter().collect()).collect();
        let typed = typed.join(if scanned { "" } else { "\n" });
        let found = KeySheet::parse(&typed).unwrap_err();
        prop_assert_eq!(found, SheetError::Damaged { line: line + 1 });
    }
}

#[test]
fn missing_swapped_and_surplus_lines_are_found() {
    let text = sheets([1; 32])[0].text();
    let lines: Vec<&str> = text.lines().collect();
    let damaged = |lines: &[&str]| KeySheet::parse(&lines.join("\n")).unwrap_err();
    assert_eq!(damaged(&lines[..8]), SheetError::Damaged { line: 9 });
    assert_eq!(damaged(&lines[1..]), SheetError::Damaged { line: 1 });
    assert_eq!(damaged(&[]), SheetError::Damaged { line: 1 });
    let mut swapped = lines.clone();
    swapped.swap(3, 4);
    assert_eq!(damaged(&swapped), SheetError::Damaged { line: 4 });
    let unnumbered: Vec<&str> = swapped.iter().map(|line| &line[3..]).collect();
    assert_eq!(damaged(&unnumbered), SheetError::Damaged { line: 4 });
    let surplus = [lines.as_slice(), &["9"]].concat();
    assert_eq!(damaged(&surplus), SheetError::Damaged { line: 10 });
    let short = [&lines[..2], &["3: ABCD"], &lines[3..]].concat();
    assert_eq!(damaged(&short), SheetError::Damaged { line: 3 });
}

#[test]
fn sheets_that_do_not_belong_together_are_told_apart() {
    let [first, second, third] = sheets([1; 32]);
    let [_, earlier, _] = split(
        &[2; 32],
        ROUND,
        &[[5; 32], [6; 32], [7; 32]].map(Zeroizing::new),
    );
    assert_eq!(combine(&first, &earlier).unwrap_err(), SheetError::Foreign);
    let random = [[11; 32], [12; 32], [13; 32]].map(Zeroizing::new);
    let [_, elsewhere, _] = split(&[1; 32], "2569-2", &random);
    assert_eq!(
        combine(&first, &elsewhere).unwrap_err(),
        SheetError::WrongRound
    );
    assert_eq!(elsewhere.belongs_to(ROUND), Err(SheetError::WrongRound));
    assert_eq!(first.belongs_to(ROUND), Ok(()));
    assert_eq!(
        combine(&second, &second).unwrap_err(),
        SheetError::SameSheet
    );
    assert_eq!(third.alone().unwrap_err(), SheetError::WrongNumber);
}

#[test]
fn a_sheet_is_checked_without_opening_anything() {
    let [first, second, _] = sheets([1; 32]);
    assert_eq!(first.matches(&first.checks()), Ok(()));
    assert_eq!(first.matches(&second.checks()), Err(SheetError::Foreign));
    assert_eq!(first.matches(&[]), Err(SheetError::Foreign));
}

#[test]
fn a_single_custodian_holds_the_secret_itself() {
    let sheet = whole(&[42; 32], ROUND);
    let read = KeySheet::parse(&sheet.text()).unwrap();
    assert_eq!(*read.alone().unwrap(), [42; 32]);
    assert_eq!(read.matches(&sheet.checks()), Ok(()));
    assert_eq!(read.custodian(), 1);
    assert_eq!(combine(&sheet, &read).unwrap_err(), SheetError::SameSheet);
}

#[test]
fn one_sheet_alone_says_nothing_of_the_secret() {
    // Custodian 1 holds the random numbers themselves, whatever the secret is.
    let ([one, ..], [other, ..]) = (sheets([1; 32]), sheets([2; 32]));
    assert_eq!(one.checks(), other.checks());
    let (Holding::Pairs { parts: a, .. }, Holding::Pairs { parts: b, .. }) =
        (&one.holding, &other.holding)
    else {
        unreachable!()
    };
    assert_eq!(a, b);
}

#[test]
fn many_errors_in_a_line_do_not_slip_through() {
    let sheet = &sheets([1; 32])[0];
    let mut bytes = sheet.to_bytes();
    bytes[40] ^= 1;
    let forged = writing::lines(&bytes);
    assert_eq!(
        KeySheet::parse(&forged).unwrap_err(),
        SheetError::Unreadable
    );
}
