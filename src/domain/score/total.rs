//! The total over instruments, whether answered or typed in.

use std::collections::BTreeMap;

use super::InstrumentScore;
use super::number::Mean;
use super::tree::{Climbed, Tree};
use crate::domain::exact::Exact;
use crate::domain::framework::{EnteredInstrument, Framework, TotalRule};

/// A figure that HR typed in, with its source kept beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct EnteredFigure {
    /// Code of the entered instrument.
    pub instrument: String,
    /// Code of the node; `None` for the instrument's own figure.
    pub node: Option<String>,
    /// Percent, exact.
    pub value: Exact,
}

/// What a total still waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// A questionnaire without a score.
    Instrument {
        /// Its code.
        instrument: String,
    },
    /// An instrument that is typed in, of which a figure was not.
    Figure {
        /// Its code.
        instrument: String,
        /// Code of the node, `None` for the instrument's own figure.
        node: Option<String>,
    },
    /// A top node that no instrument of the framework covers.
    Node {
        /// Its code.
        node: String,
    },
}

/// There is no total, because figures are missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("figures are missing for a total")]
pub struct Incomplete(pub Vec<Missing>);

/// The exact total by the framework's rule, of the instruments scored and the figures typed in.
pub fn total(
    framework: &Framework,
    scored: &[&InstrumentScore],
    entered: &[EnteredFigure],
) -> Result<Exact, Incomplete> {
    let mut sheet = Sheet {
        framework,
        scored,
        entered,
        missing: Vec::new(),
    };
    let total = match framework.total {
        TotalRule::Instruments => sheet.of_instruments(),
        TotalRule::TopNodes => sheet.of_top_nodes(),
    };
    sheet.missing.sort();
    sheet.missing.dedup();
    match total {
        Some(total) if sheet.missing.is_empty() => Ok(total),
        _ => Err(Incomplete(sheet.missing)),
    }
}

/// What an instrument that is typed in amounts to: its own figure, else that of its nodes.
pub fn entered_score(
    framework: &Framework,
    instrument: &EnteredInstrument,
    entered: &[EnteredFigure],
) -> Option<Exact> {
    let mut sheet = Sheet {
        framework,
        scored: &[],
        entered,
        missing: Vec::new(),
    };
    let value = sheet.own_figure(instrument)?;
    sheet.missing.is_empty().then_some(value)
}

/// A total in the making, with what was found missing on the way.
struct Sheet<'a> {
    framework: &'a Framework,
    scored: &'a [&'a InstrumentScore],
    entered: &'a [EnteredFigure],
    missing: Vec<Missing>,
}

impl<'a> Sheet<'a> {
    /// Weighted mean of the instruments that bear a weight.
    fn of_instruments(&mut self) -> Option<Exact> {
        let framework = self.framework;
        let mut mean = Mean::empty();
        for instrument in &framework.instruments {
            let Some(weight) = &instrument.weight else {
                continue;
            };
            if let Some(score) = self.scored(&instrument.code) {
                mean.add(weight, &score.own.exact)?;
            }
        }
        for instrument in &framework.entered {
            let Some(weight) = &instrument.weight else {
                continue;
            };
            if let Some(value) = self.own_figure(instrument) {
                mean.add(weight, &value)?;
            }
        }
        mean.value()
    }

    /// Weighted mean of the top nodes, each the plain mean of the instruments that cover it.
    fn of_top_nodes(&mut self) -> Option<Exact> {
        let framework = self.framework;
        let mut values: BTreeMap<usize, Mean<Exact>> = BTreeMap::new();
        let one = Exact::from_integer(1.into());
        for instrument in &framework.instruments {
            let Some(score) = self.scored(&instrument.code) else {
                continue;
            };
            for top in self.tops() {
                let code = &framework.nodes.get(top)?.code;
                if let Some(node) = score.nodes.iter().find(|node| node.code == *code) {
                    add(&mut values, top, &one, &node.exact)?;
                }
            }
        }
        for instrument in &framework.entered {
            let climbed = self.climb(instrument)?;
            for top in self.tops() {
                if let Some(value) = climbed.nodes.get(top)?.as_ref() {
                    add(&mut values, top, &one, value)?;
                }
            }
        }
        self.weigh(&values)
    }

    fn weigh(&mut self, values: &BTreeMap<usize, Mean<Exact>>) -> Option<Exact> {
        let framework = self.framework;
        let mut mean = Mean::empty();
        for top in self.tops() {
            let node = framework.nodes.get(top)?;
            match values.get(&top) {
                Some(value) => mean.add(&node.weight, &value.value()?)?,
                None if self.missing.is_empty() => self.missing.push(Missing::Node {
                    node: node.code.clone(),
                }),
                None => {}
            }
        }
        mean.value()
    }

    /// Positions of the nodes without a parent.
    fn tops(&self) -> Vec<usize> {
        let nodes = self.framework.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| node.parent.is_none())
            .map(|(position, _)| position)
            .collect()
    }

    fn scored(&mut self, code: &str) -> Option<&'a InstrumentScore> {
        let found = self.scored.iter().find(|score| score.own.code == code);
        if found.is_none() {
            self.missing.push(Missing::Instrument {
                instrument: code.to_owned(),
            });
        }
        found.copied()
    }

    /// The figure typed in for the whole instrument, else what its nodes amount to.
    fn own_figure(&mut self, instrument: &EnteredInstrument) -> Option<Exact> {
        if let Some(value) = self.typed(&instrument.code, None) {
            return Some(value);
        }
        if instrument.nodes.is_empty() {
            self.missing.push(Missing::Figure {
                instrument: instrument.code.clone(),
                node: None,
            });
            return None;
        }
        self.climb(instrument)?.root
    }

    /// Hangs the figures typed in on their nodes; those of an instrument with a single node may
    /// be typed in for the instrument.
    fn climb(&mut self, instrument: &EnteredInstrument) -> Option<Climbed<Exact>> {
        let mut tree = Tree::new(self.framework);
        for position in &instrument.nodes {
            let code = &self.framework.nodes.get(*position)?.code;
            let own = match instrument.nodes.as_slice() {
                [_] => self.typed(&instrument.code, None),
                _ => None,
            };
            match self.typed(&instrument.code, Some(code)).or(own) {
                Some(value) => tree.hang(*position, &value)?,
                None => self.missing.push(Missing::Figure {
                    instrument: instrument.code.clone(),
                    node: Some(code.clone()),
                }),
            }
        }
        tree.climb()
    }

    fn typed(&self, instrument: &str, node: Option<&str>) -> Option<Exact> {
        self.entered
            .iter()
            .find(|figure| figure.instrument == instrument && figure.node.as_deref() == node)
            .map(|figure| figure.value.clone())
    }
}

fn add(
    values: &mut BTreeMap<usize, Mean<Exact>>,
    top: usize,
    weight: &Exact,
    value: &Exact,
) -> Option<()> {
    values
        .entry(top)
        .or_insert_with(Mean::empty)
        .add(weight, value)
}
