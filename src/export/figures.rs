//! Published figures as lists. Takes what disclosure control passed, and nothing else.

use super::sheet::{Cell, Column, Sheet};
use crate::domain::disclosure::{
    Disclosed, InstrumentFigures, Options, ProfileLine, ProfileShown, Shown, Withheld,
};
use crate::domain::framework::{Framework, Instrument};
use crate::domain::lang::Lang;

/// Words of the lists, given by whoever knows the reader's language.
pub struct Words<'a> {
    /// Language of titles.
    pub lang: Lang,
    /// A heading or a word by its code.
    pub say: &'a dyn Fn(&str) -> String,
    /// Why a figure is not shown.
    pub why: &'a dyn Fn(Withheld) -> String,
}

/// Codes of the columns of an agency's list; also of their headings.
pub const AGENCY: [&str; 8] = [
    "of", "kind", "code", "title", "score", "shown", "n", "options",
];

impl Words<'_> {
    fn sheet(&self, codes: &[&'static str]) -> Sheet {
        let column = |code: &&'static str| Column {
            code,
            heading: (self.say)(code),
        };
        Sheet::new(codes.iter().map(column).collect())
    }

    /// The figure where it is a number, and what stands in its place.
    fn cells(&self, shown: Shown) -> [Cell; 2] {
        let bound = |sign: &str, score: crate::domain::exact::Score| {
            let text = score.to_string();
            Cell::from(format!("{sign} {}", text.trim_end_matches(".00")))
        };
        match shown {
            Shown::Exact(score) => [score.into(), Cell::Empty],
            Shown::AtLeast(score) => [Cell::Empty, bound("≥", score)],
            Shown::AtMost(score) => [Cell::Empty, bound("≤", score)],
            Shown::Withheld(why) => [Cell::Empty, (self.why)(why).into()],
        }
    }
}

/// An agency's figures, each with whose it is (own, pool, with all below).
pub fn agency(
    words: &Words<'_>,
    framework: &Framework,
    instrument: &Instrument,
    parts: &[(String, &Disclosed<InstrumentFigures>)],
) -> Sheet {
    let mut sheet = words.sheet(&AGENCY);
    for (of, figures) in parts {
        let list = List {
            words,
            framework,
            instrument,
            of,
            figures: figures.get(),
        };
        list.rows(&mut sheet);
    }
    sheet
}

struct List<'a> {
    words: &'a Words<'a>,
    framework: &'a Framework,
    instrument: &'a Instrument,
    of: &'a str,
    figures: &'a InstrumentFigures,
}

impl List<'_> {
    fn rows(&self, sheet: &mut Sheet) {
        let (lang, figures) = (self.words.lang, self.figures);
        let title = self.instrument.title.get(lang);
        sheet.rows.push(self.row(
            "instrument",
            &figures.instrument,
            title,
            figures.score,
            None,
        ));
        for node in &figures.nodes {
            let known = self
                .framework
                .nodes
                .iter()
                .find(|known| known.code == node.code);
            let title = known.map(|known| known.title.get(lang)).unwrap_or_default();
            sheet
                .rows
                .push(self.row("node", &node.code, title, node.shown, None));
        }
        for (item, asked) in figures.items.iter().zip(&self.instrument.items) {
            let (title, options) = (asked.stem.get(lang), item.options.as_ref());
            sheet
                .rows
                .push(self.row("item", &item.code, title, item.shown, options));
            for (sub_item, asked) in item.sub_items.iter().zip(&asked.sub_items) {
                let (title, options) = (asked.text.get(lang), Some(&sub_item.options));
                sheet.rows.push(self.row(
                    "sub-item",
                    &sub_item.code,
                    title,
                    sub_item.shown,
                    options,
                ));
            }
        }
        self.profile(sheet);
    }

    /// Who answered: a line an option, or one that says why there is none.
    fn profile(&self, sheet: &mut Sheet) {
        let asked = self.figures.profile.iter().zip(&self.instrument.profile);
        for (figure, question) in asked {
            let text = question.text.get(self.words.lang);
            if let ProfileShown::Withheld(why) = figure.shown {
                let shown = Shown::Withheld(why);
                let row = self.row("profile", &figure.code, text, shown, None);
                sheet.rows.push(row);
            }
            for line in figure.shown.lines(question, self.words.lang) {
                let title = format!("{text}: {}", self.said(&line));
                let code = format!("{}/{}", figure.code, line.code.unwrap_or_default());
                sheet.rows.push(vec![
                    self.of.into(),
                    Cell::coded("profile", (self.words.say)("profile")),
                    code.into(),
                    title.into(),
                    Cell::Empty,
                    Cell::Empty,
                    self.figures.ballots.into(),
                    line.n.into(),
                ]);
            }
        }
    }

    /// What those of a line said; of the rest, that they said nothing or something that few said.
    fn said(&self, line: &ProfileLine<'_>) -> String {
        let unsaid = line.code.is_none().then(|| (self.words.say)("unsaid"));
        let labels = line.labels.iter().map(|label| (*label).to_owned());
        let said: Vec<String> = unsaid.into_iter().chain(labels).collect();
        said.join(" / ")
    }

    fn row(
        &self,
        kind: &str,
        code: &str,
        title: &str,
        shown: Shown,
        options: Option<&Options>,
    ) -> Vec<Cell> {
        let [score, instead] = self.words.cells(shown);
        vec![
            self.of.into(),
            Cell::coded(kind, (self.words.say)(kind)),
            code.into(),
            title.into(),
            score,
            instead,
            self.figures.ballots.into(),
            options.map_or(Cell::Empty, numbers),
        ]
    }
}

/// How many chose each option, in the order of the scale.
fn numbers(options: &Options) -> Cell {
    match options {
        Options::Shown(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            numbers.join(" / ").into()
        }
        Options::Withheld(_) => Cell::Empty,
    }
}

/// A line of the department's list.
pub struct AgencyLine<'a> {
    /// Code of the agency.
    pub code: &'a str,
    /// Its name.
    pub name: &'a str,
    /// People eligible at close.
    pub eligible: u64,
    /// People who took part; nothing where the public answers: nobody signs there.
    pub acknowledged: Option<u64>,
    /// Its figures.
    pub figures: &'a Disclosed<InstrumentFigures>,
    /// Words of its band.
    pub band: String,
    /// Its figures in the round before.
    pub last: Option<&'a Disclosed<InstrumentFigures>>,
}

/// Agencies by indicators.
pub fn department(words: &Words<'_>, framework: &Framework, lines: &[AgencyLine<'_>]) -> Sheet {
    let staff = lines.iter().any(|line| line.acknowledged.is_some());
    let mut columns = vec!["agency", "name", "eligible"];
    columns.extend(staff.then_some("acknowledged"));
    columns.extend(["n", "score", "shown", "band", "last"]);
    let mut sheet = words.sheet(&columns);
    let first = lines.first().map(|line| line.figures.get());
    for node in first.into_iter().flat_map(|figures| &figures.nodes) {
        let known = framework.nodes.iter().find(|known| known.code == node.code);
        let title = known
            .map(|known| known.title.get(words.lang))
            .unwrap_or_default();
        sheet.columns.push(Column {
            code: "node",
            heading: format!("{} {title}", node.code),
        });
    }
    for line in lines {
        let figures = line.figures.get();
        let [score, instead] = words.cells(figures.score);
        let last = line.last.and_then(|last| last.get().score.exact());
        let mut row = vec![line.code.into(), line.name.into(), line.eligible.into()];
        row.extend(line.acknowledged.map(Cell::from));
        row.extend([
            figures.ballots.into(),
            score,
            instead,
            line.band.as_str().into(),
            last.map_or(Cell::Empty, Cell::Figure),
        ]);
        let nodes = figures.nodes.iter();
        row.extend(nodes.map(|node| node.shown.exact().map_or(Cell::Empty, Cell::Figure)));
        sheet.rows.push(row);
    }
    sheet
}
