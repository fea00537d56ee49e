use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

/// Commands on people.
#[derive(Subcommand)]
pub enum RosterCommand {
    /// Import a roster (.xlsx, or CSV in UTF-8 or Windows-874).
    #[command(
        after_help = "Example:\n  prongsai roster import staff.xlsx --round 2570-1 --dry-run"
    )]
    Import {
        /// The file.
        file: PathBuf,
        /// Code of the round.
        #[arg(long)]
        round: String,
        /// Agency of everybody in a file without such a column.
        #[arg(long)]
        agency: Option<String>,
        /// Read, check and compare only.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write a template to fill in (.xlsx or .csv).
    Template {
        /// Where to.
        #[arg(default_value = "roster.xlsx")]
        file: PathBuf,
    },
    /// Move a person to another agency or work group.
    Move {
        /// Who.
        #[command(flatten)]
        who: Who,
        /// Code of the agency.
        #[arg(long)]
        agency: String,
        /// Name of the work group; the present one if not given.
        #[arg(long)]
        work_group: Option<String>,
    },
    /// Exempt a person: on leave, study, secondment, retired.
    Exempt {
        /// Who.
        #[command(flatten)]
        who: Who,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Number of the order.
        #[arg(long)]
        order: String,
    },
    /// Take an exemption or a departure back.
    Restore {
        /// Who.
        #[command(flatten)]
        who: Who,
    },
    /// A person has left.
    Leave {
        /// Who.
        #[command(flatten)]
        who: Who,
    },
    /// Correct an e-mail: the old link dies, a new one is mailed.
    Email {
        /// Who.
        #[command(flatten)]
        who: Who,
        /// The address; left out, the person gets a letter.
        address: Option<String>,
    },
    /// Replace a lost link: the old one dies.
    NewLink {
        /// Who.
        #[command(flatten)]
        who: Who,
    },
}

/// A person of a round.
#[derive(ClapArgs)]
pub struct Who {
    /// Code of the round.
    #[arg(long)]
    pub round: String,
    /// Staff id.
    #[arg(long)]
    pub id: String,
}
