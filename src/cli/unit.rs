//! `prongsai unit`

use std::path::{Path, absolute};

use super::show::{Failure, Shown};
use crate::assets::Assets;

/// Prints the systemd unit with the places of this program and of the data folder, which need not be there yet.
pub fn unit(data: &Path) -> Shown {
    let wrong = |problem| Failure::File(data.to_owned(), problem);
    let program = std::env::current_exe().map_err(wrong)?;
    let data = absolute(data).map_err(wrong)?;
    let unit = Assets::default().read("systemd/prongsai.service");
    let text = String::from_utf8_lossy(&unit.unwrap_or_default())
        .replace("{program}", &program.display().to_string())
        .replace("{data}", &data.display().to_string());
    print!("{text}");
    Ok(())
}
