//! `prongsai check`

use std::path::Path;

use super::problems::of_frameworks;
use super::show::{Failure, Shown, say};
use crate::assets::Assets;
use crate::catalogue::{Catalogue, check_dir};
use crate::crypto::digest::sha256;
use crate::domain::framework::Framework;
use crate::locale::Locale;

/// Checks the frameworks of a folder, or the embedded ones.
pub fn check(words: &Locale, assets: &Assets, dir: Option<&Path>) -> Shown {
    let listed = |problems: Vec<_>| Failure::Listed(of_frameworks(words, &problems));
    if let Some(dir) = dir {
        for framework in check_dir(dir, sha256).map_err(listed)? {
            print_whole(words, &framework);
        }
        return Ok(());
    }
    let catalogue = Catalogue::load(assets, sha256).map_err(listed)?;
    for framework in catalogue.ids().filter_map(|id| catalogue.get(id)) {
        print_whole(words, framework);
    }
    Ok(())
}

fn print_whole(words: &Locale, framework: &Framework) {
    let instruments = framework.instruments.iter().map(|instrument| {
        format!(
            "{} {}/{}",
            instrument.code,
            instrument.items.len(),
            instrument.sub_items().count()
        )
    });
    let values = [
        ("framework", framework.id.clone()),
        ("title", framework.title.get(words.lang()).to_owned()),
        ("instruments", instruments.collect::<Vec<_>>().join(", ")),
    ];
    say(words, "cli.framework-whole", &values);
}
