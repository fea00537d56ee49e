//! The second way of counting: the shape of the IIT of fiscal years 2562–2565 as the published
//! tables have it, and whole numbers. Knows nothing of the product's frameworks and scores.

/// Items of the five indicators; each sub-item by its scale: `u` four levels upwards, `d` four
/// levels downwards, `y` yes is good, `n` no is good.
const SHAPE: [[&str; 6]; 5] = [
    ["uu", "u", "uuu", "nnn", "nnn", "nnn"],
    ["u", "uu", "d", "d", "ud", "uuu"],
    ["u", "u", "u", "d", "d", "ddd"],
    ["d", "u", "u", "d", "u", "u"],
    ["u", "yy", "u", "uuu", "u", "uuuu"],
];

/// Number of sub-items.
pub const SUB_ITEMS: usize = 51;

/// Length of an encoded ballot in bytes.
pub const BALLOT: usize = 64;

/// Answers of one person: for each sub-item the position of the option, from the lowest label.
pub type Options = Vec<u8>;

fn scales() -> impl Iterator<Item = u8> {
    SHAPE.into_iter().flatten().flat_map(str::bytes)
}

/// Points of an option in thirds of a hundred.
fn thirds(scale: u8, option: u8) -> i128 {
    let option = i128::from(option);
    match scale {
        b'u' => option,
        b'd' => 3 - option,
        b'y' => 3 * option,
        _ => 3 * (1 - option),
    }
}

/// Everybody gives the best answer everywhere.
pub fn best() -> Options {
    scales()
        .map(|scale| match scale {
            b'u' => 3,
            b'y' => 1,
            _ => 0,
        })
        .collect()
}

/// Everybody gives the worst answer everywhere.
pub fn worst() -> Options {
    scales()
        .map(|scale| match scale {
            b'd' => 3,
            b'n' => 1,
            _ => 0,
        })
        .collect()
}

/// Answers that differ from person to person and from sub-item to sub-item.
pub fn mixed(person: usize) -> Options {
    let spread = |at: usize| (person * 7 + at * 5 + person * at) % 11;
    scales()
        .enumerate()
        .map(|(at, scale)| {
            let options = if matches!(scale, b'u' | b'd') { 4 } else { 2 };
            u8::try_from(spread(at) % options).unwrap_or_default()
        })
        .collect()
}

/// The one valid encoding.
pub fn encode(options: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = options.iter().map(|option| option + 1).collect();
    bytes.resize(BALLOT, 0);
    bytes
}

/// The one valid encoding of a ballot of the public, of fiscal years 2562–2565: the same answer to all
/// 19 sub-items, and what is said of oneself to three questions (0 for nothing).
pub fn public(option: u8, said: [u8; 3]) -> Vec<u8> {
    encode(&[&[option; 19][..], &said].concat())
}

/// Score of an indicator (counted from 0) in hundredths, rounded half up.
pub fn indicator(ballots: &[Options], number: usize) -> i64 {
    rounded(twelfths(ballots, number), 12 * 6, ballots.len())
}

/// Score of the instrument in hundredths: mean of the five indicators.
pub fn iit(ballots: &[Options]) -> i64 {
    let sum = (0..5).map(|number| twelfths(ballots, number)).sum();
    rounded(sum, 12 * 6 * 5, ballots.len())
}

/// Sum over items of twelve times the sum of the sub-items' mean points, over all ballots.
fn twelfths(ballots: &[Options], number: usize) -> i128 {
    let before: usize = SHAPE
        .iter()
        .take(number)
        .flatten()
        .map(|item| item.len())
        .sum();
    let mut at = before;
    let mut sum = 0;
    for item in SHAPE[number] {
        for scale in item.bytes() {
            let points: i128 = ballots.iter().map(|ballot| thirds(scale, ballot[at])).sum();
            sum += points * 12 / i128::try_from(item.len()).unwrap_or(1);
            at += 1;
        }
    }
    sum
}

fn rounded(sum: i128, shares: i128, ballots: usize) -> i64 {
    // A third of a hundred points is 10000/3 hundredths.
    let (numerator, denominator) = (
        sum * 10_000,
        3 * shares * i128::try_from(ballots).unwrap_or(1),
    );
    i64::try_from((2 * numerator + denominator) / (2 * denominator)).unwrap_or(i64::MAX)
}

/// As a figure is printed.
pub fn shown(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
