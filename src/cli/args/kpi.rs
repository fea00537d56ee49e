use clap::{Args as ClapArgs, Subcommand};

use super::Read;

/// Arguments of `kpi`.
#[derive(ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Kpi {
    /// Evidence.
    #[command(subcommand)]
    pub command: Option<KpiCommand>,
    /// Which round and agency, and how.
    #[command(flatten)]
    pub read: Option<Read>,
    /// The sheet of one person.
    #[arg(long, value_name = "STAFF ID")]
    pub person: Option<String>,
}

/// Commands on evidence.
#[derive(Subcommand)]
pub enum KpiCommand {
    /// Record evidence of a part of steps 1–3.
    #[command(
        after_help = "Example:\n  prongsai kpi record --round 2570-1 --agency A01 --part 1.1 --work-group all --day 2026-11-05 --delegates 'Somying'"
    )]
    Record {
        /// What it is for.
        #[command(flatten)]
        part: Part,
        /// Day of the meeting or act, such as 2026-11-05 or '5 พ.ย. 2569'.
        #[arg(long)]
        day: String,
        /// Who was sent.
        #[arg(long, default_value = "")]
        delegates: String,
        /// Note.
        #[arg(long, default_value = "")]
        note: String,
        /// File or link.
        #[arg(long, default_value = "")]
        link: String,
    },
    /// Confirm evidence, as the KPI assessor.
    #[command(
        after_help = "Example:\n  prongsai kpi confirm --round 2570-1 --agency A01 --part 1.1 --work-group all"
    )]
    Confirm {
        /// What it is for.
        #[command(flatten)]
        part: Part,
    },
    /// List the evidence there is, and what is missing.
    #[command(after_help = "Example:\n  prongsai kpi evidence --round 2570-1 --agency A01")]
    Evidence {
        /// Which round and agency, and how.
        #[command(flatten)]
        read: Read,
    },
}

/// A part of the KPI.
#[derive(ClapArgs)]
pub struct Part {
    /// Code of a round of the fiscal year and KPI period.
    #[arg(long)]
    pub round: String,
    /// Agency.
    #[arg(long)]
    pub agency: String,
    /// Part, such as `1.1` or `3.2`.
    #[arg(long = "part", value_name = "PART")]
    pub code: String,
    /// Work group; `all` records every work group at once; left out for parts of the agency.
    #[arg(long, default_value = "")]
    pub work_group: String,
}
