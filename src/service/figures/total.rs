//! The total over all instruments: the published one, and those typed in for the same year.

use num_rational::BigRational;

use crate::domain::band::band_of;
use crate::domain::disclosure::{Disclosed, InstrumentFigures};
use crate::domain::exact::{Exact, Score};
use crate::domain::framework::{Band, EnteredInstrument, Framework};
use crate::domain::gap::EarlierFigure;
use crate::domain::lang::Text;
use crate::domain::round::Round;
use crate::domain::score::{
    EnteredFigure, Incomplete, InstrumentScore, Missing, NodeScore, entered_score, total,
};

/// The total, or what it waits for.
#[derive(Debug, Clone, PartialEq)]
pub enum Total {
    /// There is one.
    Known {
        /// The total.
        score: Score,
        /// Its band in the scheme in force.
        band: Option<Band>,
        /// Each scheme of the framework with the band that the total has in it.
        schemes: Vec<(Text, Option<Band>)>,
    },
    /// Figures are missing: typed in, they make one.
    Waits(Vec<Missing>),
}

/// Works out a total of the figures as they are shown, since no others are published: those of the
/// round, of the parts beside it, and those typed in for the same year.
pub(super) fn total_of(
    framework: &Framework,
    round: &Round,
    shown: &[&Disclosed<InstrumentFigures>],
    typed: &[EarlierFigure],
) -> Total {
    let this_year: Vec<&EarlierFigure> = typed
        .iter()
        .filter(|figure| figure.fiscal_year == round.terms.fiscal_year)
        .collect();
    let mut scored: Vec<InstrumentScore> = shown.iter().filter_map(|own| published(own)).collect();
    for instrument in &framework.instruments {
        let known = scored.iter().any(|score| score.own.code == instrument.code);
        let figures = this_year
            .iter()
            .filter(|figure| figure.instrument == instrument.code);
        if !known {
            scored.extend(asked_elsewhere(&instrument.code, figures.copied()));
        }
    }
    let entered = entered(framework, &this_year);
    let all: Vec<&InstrumentScore> = scored.iter().collect();
    match total(framework, &all, &entered) {
        Ok(value) => known(framework, Score::round(&value), &scored, &entered),
        Err(Incomplete(missing)) => Total::Waits(missing),
    }
}

/// Figures of instruments that are scored from documents.
fn entered(framework: &Framework, typed: &[&EarlierFigure]) -> Vec<EnteredFigure> {
    let of_documents = typed.iter().filter(|figure| {
        let code = &figure.instrument;
        framework.entered.iter().any(|known| known.code == *code)
    });
    let figure = |figure: &&EarlierFigure| EnteredFigure {
        instrument: figure.instrument.clone(),
        node: Some(figure.code.clone()).filter(|code| !code.is_empty()),
        value: exact(figure.score),
    };
    of_documents.map(figure).collect()
}

/// What an instrument that is typed in amounts to in a year, as it is shown.
pub(super) fn entered_of(
    framework: &Framework,
    instrument: &EnteredInstrument,
    year: u16,
    typed: &[EarlierFigure],
) -> Option<Score> {
    let this_year = typed.iter().filter(|figure| figure.fiscal_year == year);
    let entered = entered(framework, &this_year.collect::<Vec<_>>());
    entered_score(framework, instrument, &entered).map(|value| Score::round(&value))
}

fn known(
    framework: &Framework,
    score: Score,
    scored: &[InstrumentScore],
    entered: &[EnteredFigure],
) -> Total {
    let own = scored.iter().map(|score| score.own.score());
    let typed = framework.entered.iter();
    let typed = typed.filter_map(|known| entered_score(framework, known, entered));
    let instruments: Vec<Score> = own.chain(typed.map(|value| Score::round(&value))).collect();
    let schemes: Vec<(Text, Option<Band>)> = framework
        .bands
        .iter()
        .map(|scheme| {
            let band = band_of(scheme, score, &instruments);
            (scheme.title.clone(), band.cloned())
        })
        .collect();
    Total::Known {
        score,
        band: schemes.first().and_then(|(_, band)| band.clone()),
        schemes,
    }
}

fn published(own: &Disclosed<InstrumentFigures>) -> Option<InstrumentScore> {
    let figures = own.get();
    let node = |code: &str, score: Score| NodeScore {
        code: code.to_owned(),
        exact: exact(score),
        n: figures.ballots,
    };
    let shown = figures.nodes.iter();
    Some(InstrumentScore {
        own: node(&figures.instrument, figures.score.exact()?),
        nodes: shown
            .filter_map(|figure| Some(node(&figure.code, figure.shown.exact()?)))
            .collect(),
        items: Vec::new(),
    })
}

/// A questionnaire that was scored elsewhere; only with a score of its own.
fn asked_elsewhere<'f>(
    instrument: &str,
    figures: impl Iterator<Item = &'f EarlierFigure>,
) -> Option<InstrumentScore> {
    let (mut own, mut nodes) = (None, Vec::new());
    for figure in figures {
        let whole = figure.code.is_empty();
        let node = NodeScore {
            code: if whole { instrument } else { &figure.code }.to_owned(),
            exact: exact(figure.score),
            n: figure.n.unwrap_or_default(),
        };
        if whole {
            own = Some(node);
        } else {
            nodes.push(node);
        }
    }
    Some(InstrumentScore {
        own: own?,
        nodes,
        items: Vec::new(),
    })
}

fn exact(score: Score) -> Exact {
    BigRational::new(score.hundredths().into(), 100.into())
}
