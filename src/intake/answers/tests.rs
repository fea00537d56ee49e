use super::*;
use crate::domain::sketch::framework;

fn questionnaire() -> Framework {
    framework(&[("1", "", "1")]).asking(
        "iit",
        "1",
        &[
            ("i1", "1", &["L4+", "L4-"]),
            ("i2", "1", &["L4+"]),
            ("i4", "1", &["B-", "B+"]),
        ],
    )
}

fn read(text: &str) -> Result<Vec<Vec<u64>>, AnswersError> {
    let framework = questionnaire();
    read_answers(text.as_bytes(), &framework, &framework.instruments[0])
        .map(|counts| counts.rows().to_vec())
}

fn expected() -> Vec<Vec<u64>> {
    vec![
        vec![1, 0, 0, 1],
        vec![0, 2, 0, 0],
        vec![0, 0, 1, 1],
        vec![2, 0],
        vec![1, 1],
    ]
}

#[test]
fn columns_stand_in_any_order() {
    let text = "i4.2,i2,i1.1,i4.1,i1.2\n1,3,1,1,2\n0,4,4,1,2\n";
    assert_eq!(read(text).unwrap(), expected());
}

#[test]
fn what_offices_write_is_forgiven() {
    for text in [
        "\u{feff}i1.1;i1.2;i2;i4.1;i4.2\r\n1;2;3;1;1\r\n4;2;4;1;0",
        "i1.1\ti1.2\ti2\ti4.1\ti4.2\n ๑\t๒\t๓ \t 1\t1\n\n4\u{a0}\t2\t4\t1\t๐\n",
        "\"i1.1\" , i๑.๒,i2 ,i4.1,i4.2\n\"1\",2,3,\" 1 \",1\n4,2,4,1,0\n",
    ] {
        assert_eq!(read(text).unwrap(), expected(), "{text:?}");
    }
}

#[test]
fn every_bad_cell_is_reported_and_nothing_is_counted() {
    let text = "i1.1,i1.2,i2,i4.1,i4.2\n1,2,3,1,1\n5,2,,1,2\n1,2,3,1,1\n1,2,x,1,1\n";
    let AnswersError::Lines(problems) = read(text).unwrap_err() else {
        panic!("no lines reported");
    };
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "line 3, column i1.1: \"5\" is none of 1, 2, 3, 4",
            "line 3, column i2: \"\" is none of 1, 2, 3, 4",
            "line 3, column i4.2: \"2\" is none of 1, 0",
            "line 5, column i2: \"x\" is none of 1, 2, 3, 4",
        ]
    );
}

#[test]
fn a_line_is_found_again_behind_quoted_line_breaks_and_blank_lines() {
    let text = "i1.1,i1.2,i2,i4.1,i4.2\n\n\"1\n\",2,3,1,1\n9,2,3,1,1\n";
    let AnswersError::Lines(problems) = read(text).unwrap_err() else {
        panic!("no lines reported");
    };
    assert!(matches!(&problems[..], [LineProblem::Cell { line: 5, .. }]));
}

#[test]
fn ragged_lines_are_reported() {
    let text = "i1.1,i1.2,i2,i4.1,i4.2\n1,2,3,1\n1,2,3,1,1,1\n";
    assert_eq!(
        read(text).unwrap_err(),
        AnswersError::Lines(vec![
            LineProblem::Ragged {
                line: 2,
                found: 4,
                expected: 5
            },
            LineProblem::Ragged {
                line: 3,
                found: 6,
                expected: 5
            },
        ])
    );
}

#[test]
fn the_heading_names_every_sub_item_once() {
    let error = read("i1.1,i1.1,i3,i4.1,i4.2\n1,2,3,1,1\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the heading does not fit the instrument: column 2: i1.1 stands twice; \
         column 3: \"i3\" is not a sub-item; i1.2 is missing; i2 is missing"
    );
}

#[test]
fn a_file_without_ballots_is_an_error() {
    for text in ["", "\u{feff}", "\n\n", " , ,\n"] {
        assert_eq!(read(text).unwrap_err(), AnswersError::Empty, "{text:?}");
    }
    let heading = "i1.1,i1.2,i2,i4.1,i4.2\n";
    assert_eq!(read(heading).unwrap_err(), AnswersError::NoBallots);
}

#[test]
fn bytes_that_are_no_utf_8_are_reported_and_do_not_stop_the_reading() {
    let framework = questionnaire();
    let file = b"i1.1,i1.2,i2,i4.1,i4.2\n1,2,\xa1,1,1\n\xff,2,3,1,1\n";
    let error = read_answers(file, &framework, &framework.instruments[0]).err();
    let Some(AnswersError::Lines(problems)) = error else {
        panic!("no lines reported");
    };
    assert_eq!(problems.len(), 2);
}
