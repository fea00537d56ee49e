//! Which line holds the headings, and which column is which.
//!
//! Offices put titles above the headings, merge cells, order columns as they like and word them in
//! Thai or English; so a heading is compared by its letters alone, without case, spaces, marks and
//! what stands in brackets.

use std::collections::{BTreeMap, HashMap};

use super::table::{Cell, Row, Table};
use crate::domain::thai;

/// Lines from the top among which the headings are looked for.
const SEARCHED_LINES: usize = 50;
/// Recognised headings that make a line the line of headings.
const ENOUGH: usize = 2;
/// Columns without a heading of their own that a heading may be merged over.
const MOST_SPREAD: usize = 2;
/// Headings of columns that number the lines, which need no mention when they are not read.
const LINE_NUMBERS: [&str; 6] = ["ลำดับ", "ลำดับที่", "ที่", "no", "ลำดับเลขที่", "number"];

/// A column that a reader knows.
pub trait Column: Copy + Ord + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// Its headings, the usual Thai one first; if several columns fit, the earliest heading wins.
    fn headings(self) -> &'static [&'static str];
}

/// Where the known columns stand in a table.
#[derive(Debug)]
pub struct Layout<'t, C> {
    table: &'t Table,
    heading_at: usize,
    columns: BTreeMap<C, usize>,
    /// Headings of columns that are not read.
    pub unread: Vec<String>,
    /// Headings that stand twice.
    pub doubled: Vec<String>,
    /// Other sheets that look like such a list.
    pub other_sheets: Vec<String>,
}

/// Finds the line with the most known headings, in the first sheet that has it.
pub fn find<C: Column>(tables: &[Table]) -> Option<Layout<'_, C>> {
    let names = Names::<C>::new();
    let scored: Vec<(usize, usize, &Table)> = tables
        .iter()
        .map(|table| {
            let (at, score) = best_line(table, &names);
            (at, score, table)
        })
        .collect();
    let most = scored
        .iter()
        .map(|(_, score, _)| *score)
        .max()
        .filter(|score| *score >= ENOUGH)?;
    let (heading_at, _, table) = *scored.iter().find(|(_, score, _)| *score == most)?;
    let others = scored
        .iter()
        .filter(|(_, score, other)| *score > ENOUGH && !std::ptr::eq(*other, table));
    let mut layout = Layout {
        table,
        heading_at,
        columns: BTreeMap::new(),
        unread: Vec::new(),
        doubled: Vec::new(),
        other_sheets: others
            .filter_map(|(_, _, other)| other.sheet.clone())
            .collect(),
    };
    layout.assign(&names);
    Some(layout)
}

impl<'t, C: Column> Layout<'t, C> {
    /// The table that is read.
    pub fn table(&self) -> &'t Table {
        self.table
    }

    /// Line of the headings.
    pub fn line(&self) -> usize {
        self.heading_row().map_or(1, |row| row.line)
    }

    /// Whether the file has the column.
    pub fn has(&self, column: C) -> bool {
        self.columns.contains_key(&column)
    }

    /// The heading as in the file, or the usual one.
    pub fn heading(&self, column: C) -> String {
        match (self.columns.get(&column), self.heading_row()) {
            (Some(at), Some(row)) => row.cell(*at).shown(),
            _ => usual(column).to_owned(),
        }
    }

    /// All headings as in the file.
    pub fn headings(&self) -> Vec<String> {
        let row = self.heading_row();
        row.map_or_else(Vec::new, |row| row.cells.iter().map(Cell::shown).collect())
    }

    /// Takes what was found as `from` for `to`.
    pub fn reread(&mut self, from: C, to: C) {
        if let Some(at) = self.columns.remove(&from) {
            self.columns.insert(to, at);
        }
    }

    /// The cell of `row` in `column`.
    pub fn cell<'r>(&self, row: &'r Row, column: C) -> Option<&'r Cell> {
        self.columns.get(&column).map(|at| row.cell(*at))
    }

    /// The cells of `row` in `column` and in the columns without a heading behind it, over which
    /// the heading is merged: `ชื่อ-สกุล` over prefix, name and surname.
    pub fn spread<'r>(&self, row: &'r Row, column: C) -> Vec<&'r Cell> {
        let (Some(at), Some(headings)) = (self.columns.get(&column), self.heading_row()) else {
            return Vec::new();
        };
        let width = (at + 1..headings.cells.len().max(row.cells.len()))
            .take(MOST_SPREAD)
            .take_while(|next| headings.cell(*next).is_blank())
            .count();
        (*at..=at + width).map(|at| row.cell(at)).collect()
    }

    /// The lines below the headings; headings repeated on a new page are passed over.
    pub fn rows(&self) -> impl Iterator<Item = &'t Row> + use<'t, C> {
        let table = self.table;
        let headings = table.rows.get(self.heading_at);
        let below = table.rows.iter().skip(self.heading_at + 1);
        below.filter(move |row| headings.is_none_or(|headings| headings.cells != row.cells))
    }

    fn heading_row(&self) -> Option<&'t Row> {
        self.table.rows.get(self.heading_at)
    }

    /// Gives each known column its place; of two that fit, the one with the earlier heading.
    fn assign(&mut self, names: &Names<C>) {
        let Some(row) = self.heading_row() else {
            return;
        };
        let mut ranks: BTreeMap<C, usize> = BTreeMap::new();
        for (at, cell) in row.cells.iter().enumerate() {
            match (names.get(cell), normal(&cell.shown())) {
                (Some((column, rank)), _) => match ranks.get(&column) {
                    Some(taken) if *taken == rank => self.doubled.push(cell.shown()),
                    Some(taken) if *taken < rank => self.unread.push(cell.shown()),
                    before => {
                        self.unread.extend(before.map(|_| self.heading(column)));
                        ranks.insert(column, rank);
                        self.columns.insert(column, at);
                    }
                },
                (None, text) if text.is_empty() || LINE_NUMBERS.contains(&text.as_str()) => {}
                (None, _) => self.unread.push(cell.shown()),
            }
        }
    }
}

/// The heading by which a column is called where the file has none.
pub fn usual<C: Column>(column: C) -> &'static str {
    column.headings().first().copied().unwrap_or_default()
}

/// A heading or a word by its letters and digits alone.
pub fn normal(text: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || thai::follows_a_letter(*c);
    thai::normalise(text)
        .to_lowercase()
        .chars()
        .filter(is_kept)
        .collect()
}

fn without_brackets(text: &str) -> &str {
    text.find(['(', '[', '（'])
        .and_then(|at| text.get(..at))
        .unwrap_or(text)
}

fn best_line<C: Column>(table: &Table, names: &Names<C>) -> (usize, usize) {
    let scores = table.rows.iter().take(SEARCHED_LINES).map(|row| {
        let mut known: Vec<C> = row
            .cells
            .iter()
            .filter_map(|cell| names.get(cell))
            .map(|(c, _)| c)
            .collect();
        known.sort_unstable();
        known.dedup();
        known.len()
    });
    let first_of_best =
        |best: (usize, usize), next: (usize, usize)| if next.1 > best.1 { next } else { best };
    scores.enumerate().fold((0, 0), first_of_best)
}

/// Every heading of every column, with its rank.
struct Names<C>(HashMap<String, (C, usize)>);

impl<C: Column> Names<C> {
    fn new() -> Self {
        let all = C::ALL.iter().flat_map(|column| {
            let ranked = column.headings().iter().enumerate();
            ranked.map(|(rank, heading)| (normal(heading), (*column, rank)))
        });
        Self(all.collect())
    }

    fn get(&self, cell: &Cell) -> Option<(C, usize)> {
        let Cell::Text(text) = cell else { return None };
        let whole = self.0.get(&normal(text));
        whole
            .or_else(|| self.0.get(&normal(without_brackets(text))))
            .copied()
    }
}
