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
    #[command(after_help = "Example:\n  prongsai roster template roster.xlsx")]
    Template {
        /// Where to.
        #[arg(default_value = "roster.xlsx")]
        file: PathBuf,
    },
    /// Move a person to another agency or work group.
    #[command(
        after_help = "Example:\n  prongsai roster move --round 2570-1 --id S001 --agency A02 --work-group HR"
    )]
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
    #[command(
        after_help = "Example:\n  prongsai roster exempt --round 2570-1 --id S001 --reason 'study leave' --order 12/2570"
    )]
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
    #[command(after_help = "Example:\n  prongsai roster restore --round 2570-1 --id S001")]
    Restore {
        /// Who.
        #[command(flatten)]
        who: Who,
    },
    /// A person has left.
    #[command(after_help = "Example:\n  prongsai roster leave --round 2570-1 --id S001")]
    Leave {
        /// Who.
        #[command(flatten)]
        who: Who,
    },
    /// Correct an e-mail: the old link dies, a new one is mailed.
    #[command(
        after_help = "Example:\n  prongsai roster email --round 2570-1 --id S001 somying@example.go.th"
    )]
    Email {
        /// Who.
        #[command(flatten)]
        who: Who,
        /// The address; left out, the person gets a letter.
        address: Option<String>,
    },
    /// Replace a lost link: the old one dies.
    #[command(after_help = "Example:\n  prongsai roster new-link --round 2570-1 --id S001")]
    NewLink {
        /// Who.
        #[command(flatten)]
        who: Who,
    },
    /// Delete everybody of a round that is over: names, addresses, links, mails, who took part. Counts and figures stay.
    #[command(after_help = "Example:\n  prongsai roster delete --round 2570-1")]
    Delete {
        /// Code of the round.
        #[arg(long)]
        round: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
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
