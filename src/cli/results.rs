//! `prongsai results`

use super::args::{Format, Read};
use super::show::{Failure, Shown, list, print, print_more, say};
use crate::app::App;
use crate::domain::disclosure::{
    InstrumentFigures, Options, ProfileShown, Shown as Figure, Withheld,
};
use crate::domain::exact::Score;
use crate::domain::framework::{Framework, Instrument, Respondents};
use crate::domain::lang::Lang;
use crate::export::sheet::{Cell, Sheet};
use crate::locale::Locale;
use crate::service::publish::PublishedAgency;
use crate::service::results::{result_of, results_after};
use crate::view::console::figures::words::sample;

/// Columns of the list.
const COLUMNS: [&str; 9] = [
    "agency", "of", "kind", "code", "title", "score", "n", "options", "note",
];

/// Prints what was published: of one agency, or of all, some agencies at a time.
pub async fn results(app: &App, words: &Locale, args: &Read) -> Shown {
    let round = app.office.round(&args.round).await?;
    let (framework, instrument) = app.office.instrument(&round)?;
    let book = Book {
        words,
        framework,
        instrument,
    };
    let mut page = match &args.agency {
        Some(code) => Vec::from_iter(result_of(&app.office, &round, code).await?),
        None => results_after(&app.office, &round, "").await?,
    };
    let mut sheet = list(words, &COLUMNS);
    let mut all = Vec::new();
    if args.format == Format::Csv {
        print(&sheet, args.format)?;
    }
    while let Some(last) = page.last().map(|agency| agency.agency.clone()) {
        match args.format {
            Format::Json => all.append(&mut page),
            Format::Table => book.table(&page, args.agency.is_some(), &mut sheet),
            Format::Csv => {
                let page = page.iter();
                page.for_each(|agency| book.rows(agency, &mut sheet, true));
                print_more(&sheet)?;
                sheet.rows.clear();
            }
        }
        page = match &args.agency {
            Some(_) => Vec::new(),
            None => results_after(&app.office, &round, &last).await?,
        };
    }
    match args.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&all);
            println!("{}", json.map_err(|_| Failure::said("errors.database"))?);
            Ok(())
        }
        Format::Table => print(&sheet, args.format),
        Format::Csv => Ok(()),
    }
}

/// A figure on its way into the list.
struct Line<'f> {
    kind: &'static str,
    code: &'f str,
    title: String,
    shown: Figure,
    options: Option<&'f Options>,
}

/// What figures are put into words with.
struct Book<'a> {
    words: &'a Locale,
    framework: &'a Framework,
    instrument: &'a Instrument,
}

impl Book<'_> {
    /// Rows of these agencies, and a line above the table for each.
    fn table(&self, agencies: &[PublishedAgency], items: bool, sheet: &mut Sheet) {
        for agency in agencies {
            if agency.eligible > 0 {
                self.headline(agency);
            }
            self.rows(agency, sheet, items);
        }
    }

    /// One line on an agency as a whole.
    fn headline(&self, agency: &PublishedAgency) {
        let figures = agency.own.get();
        let values = [
            ("agency", agency.agency.clone()),
            ("acknowledged", agency.acknowledged.to_string()),
            ("eligible", agency.eligible.to_string()),
            ("ballots", figures.ballots.to_string()),
            ("score", figure(figures.score)),
            ("band", self.band(figures)),
            ("sample", self.sample(figures)),
        ];
        let headline = match self.instrument.respondents {
            Respondents::Staff => "cli.result-headline",
            Respondents::Public => "cli.result-headline-public",
        };
        say(self.words, headline, &values);
    }

    fn rows(&self, agency: &PublishedAgency, sheet: &mut Sheet, items: bool) {
        let own = self.words.say("results.own").to_owned();
        if agency.eligible > 0 || agency.ballots > 0 {
            self.figures(&agency.agency, &own, agency.own.get(), sheet, items);
        }
        if let Some(pool) = &agency.pool {
            let of = format!(
                "{} {}",
                self.words.say("results.pool"),
                pool.members.join(", ")
            );
            self.figures(&agency.agency, &of, pool.figures.get(), sheet, items);
        }
        if let Some(below) = &agency.below {
            let of = self.words.say("results.below").to_owned();
            self.figures(&agency.agency, &of, below.get(), sheet, items);
        }
    }

    fn figures(
        &self,
        agency: &str,
        of: &str,
        figures: &InstrumentFigures,
        sheet: &mut Sheet,
        items: bool,
    ) {
        for line in self.lines(figures, items) {
            sheet.rows.push(vec![
                agency.into(),
                of.into(),
                self.words.say(&format!("kind.{}", line.kind)).into(),
                line.code.into(),
                line.title.into(),
                figure(line.shown).into(),
                figures.ballots.into(),
                line.options
                    .map_or(Cell::Empty, |options| option_counts(options).into()),
                self.why(line.shown).into(),
            ]);
        }
        if items {
            self.profile(agency, of, figures, sheet);
        }
    }

    /// Who answered: a line an option, or one that says why there is none.
    fn profile(&self, agency: &str, of: &str, figures: &InstrumentFigures, sheet: &mut Sheet) {
        let asked = figures.profile.iter().zip(&self.instrument.profile);
        for (figure, question) in asked {
            let text = question.text.get(self.words.lang());
            let mut row = |title: String, n: Cell, why: Cell| {
                sheet.rows.push(vec![
                    agency.into(),
                    of.into(),
                    self.words.say("kind.profile").into(),
                    figure.code.as_str().into(),
                    title.into(),
                    Cell::Empty,
                    figures.ballots.into(),
                    n,
                    why,
                ]);
            };
            if let ProfileShown::Withheld(why) = figure.shown {
                let why = self.why(Figure::Withheld(why));
                row(text.to_owned(), Cell::Empty, why.into());
            }
            for line in figure.shown.lines(question, self.words.lang()) {
                let unsaid = self.words.say("figures.profile_unsaid");
                let unsaid = line.code.is_none().then_some(unsaid);
                let said: Vec<&str> = unsaid.into_iter().chain(line.labels).collect();
                let title = format!("{text}: {}", said.join(" / "));
                row(title, line.n.into(), Cell::Empty);
            }
        }
    }

    /// The instrument, its nodes and, if wanted, items and sub-items; the first alone where
    /// nothing is shown.
    fn lines<'f>(&self, figures: &'f InstrumentFigures, items: bool) -> Vec<Line<'f>> {
        let lang = self.words.lang();
        let line = |kind, code, title: &str, shown, options| Line {
            kind,
            code,
            title: title.to_owned(),
            shown,
            options,
        };
        let title = self.instrument.title.get(lang);
        let mut lines = vec![line(
            "instrument",
            figures.instrument.as_str(),
            title,
            figures.score,
            None,
        )];
        if matches!(figures.score, Figure::Withheld(_)) {
            return lines;
        }
        for node in &figures.nodes {
            lines.push(line(
                "node",
                &node.code,
                &self.node_title(&node.code, lang),
                node.shown,
                None,
            ));
        }
        for item in figures.items.iter().filter(|_| items) {
            let asked = self
                .instrument
                .items
                .iter()
                .find(|asked| asked.code == item.code);
            let stem = asked.map(|asked| asked.stem.get(lang)).unwrap_or_default();
            lines.push(line(
                "item",
                &item.code,
                stem,
                item.shown,
                item.options.as_ref(),
            ));
            for sub_item in &item.sub_items {
                let asked = self
                    .instrument
                    .sub_items()
                    .find(|asked| asked.code == sub_item.code);
                let text = asked.map(|asked| asked.text.get(lang)).unwrap_or_default();
                lines.push(line(
                    "sub-item",
                    &sub_item.code,
                    text,
                    sub_item.shown,
                    Some(&sub_item.options),
                ));
            }
        }
        lines
    }

    fn node_title(&self, code: &str, lang: Lang) -> String {
        let node = self.framework.nodes.iter().find(|node| node.code == code);
        node.map(|node| node.title.get(lang).to_owned())
            .unwrap_or_default()
    }

    fn why(&self, shown: Figure) -> String {
        let Figure::Withheld(why) = shown else {
            return String::new();
        };
        match why {
            Withheld::FewerThan { needed } => self
                .words
                .fill("withheld.fewer-than", &[("needed", &needed.to_string())]),
            Withheld::SmallAgencyInside { needed } => self
                .words
                .fill("withheld.small-inside", &[("needed", &needed.to_string())]),
            Withheld::LeavesOneItem => self.words.say("withheld.leaves-one").to_owned(),
            Withheld::BesideMasked => self.words.say("withheld.beside-masked").to_owned(),
            Withheld::BelowUnshown => self.words.say("withheld.below-unshown").to_owned(),
        }
    }

    fn band(&self, figures: &InstrumentFigures) -> String {
        let bands = self
            .framework
            .bands
            .first()
            .map(|scheme| scheme.bands.as_slice())
            .unwrap_or_default();
        let band = figures
            .band
            .as_ref()
            .and_then(|code| bands.iter().find(|band| band.code == *code));
        band.map_or_else(
            || "–".to_owned(),
            |band| band.label.get(self.words.lang()).to_owned(),
        )
    }

    fn sample(&self, figures: &InstrumentFigures) -> String {
        sample(self.words, figures).unwrap_or_default()
    }
}

/// A figure as it may be shown.
fn figure(shown: Figure) -> String {
    match shown {
        Figure::Exact(score) => score.to_string(),
        Figure::AtLeast(score) => format!("≥ {}", whole(score)),
        Figure::AtMost(score) => format!("≤ {}", whole(score)),
        Figure::Withheld(_) => "–".to_owned(),
    }
}

/// How many chose each option, in the order of the scale.
fn option_counts(options: &Options) -> String {
    match options {
        Options::Shown(numbers) => numbers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" / "),
        Options::Withheld(_) => "–".to_owned(),
    }
}

/// A bound without decimals.
fn whole(score: Score) -> String {
    score.to_string().trim_end_matches(".00").to_owned()
}
