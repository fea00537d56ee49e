//! Questionnaires: items, sub-items and pages of `<code>.toml`, and the words beside it.

use std::ops::Range;

use super::codes::Codes;
use super::fault::Fault;
use super::problem::{Found, Problems};
use super::reader::Reader;
use super::tree::{Tree, unknown};
use super::wording::Wording;
use crate::domain::framework::{Item, Page, SubItem};
use crate::domain::lang::Text;

/// What items and pages refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Questionnaire<'a, 'b> {
    /// Code of the instrument.
    pub code: &'b str,
    pub tree: &'b Tree<'a>,
    pub scales: &'b Codes<'a>,
    /// Words of the framework, where the titles of pages stand.
    pub framework: &'b Wording<'a>,
    /// Words of this instrument.
    pub words: &'b Wording<'a>,
    pub problems: &'a Problems,
}

impl<'a> Questionnaire<'a, '_> {
    /// Reads `[[items]]`.
    pub(super) fn items(&self, file: &Reader<'a>, codes: &mut Codes<'a>) -> Vec<Item> {
        codes.apart_from(&self.tree.codes);
        let readers = file.tables("items").into_iter().enumerate();
        readers
            .map(|(position, reader)| self.item(&reader, codes, position))
            .collect()
    }

    fn item(&self, reader: &Reader<'a>, codes: &mut Codes<'a>, position: usize) -> Item {
        reader.only(&["code", "node", "scale", "sub"]);
        let code = codes.give(reader, position);
        let sub_items = match (reader.has("scale"), reader.has("sub")) {
            (true, false) => vec![SubItem {
                code: code.to_owned(),
                scale: self.scale(reader),
                text: Text::default(),
            }],
            (false, true) => self.sub_items(reader, code, codes),
            _ => {
                let item = code.to_owned();
                reader.note(Fault::ScaleOrSub { item });
                Vec::new()
            }
        };
        Item {
            code: code.to_owned(),
            node: self.node(reader, code),
            stem: self.words.text(&[code, "stem"], reader.place()),
            note: self.words.optional(&[code, "note"], reader.place()),
            sub_items,
        }
    }

    fn sub_items(&self, item: &Reader<'a>, stem: &str, codes: &mut Codes<'a>) -> Vec<SubItem> {
        let readers = item.tables("sub").into_iter().enumerate();
        readers
            .map(|(position, reader)| {
                reader.only(&["code", "scale"]);
                let code = codes.give(&reader, position);
                SubItem {
                    code: code.to_owned(),
                    scale: self.scale(&reader),
                    text: self.words.text(&[stem, "sub", code], reader.place()),
                }
            })
            .collect()
    }

    fn scale(&self, reader: &Reader<'a>) -> usize {
        let found = reader.text("scale");
        found
            .and_then(|code| self.scales.find(code, |code| Fault::UnknownScale { code }))
            .unwrap_or(0)
    }

    fn node(&self, reader: &Reader<'a>, item: &str) -> usize {
        let Some(code) = reader.text("node") else {
            return 0;
        };
        let Some(node) = self.tree.codes.find(code, unknown) else {
            return 0;
        };
        if self.tree.is_branch(node) {
            let fault = Fault::ItemOnBranch {
                item: item.to_owned(),
                node: code.value.to_owned(),
            };
            self.problems.note(code.place, fault);
        }
        node
    }

    /// Reads `[[pages]]`, which must show every item once and in order.
    pub(super) fn pages(&self, file: &Reader<'a>, items: &[Item]) -> Vec<Page> {
        let mut pages: Vec<Page> = Vec::new();
        let mut last = None;
        for reader in file.tables("pages") {
            let expected = pages.last().map_or(0, |page| page.items.end);
            pages.push(self.page(&reader, items, expected));
            last = Some(reader);
        }
        let shown = pages.last().map_or(0, |page| page.items.end);
        if let (Some(reader), Some(item)) = (last, items.get(shown)) {
            let next = item.code.clone();
            reader.note(Fault::PagesShort { next });
        }
        pages
    }

    fn page(&self, reader: &Reader<'a>, items: &[Item], expected: usize) -> Page {
        reader.only(&["title", "node", "first", "last"]);
        let end = |key: &str| {
            let code = reader.text(key)?;
            let position = items.iter().position(|item| item.code == code.value);
            if position.is_none() {
                let fault = Fault::UnknownItem {
                    code: code.value.to_owned(),
                };
                self.problems.note(code.place, fault);
            }
            position
        };
        let (first, last) = (end("first"), end("last"));
        let range = match (first, last) {
            (Some(first), Some(last)) => in_order(reader, items, expected, first..last + 1),
            _ => expected..items.len(),
        };
        Page {
            title: self.title(reader, items.get(range.clone()).unwrap_or_default()),
            items: range,
        }
    }

    /// The page's own title, or that of the node which all its items belong to.
    fn title(&self, reader: &Reader<'a>, items: &[Item]) -> Text {
        let (title, node) = (reader.optional_text("title"), reader.optional_text("node"));
        match (title, node) {
            (Some(title), None) => {
                let path = ["pages", self.code, title.value];
                self.framework.text(&path, title.place)
            }
            (None, Some(node)) => self.title_of(node, items),
            _ => {
                reader.note(Fault::TitleOrNode {});
                Text::default()
            }
        }
    }

    fn title_of(&self, node: Found<'a, &'a str>, items: &[Item]) -> Text {
        let Some(position) = self.tree.codes.find(node, unknown) else {
            return Text::default();
        };
        let strangers = items
            .iter()
            .filter(|item| !self.tree.is_below(item.node, position));
        for item in strangers {
            let fault = Fault::PageMixed {
                item: item.code.clone(),
                node: node.value.to_owned(),
            };
            self.problems.note(node.place, fault);
        }
        let node = self.tree.nodes.get(position);
        node.map(|node| node.title.clone()).unwrap_or_default()
    }
}

/// The range, with a note where it does not follow the page before or is empty.
fn in_order(
    reader: &Reader<'_>,
    items: &[Item],
    expected: usize,
    range: Range<usize>,
) -> Range<usize> {
    let code = |position: usize| {
        let item = items.get(position);
        item.map_or_else(|| String::from("-"), |item| item.code.clone())
    };
    if range.start != expected {
        let fault = Fault::PageStart {
            expected: code(expected),
            found: code(range.start),
        };
        reader.note_at("first", fault);
    }
    if range.is_empty() {
        let fault = Fault::PageEnd {
            first: code(range.start),
            last: code(range.end - 1),
        };
        reader.note_at("last", fault);
        return range.start..range.start + 1;
    }
    range
}
