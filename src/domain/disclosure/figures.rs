//! What is shown of an instrument, and what is not and why.

use serde::{Deserialize, Serialize};

use super::profile::ProfileFigure;
use crate::domain::exact::Score;
use crate::domain::sample::Sufficiency;

/// Figures of an instrument for an atom or for several together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentFigures {
    /// Code of the instrument.
    pub instrument: String,
    /// Valid ballots (n).
    pub ballots: u64,
    /// Whether enough of the population answered; `None` where the population is unknown.
    pub sufficiency: Option<Sufficiency>,
    /// The instrument's score.
    pub score: Shown,
    /// Code of the band that this score has in the scheme in force; `None` where there is no
    /// score, or where the sample is not known to be sufficient.
    pub band: Option<String>,
    /// Nodes that the instrument covers, in the order of the tree.
    pub nodes: Vec<Figure>,
    /// Items in the order asked.
    pub items: Vec<ItemFigures>,
    /// Who answered, as far as they said: questions in the order asked, empty where the instrument has
    /// none. Never crossed with an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<ProfileFigure>,
}

/// What is read back where items are not wanted: they are passed over and never held.
#[derive(Deserialize)]
pub(super) struct Upper {
    instrument: String,
    ballots: u64,
    sufficiency: Option<Sufficiency>,
    score: Shown,
    band: Option<String>,
    nodes: Vec<Figure>,
    #[serde(default)]
    profile: Vec<ProfileFigure>,
}

impl From<Upper> for InstrumentFigures {
    fn from(upper: Upper) -> Self {
        Self {
            instrument: upper.instrument,
            ballots: upper.ballots,
            sufficiency: upper.sufficiency,
            score: upper.score,
            band: upper.band,
            nodes: upper.nodes,
            items: Vec::new(),
            profile: upper.profile,
        }
    }
}

/// A node's figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Code of the node.
    pub code: String,
    /// What is shown of it.
    pub shown: Shown,
}

/// An item's figure and those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFigures {
    /// Code of the item.
    pub code: String,
    /// What is shown of it.
    pub shown: Shown,
    /// How many chose each option; `None` where the item has sub-items, which carry them.
    pub options: Option<Options>,
    /// Its sub-items; empty where the item has none but itself.
    pub sub_items: Vec<SubItemFigures>,
}

/// A sub-item's figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubItemFigures {
    /// Code of the sub-item.
    pub code: String,
    /// What is shown of it.
    pub shown: Shown,
    /// How many chose each option.
    pub options: Options,
}

/// What is shown of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The figure.
    Exact(Score),
    /// Only that it is this or above.
    AtLeast(Score),
    /// Only that it is this or below.
    AtMost(Score),
    /// Nothing.
    Withheld(Withheld),
}

impl Shown {
    /// The figure, where it is shown exactly.
    pub fn exact(self) -> Option<Score> {
        match self {
            Shown::Exact(score) => Some(score),
            Shown::AtLeast(_) | Shown::AtMost(_) | Shown::Withheld(_) => None,
        }
    }
}

/// How many chose each option, in the order of the scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Options {
    /// The numbers; they add up to the ballots.
    Shown(Vec<u64>),
    /// Nothing.
    Withheld(Withheld),
}

/// Why something is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Withheld {
    /// There are fewer valid ballots than this figure needs.
    FewerThan {
        /// Ballots needed: k, or more for items and options.
        needed: u64,
    },
    /// An agency in the sum has fewer ballots than this, and its own figure would be what is left
    /// when the others' are taken off.
    SmallAgencyInside {
        /// Ballots that each agency needs.
        needed: u64,
    },
    /// The node and its siblings together would give away a single item.
    LeavesOneItem,
    /// Shown, it would give away a figure beside it that reads "≥ 95" or "≤ 5".
    BesideMasked,
    /// What it belongs to is not shown exactly.
    BelowUnshown,
}
