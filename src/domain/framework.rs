//! A framework: what is asked, how answers become points, and what points mean.
//!
//! Why data: the criteria change by fiscal year, so nothing here knows a particular year. The
//! catalogue reads these values from `surveys/`; scoring, pages and reports read them from here.

use super::exact::{Exact, Score};
use super::lang::{Lang, Text};
use super::wire::Digest;

/// One framework, whole in every one of its languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Framework {
    /// Folder name under `surveys/`, such as `ten-indicators-2562`.
    pub id: String,
    /// Name of the framework.
    pub title: Text,
    /// Fiscal years (พ.ศ.) that it was made for, ascending.
    pub fiscal_years: Vec<u16>,
    /// Languages that every text exists in, the first one being the default.
    pub languages: Vec<Lang>,
    /// Who wrote the wording of the items.
    pub wording: WordingSource,
    /// Answer scales.
    pub scales: Vec<Scale>,
    /// The tree above the items, parents before children.
    pub nodes: Vec<Node>,
    /// Questionnaires.
    pub instruments: Vec<Instrument>,
    /// Instruments that an assessor scores and HR types in, such as OIT.
    pub entered: Vec<EnteredInstrument>,
    /// How the total comes about.
    pub total: TotalRule,
    /// Smallest sample that is sufficient.
    pub sample: SampleRule,
    /// Band schemes, the one in force first.
    pub bands: Vec<BandScheme>,
    /// The individual KPI, if the framework has one.
    pub kpi: Option<KpiRule>,
}

/// Whose words the items are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordingSource {
    /// Written by this project after the published topics; not the official text.
    Project,
    /// The client's own document, kept as it is.
    Client,
}

/// An answer scale, options from the lowest label to the highest.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Code such as `L4+`.
    pub code: String,
    /// Options in the order in which they are shown.
    pub options: Vec<ScaleOption>,
}

/// One option of a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleOption {
    /// Code in answer files: `1`…`4`, or `1`/`0` for yes and no.
    pub code: String,
    /// What the respondent reads.
    pub label: Text,
    /// Points of 100, exact.
    pub points: Exact,
}

/// A node of the tree: index, indicator or sub-indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Code such as `1` or `T.1.2`.
    pub code: String,
    /// Position of the parent in [`Framework::nodes`].
    pub parent: Option<usize>,
    /// Name of the node.
    pub title: Text,
    /// Weight among its siblings; 1 unless the file says otherwise.
    pub weight: Exact,
}

/// Who answers an instrument, and so which right to cast a ballot they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Respondents {
    /// Staff: blind credentials.
    Staff,
    /// People the agency serves: tickets.
    Public,
}

/// A questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct Instrument {
    /// Code such as `iit`.
    pub code: String,
    /// Its full name.
    pub title: Text,
    /// Who answers it.
    pub respondents: Respondents,
    /// Weight in the total where instruments are weighed; `None` where nodes are.
    pub weight: Option<Exact>,
    /// Items in the order asked.
    pub items: Vec<Item>,
    /// Screens: runs of items in the order asked.
    pub pages: Vec<Page>,
    /// Optional questions about the respondent, asked last and counted apart; empty for none.
    pub profile: Vec<ProfileQuestion>,
    /// SHA-256 over the framework's files that this instrument depends on; fixes it for a round.
    pub hash: Digest,
}

/// An item with one or more sub-items. An item without sub-items has one that bears its own code.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Code such as `i1`.
    pub code: String,
    /// Position of the node that it hangs on in [`Framework::nodes`].
    pub node: usize,
    /// The question, or the stem that its sub-items share.
    pub stem: Text,
    /// A note to the respondent, such as what to answer where nothing occurred.
    pub note: Option<Text>,
    /// What is answered.
    pub sub_items: Vec<SubItem>,
}

/// What one answer is given to.
#[derive(Debug, Clone, PartialEq)]
pub struct SubItem {
    /// Code such as `i1.1`, or the item's own.
    pub code: String,
    /// Position of its scale in [`Framework::scales`].
    pub scale: usize,
    /// Its text; empty where the item has no sub-items.
    pub text: Text,
}

/// One screen of the questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Heading of the screen.
    pub title: Text,
    /// Positions in [`Instrument::items`].
    pub items: std::ops::Range<usize>,
}

/// An optional question about the respondent. "Prefer not to say" is always a choice, the one that
/// is preset; it is not among the options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileQuestion {
    /// Code such as `age`, given once among items and sub-items too.
    pub code: String,
    /// What is asked.
    pub text: Text,
    /// What can be said, in the order in which it is shown.
    pub options: Vec<ProfileOption>,
}

/// Something that a respondent can say of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileOption {
    /// Code such as `20-39`.
    pub code: String,
    /// What the respondent reads.
    pub label: Text,
}

/// An instrument that is scored outside and typed in with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct EnteredInstrument {
    /// Code such as `oit`.
    pub code: String,
    /// Its full name.
    pub title: Text,
    /// Weight in the total where instruments are weighed.
    pub weight: Option<Exact>,
    /// Positions of the nodes it scores in [`Framework::nodes`].
    pub nodes: Vec<usize>,
}

/// How a total is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotalRule {
    /// Weighted mean of instruments (weights on the instruments).
    Instruments,
    /// Weighted mean of the top nodes, each the plain mean of its instruments.
    TopNodes,
}

/// Minimum sample from a population N (domain.md §4): N < `all_below` → N;
/// N > `cap_above` → `cap`; else max(`floor`, ⌈`percent` % of N⌉).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleRule {
    /// Populations below this must answer in full.
    pub all_below: u64,
    /// Percent of the population.
    pub percent: u64,
    /// Never fewer than this.
    pub floor: u64,
    /// Populations above this need `cap`.
    pub cap_above: u64,
    /// What suffices above `cap_above`.
    pub cap: u64,
}

/// A scheme of bands.
#[derive(Debug, Clone, PartialEq)]
pub struct BandScheme {
    /// Code such as `grades`.
    pub code: String,
    /// Name of the scheme.
    pub title: Text,
    /// From the highest to the lowest; the first that fits is the band.
    pub bands: Vec<Band>,
}

/// A band, bounds included.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Code such as `AA`.
    pub code: String,
    /// What people read.
    pub label: Text,
    /// Lowest figure in the band.
    pub from: Score,
    /// Highest figure in the band.
    pub to: Score,
    /// Every instrument must reach this too.
    pub every_instrument_from: Option<Score>,
}

/// The individual KPI (domain.md §5).
#[derive(Debug, Clone, PartialEq)]
pub struct KpiRule {
    /// Number and name of the KPI.
    pub title: Text,
    /// Level that a person is asked to reach.
    pub target: u8,
    /// Periods of the fiscal year.
    pub periods: Vec<KpiPeriod>,
    /// Steps from the first to the last; the level is the highest n with 1…n full.
    pub steps: Vec<KpiStep>,
    /// Checklist that HR ticks in the course of the fiscal year, by month.
    pub milestones: Vec<KpiMilestone>,
}

/// A line of the checklist of the fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KpiMilestone {
    /// Code such as `plan`.
    pub code: String,
    /// Months from the start of the fiscal year by whose end it is due, 1 to 12.
    pub month: u8,
    /// What is to be done.
    pub title: Text,
}

/// A period of the KPI.
#[derive(Debug, Clone, PartialEq)]
pub struct KpiPeriod {
    /// Code such as `1`.
    pub code: String,
    /// Its name.
    pub title: Text,
}

/// A step of the KPI.
#[derive(Debug, Clone, PartialEq)]
pub struct KpiStep {
    /// What the step asks for.
    pub title: Text,
    /// How it is reached.
    pub condition: KpiCondition,
}

/// How a step is reached.
#[derive(Debug, Clone, PartialEq)]
pub enum KpiCondition {
    /// HR records evidence for each part and the assessor confirms it.
    Evidence(Vec<KpiPart>),
    /// Everyone took part and the agency's score in `instrument` is `from` or above; worth `points`.
    TookPartAndScored {
        /// Instrument code.
        instrument: String,
        /// Lowest figure that fulfils the step.
        from: Score,
        /// Points of the step.
        points: Exact,
    },
}

/// A part of a step that rests on evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct KpiPart {
    /// Code such as `3.1`.
    pub code: String,
    /// What is to be done.
    pub title: Text,
    /// Points of the part.
    pub points: Exact,
    /// Whom it must be recorded for.
    pub scope: KpiScope,
}

/// Whom a part's evidence is recorded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KpiScope {
    /// Every work group of the agency.
    EveryWorkGroup,
    /// The agency, once.
    Agency,
}

impl Framework {
    /// The instrument with this code.
    pub fn instrument(&self, code: &str) -> Option<&Instrument> {
        self.instruments
            .iter()
            .find(|instrument| instrument.code == code)
    }
}

impl Instrument {
    /// Sub-items in the order of the ballot.
    pub fn sub_items(&self) -> impl Iterator<Item = &SubItem> {
        self.items.iter().flat_map(|item| item.sub_items.iter())
    }

    /// Screens of questions: one a page, and one more where the respondent is asked about.
    pub fn screens(&self) -> usize {
        self.pages.len() + usize::from(!self.profile.is_empty())
    }
}
