//! Puts a framework together from its files.

use super::Hash;
use super::bands;
use super::codes::Codes;
use super::document::Documents;
use super::fault::Fault;
use super::folder::Folder;
use super::header;
use super::instrument::Questionnaire;
use super::kpi;
use super::problem::Problems;
use super::profile;
use super::reader::Reader;
use super::sample;
use super::scales;
use super::tree::{Tree, must_make_100, unknown};
use super::wording::Wording;
use crate::domain::exact::Exact;
use crate::domain::framework::{
    EnteredInstrument, Framework, Instrument, Respondents, TotalRule, WordingSource,
};
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;

const KEYS: &[&str] = &[
    "id",
    "fiscal_years",
    "languages",
    "wording",
    "total",
    "scales",
    "nodes",
    "instruments",
    "entered",
    "sample",
    "bands",
    "kpi",
];
const WORDING: &[(&str, WordingSource)] = &[
    ("project", WordingSource::Project),
    ("client", WordingSource::Client),
];
const RESPONDENTS: &[(&str, Respondents)] = &[
    ("staff", Respondents::Staff),
    ("public", Respondents::Public),
];
const TOTALS: &[(&str, TotalRule)] = &[
    ("instruments", TotalRule::Instruments),
    ("top-nodes", TotalRule::TopNodes),
];

/// Reads all files of the folder; the framework is whole only if no problem was noted.
pub(super) fn read(folder: &Folder, hash: Hash, problems: &Problems) -> Option<Framework> {
    let documents = Documents::parse(folder, problems);
    let root = documents.reader("framework.toml", problems)?;
    root.only(KEYS);
    let languages = header::languages(&root);
    let words = Wording::read(&documents, &languages, "framework", problems);
    let assembly = Assembly {
        folder,
        hash,
        documents: &documents,
        root,
        languages: &languages,
        words: &words,
        problems,
    };
    let framework = assembly.framework();
    words.finish();
    documents.finish(problems);
    framework
}

/// What every part of a framework is read with.
struct Assembly<'a> {
    folder: &'a Folder,
    hash: Hash,
    documents: &'a Documents<'a>,
    root: Reader<'a>,
    languages: &'a [Lang],
    words: &'a Wording<'a>,
    problems: &'a Problems,
}

impl<'a> Assembly<'a> {
    fn framework(&self) -> Option<Framework> {
        let (root, words, problems) = (&self.root, self.words, self.problems);
        let total = root.choice("total", TOTALS);
        let (scales, scale_codes) = scales::read(root, words, problems);
        let tree = Tree::read(root, words, problems);
        let mut codes = Codes::new(problems);
        let instruments = self.instruments(&tree, &scale_codes, total, &mut codes);
        let entered = self.entered(&tree, total, &mut codes);
        tree.note_idle(&scored(&instruments, &entered));
        self.must_weigh_100(total, &tree, &instruments, &entered);
        let bands = bands::read(root, words, problems);
        let kpi = kpi::read(root, &instruments, words, problems);
        let sample = sample::read(root);
        Some(Framework {
            id: header::id(root, self.folder),
            title: words.text(&["title"], root.place()),
            fiscal_years: header::fiscal_years(root, problems),
            languages: self.languages.to_vec(),
            wording: root.choice("wording", WORDING)?,
            scales,
            nodes: tree.nodes,
            instruments,
            entered,
            total: total?,
            sample: sample?,
            bands,
            kpi,
        })
    }

    fn instruments(
        &self,
        tree: &Tree<'a>,
        scales: &Codes<'a>,
        total: Option<TotalRule>,
        codes: &mut Codes<'a>,
    ) -> Vec<Instrument> {
        let readers = self.root.tables("instruments").into_iter().enumerate();
        readers
            .filter_map(|(position, reader)| {
                reader.only(&["code", "respondents", "weight"]);
                let code = codes.give(&reader, position);
                if code == "framework" {
                    let code = code.to_owned();
                    reader.note_at("code", Fault::BadCode { code });
                    return None;
                }
                self.instrument(&reader, code, tree, scales, total)
            })
            .collect()
    }

    fn instrument(
        &self,
        reader: &Reader<'a>,
        code: &str,
        tree: &Tree<'a>,
        scales: &Codes<'a>,
        total: Option<TotalRule>,
    ) -> Option<Instrument> {
        let weight = weight_in_total(reader, total);
        let respondents = reader.choice("respondents", RESPONDENTS);
        let title = self.words.text(&["instruments", code], reader.place());
        let words = (!code.is_empty())
            .then(|| Wording::read(self.documents, self.languages, code, self.problems))?;
        let file = self
            .documents
            .reader(&format!("{code}.toml"), self.problems)?;
        file.only(&["items", "pages", "profile"]);
        let questionnaire = Questionnaire {
            code,
            tree,
            scales,
            framework: self.words,
            words: &words,
            problems: self.problems,
        };
        let mut codes = Codes::new(self.problems);
        let items = questionnaire.items(&file, &mut codes);
        let pages = questionnaire.pages(&file, &items);
        let respondents = respondents.unwrap_or(Respondents::Staff);
        let profile = profile::read(&file, respondents, &words, &mut codes, self.problems);
        words.finish();
        Some(Instrument {
            code: code.to_owned(),
            title,
            respondents,
            weight,
            items,
            pages,
            profile,
            hash: self.hash_of(code),
        })
    }

    fn hash_of(&self, instrument: &str) -> Digest {
        let languages: Vec<&str> = self.languages.iter().map(|lang| lang.code()).collect();
        (self.hash)(&self.folder.canonical(instrument, &languages))
    }

    fn entered(
        &self,
        tree: &Tree<'a>,
        total: Option<TotalRule>,
        codes: &mut Codes<'a>,
    ) -> Vec<EnteredInstrument> {
        let readers = self.root.optional_tables("entered").into_iter();
        readers
            .enumerate()
            .map(|(position, reader)| {
                reader.only(&["code", "nodes", "weight"]);
                let code = codes.give(&reader, position);
                EnteredInstrument {
                    code: code.to_owned(),
                    title: self.words.text(&["instruments", code], reader.place()),
                    weight: weight_in_total(&reader, total),
                    nodes: self.top_nodes(&reader, tree),
                }
            })
            .collect()
    }

    fn top_nodes(&self, reader: &Reader<'a>, tree: &Tree<'a>) -> Vec<usize> {
        let codes = reader.texts("nodes").into_iter();
        codes
            .filter_map(|code| {
                let position = tree.codes.find(code, unknown)?;
                let node = tree.nodes.get(position)?;
                if node.parent.is_some() {
                    let fault = Fault::EnteredBelowTop {
                        code: node.code.clone(),
                    };
                    self.problems.note(code.place, fault);
                }
                Some(position)
            })
            .collect()
    }

    fn must_weigh_100(
        &self,
        total: Option<TotalRule>,
        tree: &Tree<'a>,
        instruments: &[Instrument],
        entered: &[EnteredInstrument],
    ) {
        let weights: Option<Vec<Exact>> = match total {
            None => None,
            Some(TotalRule::TopNodes) => tree.top_weights(),
            Some(TotalRule::Instruments) => {
                let asked = instruments.iter().map(|asked| asked.weight.clone());
                let typed = entered.iter().map(|typed| typed.weight.clone());
                asked.chain(typed).collect()
            }
        };
        if let Some(weights) = weights {
            must_make_100(&self.root, &weights);
        }
    }
}

/// The weight of an instrument: needed where instruments are weighed, else of no use.
fn weight_in_total(reader: &Reader<'_>, total: Option<TotalRule>) -> Option<Exact> {
    match total? {
        TotalRule::Instruments => reader.positive("weight"),
        TotalRule::TopNodes => {
            if reader.has("weight") {
                reader.note_at("weight", Fault::WeightWithoutUse {});
            }
            None
        }
    }
}

fn scored(instruments: &[Instrument], entered: &[EnteredInstrument]) -> Vec<usize> {
    let items = instruments.iter().flat_map(|asked| &asked.items);
    let typed = entered.iter().flat_map(|typed| typed.nodes.iter().copied());
    items.map(|item| item.node).chain(typed).collect()
}
