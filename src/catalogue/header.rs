//! What a framework says about itself: its id, its languages, its fiscal years.

use super::fault::Fault;
use super::folder::Folder;
use super::problem::Problems;
use super::reader::Reader;
use crate::domain::lang::Lang;

/// The id, which must be the name of the folder.
pub(super) fn id(root: &Reader<'_>, folder: &Folder) -> String {
    let id = root.text("id").map_or("", |id| id.value).to_owned();
    if root.has("id") && id != folder.name {
        let (id, folder) = (id.clone(), folder.name.clone());
        root.note_at("id", Fault::OtherId { id, folder });
    }
    id
}

/// Languages that every text must exist in, the default first.
pub(super) fn languages(root: &Reader<'_>) -> Vec<Lang> {
    let mut languages = Vec::new();
    for code in root.texts("languages") {
        match code.value.parse::<Lang>() {
            Ok(lang) if !languages.contains(&lang) => languages.push(lang),
            Ok(_) => {
                let (code, first) = (code.value.to_owned(), String::from("languages"));
                root.note_at("languages", Fault::CodeTwice { code, first });
            }
            Err(unknown) => {
                let known: Vec<&str> = Lang::ALL.iter().map(|lang| lang.code()).collect();
                let fault = Fault::UnknownLang {
                    code: unknown.0,
                    known: known.join(", "),
                };
                root.note_at("languages", fault);
            }
        }
    }
    languages
}

/// Fiscal years of the Buddhist era, ascending.
pub(super) fn fiscal_years(root: &Reader<'_>, problems: &Problems) -> Vec<u16> {
    let mut years: Vec<u16> = Vec::new();
    for year in root.wholes("fiscal_years") {
        let in_era = |year: &u16| (2500..2700).contains(year);
        let Some(year) = u16::try_from(year.value).ok().filter(in_era) else {
            let fault = Fault::NotFiscalYear {
                year: year.value.to_string(),
            };
            problems.note(year.place, fault);
            continue;
        };
        years.push(year);
    }
    years.sort_unstable();
    years.dedup();
    years
}
