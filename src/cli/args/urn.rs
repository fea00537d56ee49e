use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::Format;

/// Commands on the sealed ballots of a round.
#[derive(Subcommand)]
pub enum UrnCommand {
    /// Write the sealed ballots and the poll keys of a closed round into one archive (.zip), to be
    /// counted on a machine without a network. Shows the code that locks the keys once, on the terminal.
    #[command(
        after_help = "Examples:\n  prongsai urn export 2570-1 --to /media/stick/urn-2570-1.zip\n  prongsai urn export 2570-1 --to /media/stick/urn-2570-1.zip --code-to /media/other/code"
    )]
    Export {
        /// Code of the round.
        round: String,
        /// Where to: a medium of its own, which is destroyed after the count.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Write the code into this new file, readable by its owner only, instead of showing it.
        #[arg(long, value_name = "FILE")]
        code_to: Option<PathBuf>,
    },
}

/// Arguments of `tally`.
#[derive(ClapArgs)]
pub struct Tally {
    /// Code of the round.
    #[arg(long, required_unless_present = "urn")]
    pub round: Option<String>,
    /// Only this agency.
    #[arg(long)]
    pub agency: Option<String>,
    /// Form of the list.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Count the archive of `urn export` on this machine; needs no data folder.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["round", "agency", "result"], requires = "to")]
    pub urn: Option<PathBuf>,
    /// Where the locked result of --urn goes.
    #[arg(long, value_name = "FILE", requires = "urn")]
    pub to: Option<PathBuf>,
    /// Commit a result that was carried back.
    #[arg(long, value_name = "FILE")]
    pub result: Option<PathBuf>,
}
