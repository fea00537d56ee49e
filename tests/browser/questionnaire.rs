//! The IIT of `ten-indicators-2562` as the instrument's table has it, typed off by hand, and answers to it.

/// What a sub-item's options are worth, in thirds of 100 points, in the order in which they are shown.
#[derive(Clone, Copy)]
pub enum Scale {
    /// Four levels; the highest is the best.
    Up4,
    /// Four levels; the lowest is the best.
    Down4,
    /// No, yes; yes is good.
    Up2,
    /// No, yes; yes is bad.
    Down2,
}
use Scale::{Down2, Down4, Up2, Up4};

impl Scale {
    pub fn thirds(self) -> &'static [u64] {
        match self {
            Up4 => &[0, 1, 2, 3],
            Down4 => &[3, 2, 1, 0],
            Up2 => &[0, 3],
            Down2 => &[3, 0],
        }
    }

    fn best(self) -> usize {
        let thirds = self.thirds();
        (0..thirds.len()).max_by_key(|at| thirds[*at]).unwrap()
    }

    /// The option next to the best one.
    fn second(self) -> usize {
        if self.best() == 0 { 1 } else { self.best() - 1 }
    }
}

/// Indicator, then the scales of each of its six items' sub-items.
pub const INDICATORS: [(&str, [&[Scale]; 6]); 5] = [
    (
        "1",
        [
            &[Up4, Up4],
            &[Up4],
            &[Up4, Up4, Up4],
            &[Down2; 3],
            &[Down2; 3],
            &[Down2; 3],
        ],
    ),
    (
        "2",
        [
            &[Up4],
            &[Up4, Up4],
            &[Down4],
            &[Down4],
            &[Up4, Down4],
            &[Up4, Up4, Up4],
        ],
    ),
    (
        "3",
        [&[Up4], &[Up4], &[Up4], &[Down4], &[Down4], &[Down4; 3]],
    ),
    ("4", [&[Down4], &[Up4], &[Up4], &[Down4], &[Up4], &[Up4]]),
    (
        "5",
        [&[Up4], &[Up2, Up2], &[Up4], &[Up4; 3], &[Up4], &[Up4; 4]],
    ),
];

/// Number of answers.
pub const LENGTH: usize = 51;

/// Screens of questions.
pub const PAGES: usize = 9;

/// Scales of all sub-items in the order asked.
pub fn scales() -> impl Iterator<Item = Scale> {
    INDICATORS
        .iter()
        .flat_map(|(_, items)| items.iter().flat_map(|item| item.iter().copied()))
}

/// Chosen options, from 0 in the order shown.
#[derive(Clone)]
pub struct Answers(pub Vec<usize>);

impl Answers {
    /// The best answers but for some, which differ from person to person: `every` such as 4 means a quarter.
    pub fn of_person(person: usize, every: usize) -> Self {
        let choose = |(at, scale): (usize, Scale)| {
            if (at * 7 + person * 3).is_multiple_of(every) {
                scale.second()
            } else {
                scale.best()
            }
        };
        Self(scales().enumerate().map(choose).collect())
    }

    /// The ballot's one valid encoding: a byte an answer, padded to 64.
    pub fn encoded(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self
            .0
            .iter()
            .map(|option| u8::try_from(option + 1).unwrap())
            .collect();
        bytes.resize(64, 0);
        bytes
    }
}

#[test]
fn the_table_has_thirty_items_and_fifty_one_answers() {
    assert_eq!(scales().count(), LENGTH);
}
