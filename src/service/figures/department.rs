//! The department's sheet: agencies by indicators, and agencies by band.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::vec::IntoIter;

use super::shelf::Row;
use super::{Gallery, Hung, Opened, Wing, order};
use crate::domain::agency::Agency;
use crate::domain::agency_tree::AgencyTree;
use crate::domain::disclosure::{Disclosed, InstrumentFigures};
use crate::domain::exact::Score;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::round::{Round, RoundState};
use crate::service::refusal::Refusal;

/// By what the sheet is sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// Code of the agency.
    Code,
    /// Score of the instrument.
    Score,
    /// Score of a node.
    Node(String),
}

/// What part of the sheet is asked for.
#[derive(Debug, Clone)]
pub struct DepartmentQuery {
    /// Part of a code or name; empty for all.
    pub search: String,
    /// Order.
    pub sort: Sort,
    /// Whether from high to low.
    pub falling: bool,
    /// Entries to pass over.
    pub from: usize,
    /// Most entries.
    pub most: usize,
}

/// A part of the sheet.
pub struct Department<'a> {
    /// The round.
    pub round: Round,
    /// Its framework.
    pub framework: &'a Framework,
    /// What was asked.
    pub instrument: &'a Instrument,
    /// Lines asked for.
    pub lines: Vec<DepartmentLine>,
    /// Lines there are.
    pub found: usize,
    /// Figures of all agencies together, where the gallery has a top.
    pub whole: Option<Disclosed<InstrumentFigures>>,
    /// Agencies by the code of their band, this round and the last one; the empty code counts those
    /// without a band.
    pub bands: BTreeMap<String, (u64, u64)>,
    /// The round before, if one of the same instrument is published.
    pub last: Option<Round>,
}

/// A line of the sheet.
pub struct DepartmentLine {
    /// The agency.
    pub agency: Agency,
    /// Its figures.
    pub hung: Hung,
    /// Its figures in the round before.
    pub last: Option<Hung>,
}

/// Lines that are read at a time.
const AT_A_TIME: usize = 100;

/// The whole sheet. In memory are the codes of its agencies and what lies on the shelf anyway.
pub struct DepartmentLines {
    /// The round.
    pub round: Round,
    /// Its framework.
    pub framework: Framework,
    gallery: Gallery,
    codes: IntoIter<String>,
    row: Arc<Row>,
    before: Option<Arc<Row>>,
}

impl DepartmentLines {
    /// The next lines; nothing behind the last.
    pub async fn next(&mut self) -> Result<Option<Vec<DepartmentLine>>, Refusal> {
        let codes: Vec<String> = self.codes.by_ref().take(AT_A_TIME).collect();
        if codes.is_empty() {
            return Ok(None);
        }
        let some = codes.iter().filter_map(|code| self.row.get_key_value(code));
        let some: Vec<Line<'_>> = some.collect();
        let lines = self.gallery.lines(&some, self.before.as_deref()).await?;
        Ok(Some(lines))
    }
}

/// Code and figures of an agency.
type Line<'r> = (&'r String, &'r Hung);

impl Gallery {
    /// A part of the department's sheet; nothing where there is no such round.
    pub async fn department(
        &self,
        round: &str,
        query: &DepartmentQuery,
    ) -> Result<Option<Opened<Department<'_>>>, Refusal> {
        let Some(round) = self.office.registry.round(round).await? else {
            return Ok(None);
        };
        if round.state != RoundState::Published {
            return Ok(Some(Opened::NotYet(Box::new(round))));
        }
        let (framework, instrument) = self.office.instrument(&round)?;
        let (row, last) = (self.shelf(&round).await?, self.last(&round).await?);
        let before = match &last {
            Some(last) => Some(self.shelf(last).await?),
            None => None,
        };
        let tree = self.office.registry.agency_tree().await?;
        let asked = |code: &str| self.wing.has(code, &tree);
        let codes = self.found(&row, &tree, query).await?;
        let mut bands: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for hung in own_figures(&row, &asked) {
            bands.entry(band(hung)).or_default().0 += 1;
        }
        for hung in before.iter().flat_map(|row| own_figures(row, &asked)) {
            bands.entry(band(hung)).or_default().1 += 1;
        }
        let found = codes.len();
        let shown: Vec<_> = codes
            .into_iter()
            .skip(query.from)
            .take(query.most)
            .collect();
        let lines = self.lines(&shown, before.as_deref()).await?;
        let whole = match &self.wing {
            Wing::Own(top) | Wing::Below(top) => {
                row.get(&top.code).and_then(|top| top.below.clone())
            }
            Wing::Everywhere => None,
        };
        Ok(Some(Opened::Hangs(Department {
            round,
            framework,
            instrument,
            lines,
            found,
            whole,
            bands,
            last,
        })))
    }

    /// The whole sheet, to be read some lines at a time; nothing where there is no such round.
    pub async fn department_lines(
        &self,
        round: &str,
        query: &DepartmentQuery,
    ) -> Result<Option<Opened<DepartmentLines>>, Refusal> {
        let Some(round) = self.office.registry.round(round).await? else {
            return Ok(None);
        };
        if round.state != RoundState::Published {
            return Ok(Some(Opened::NotYet(Box::new(round))));
        }
        let (framework, _) = self.office.instrument(&round)?;
        let row = self.shelf(&round).await?;
        let before = match self.last(&round).await? {
            Some(last) => Some(self.shelf(&last).await?),
            None => None,
        };
        let tree = self.office.registry.agency_tree().await?;
        let found = self.found(&row, &tree, query).await?.into_iter();
        let codes: Vec<String> = found.map(|(code, _)| code.clone()).collect();
        Ok(Some(Opened::Hangs(DepartmentLines {
            gallery: self.clone(),
            framework: framework.clone(),
            round,
            codes: codes.into_iter(),
            row,
            before,
        })))
    }

    /// Agencies with people of their own that are looked for, in the order that is asked for.
    async fn found<'r>(
        &self,
        row: &'r Row,
        tree: &AgencyTree,
        query: &DepartmentQuery,
    ) -> Result<Vec<Line<'r>>, Refusal> {
        let wanted = self.wanted(&query.search).await?;
        let codes = row
            .iter()
            .filter(|(code, hung)| hung.eligible > 0 && self.wing.has(code, tree))
            .filter(|(code, _)| wanted.as_ref().is_none_or(|wanted| wanted.contains(*code)));
        Ok(sorted(codes.collect(), query))
    }

    /// The published round of the same instrument before this one.
    async fn last(&self, round: &Round) -> Result<Option<Round>, Refusal> {
        let mut before = self.rounds().await?.into_iter().filter(|other| {
            other.state == RoundState::Published
                && other.terms.instrument == round.terms.instrument
                && order(other) < order(round)
        });
        Ok(before.next())
    }

    /// Codes that a search finds; nothing where nothing is searched.
    async fn wanted(&self, search: &str) -> Result<Option<BTreeSet<String>>, Refusal> {
        if search.is_empty() {
            return Ok(None);
        }
        let found = self.office.registry.agency_codes_matching(search).await?;
        Ok(Some(found.into_iter().collect()))
    }

    async fn lines(
        &self,
        shown: &[Line<'_>],
        before: Option<&Row>,
    ) -> Result<Vec<DepartmentLine>, Refusal> {
        let codes: Vec<&str> = shown.iter().map(|(code, _)| code.as_str()).collect();
        let mut agencies: HashMap<String, Agency> = HashMap::new();
        for some in codes.chunks(500) {
            let found = self.office.registry.agencies_coded(some).await?;
            agencies.extend(
                found
                    .into_iter()
                    .map(|agency| (agency.code.clone(), agency)),
            );
        }
        let line = |(code, hung): &Line<'_>| {
            Some(DepartmentLine {
                agency: agencies.remove(*code)?,
                hung: (*hung).clone(),
                last: before.and_then(|row| row.get(*code)).cloned(),
            })
        };
        Ok(shown.iter().filter_map(line).collect())
    }
}

/// Agencies with people of their own.
fn own_figures<'r>(row: &'r Row, asked: &impl Fn(&str) -> bool) -> impl Iterator<Item = &'r Hung> {
    row.iter()
        .filter(move |(code, hung)| hung.eligible > 0 && asked(code))
        .map(|(_, hung)| hung)
}

fn band(hung: &Hung) -> String {
    hung.own.get().band.clone().unwrap_or_default()
}

/// Agencies without the figure stand last, whichever way it is sorted.
fn sorted<'r>(lines: Vec<Line<'r>>, query: &DepartmentQuery) -> Vec<Line<'r>> {
    let mut lines: Vec<(Option<Score>, Line<'r>)> = lines
        .into_iter()
        .map(|line| (figure(line.1, &query.sort), line))
        .collect();
    lines.sort_by(|(a, (code, _)), (b, (other, _))| match (a, b) {
        (Some(a), Some(b)) if query.falling => b.cmp(a).then(code.cmp(other)),
        (Some(a), Some(b)) => a.cmp(b).then(code.cmp(other)),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) if query.falling && query.sort == Sort::Code => other.cmp(code),
        (None, None) => code.cmp(other),
    });
    lines.into_iter().map(|(_, line)| line).collect()
}

fn figure(hung: &Hung, sort: &Sort) -> Option<Score> {
    let figures = hung.own.get();
    match sort {
        Sort::Code => None,
        Sort::Score => figures.score.exact(),
        Sort::Node(code) => {
            let node = figures.nodes.iter().find(|node| node.code == *code);
            node.and_then(|node| node.shown.exact())
        }
    }
}
