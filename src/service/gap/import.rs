//! Figures of a file: year, instrument, code, score, n, source.

use crate::domain::exact::Score;
use crate::domain::gap::EarlierFigure;
use crate::intake::table::{Row, Table, TableError, read};

/// A line that is no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFigure {
    /// Line of the file.
    pub line: usize,
    /// Key of what is wrong.
    pub key: &'static str,
}

/// Why a file was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFigures {
    /// It is no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Lines of it; nothing was taken.
    #[error("{} lines", .0.len())]
    Lines(Vec<BadFigure>),
}

/// Reads a file without a fault, or tells every line that has one. Columns in this order: year,
/// instrument, code, score, n, source; a first line without a year is taken for headings.
/// `instruments` are the codes that are known.
pub fn read_figures(
    bytes: &[u8],
    framework: &str,
    instruments: &[String],
) -> Result<Vec<EarlierFigure>, BadFigures> {
    let tables: Vec<Table> = read(bytes)?;
    let rows = tables.iter().flat_map(|table| {
        let headings = usize::from(
            table
                .rows
                .first()
                .is_some_and(|row| text(row, 0).parse::<u16>().is_err()),
        );
        table.rows.iter().skip(headings)
    });
    let (mut figures, mut bad) = (Vec::new(), Vec::new());
    for row in rows {
        match figure(row, framework, instruments) {
            Ok(figure) => figures.push(figure),
            Err(key) => bad.push(BadFigure {
                line: row.line,
                key,
            }),
        }
    }
    if figures.is_empty() && bad.is_empty() {
        return Err(TableError::Empty.into());
    }
    if bad.is_empty() {
        Ok(figures)
    } else {
        Err(BadFigures::Lines(bad))
    }
}

fn text(row: &Row, at: usize) -> String {
    crate::domain::thai::normalise(&row.cell(at).shown())
}

fn figure(
    row: &Row,
    framework: &str,
    instruments: &[String],
) -> Result<EarlierFigure, &'static str> {
    let count = text(row, 4);
    let typed = Typed {
        year: &text(row, 0),
        instrument: &text(row, 1).to_lowercase(),
        code: &text(row, 2),
        score: &text(row, 3),
        n: count.trim_end_matches(".0"),
        source: &row.cell(5).shown(),
        framework,
    };
    typed.figure(instruments)
}

/// A figure as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// Year.
    pub year: &'a str,
    /// Code of the instrument.
    pub instrument: &'a str,
    /// Code of the node or item; empty for the instrument.
    pub code: &'a str,
    /// Percent.
    pub score: &'a str,
    /// How many answered; may be empty.
    pub n: &'a str,
    /// Where it is from.
    pub source: &'a str,
    /// Framework of the codes; may be empty.
    pub framework: &'a str,
}

impl Typed<'_> {
    /// The figure, or the key of what is wrong.
    pub fn figure(&self, instruments: &[String]) -> Result<EarlierFigure, &'static str> {
        let year: Option<u16> = self.year.parse().ok();
        let score: Option<Score> = self.score.parse().ok();
        let n = match self.n {
            "" => None,
            n => Some(n.replace(',', "").parse().map_err(|_| "gap.bad_n")?),
        };
        if !instruments.iter().any(|known| known == self.instrument) {
            return Err("gap.bad_instrument");
        }
        if self.source.trim().is_empty() {
            return Err("gap.bad_source");
        }
        Ok(EarlierFigure {
            fiscal_year: year
                .filter(|year| (2540..=2699).contains(year))
                .ok_or("gap.bad_year")?,
            instrument: self.instrument.to_owned(),
            code: self.code.to_owned(),
            framework: self.framework.to_owned(),
            score: score
                .filter(|score| (0..=10_000).contains(&score.hundredths()))
                .ok_or("gap.bad_score")?,
            n,
            source: self.source.trim().to_owned(),
            entered_on: None,
        })
    }
}
