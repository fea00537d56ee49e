use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::Format;

/// Commands on boards.
#[derive(Subcommand)]
pub enum BoardCommand {
    /// Write all boards and manifests of a round into one archive (.zip), with the totals once they
    /// are published. Everything in it is public.
    #[command(after_help = "Example:\n  prongsai board export 2570-1 --to boards-2570-1.zip")]
    Export {
        /// Code of the round.
        round: String,
        /// Where to; boards-ROUND.zip if not given.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

/// Arguments of `verify`.
#[derive(ClapArgs)]
pub struct Verify {
    /// The archive of `board export`, or a folder that it was unpacked to.
    pub bundle: PathBuf,
    /// SHA-256 of the list of boards, from the minutes or the audit log.
    #[arg(long, value_name = "SHA-256")]
    pub digest: Option<String>,
    /// Form of the list of troubles.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}
