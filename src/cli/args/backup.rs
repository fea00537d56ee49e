use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::Format;

/// Arguments of `backup`.
#[derive(ClapArgs)]
pub struct Backup {
    /// Folder that is made, with everything but secrets.
    #[arg(value_name = "DEST", required_unless_present = "keys")]
    pub to: Option<PathBuf>,
    /// File for the keys alone, on another disk than the data and the backups; one that is there from
    /// before is overwritten.
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    pub keys: Option<PathBuf>,
}

/// Arguments of `restore`.
#[derive(ClapArgs)]
pub struct Restore {
    /// The folder that `backup` made.
    pub from: PathBuf,
    /// The file that `backup --keys` made; without it no ballot can be cast or counted.
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

/// Arguments of `doctor`.
#[derive(ClapArgs)]
pub struct Doctor {
    /// A folder of backups, to be searched for what must not be in one. May be given several times.
    #[arg(long, value_name = "DIR")]
    pub backups: Vec<PathBuf>,
    /// Form of the list.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}
