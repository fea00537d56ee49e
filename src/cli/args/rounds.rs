use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::Format;

/// Commands on rounds.
#[derive(Subcommand)]
pub enum RoundCommand {
    /// Create a round in draft.
    #[command(
        after_help = "Example:\n  prongsai round create 2570-1 --framework ten-indicators-2562 --fiscal-year 2570 --number 1 \\\n    --closes '2027-03-31 16:30' --custodian 'นางสาวก' --custodian 'นายข' --custodian 'นางค' --kpi-period 1"
    )]
    Create(CreateRound),
    /// Change the settings of a round in draft; what is not given stays.
    #[command(
        after_help = "Example:\n  prongsai round edit 2570-1 --closes '2027-04-07 16:30' --k 10"
    )]
    Edit(EditRound),
    /// Discard a round in draft with its roster; its code is free again.
    #[command(after_help = "Example:\n  prongsai round discard 2570-1")]
    Discard {
        /// Code of the round.
        round: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Readiness, key ceremony, opening.
    #[command(after_help = "Example:\n  prongsai round open 2570-1")]
    Open {
        /// Code of the round.
        round: String,
        /// Folder for print-ready key sheets; they are removed when read back.
        #[arg(long, value_name = "DIR")]
        print: Option<PathBuf>,
        /// Show what is missing, and stop.
        #[arg(long)]
        dry_run: bool,
        /// List every agency, however many there are.
        #[arg(long)]
        all: bool,
    },
    /// Draw the issuing keys of a round in draft ahead, so that its opening need not wait for them. Broken off,
    /// it goes on where it was.
    #[command(after_help = "Example:\n  prongsai round keys 2570-1")]
    Keys {
        /// Code of the round.
        round: String,
    },
    /// Move the close later; people who were mailed are told.
    #[command(after_help = "Example:\n  prongsai round extend 2570-1 --closes 2027-04-07")]
    Extend {
        /// Code of the round.
        round: String,
        /// Day, or day and hour in Thai time.
        #[arg(long)]
        closes: String,
    },
    /// Close now; ballots on their way are taken until the grace ends.
    #[command(after_help = "Example:\n  prongsai round close 2570-1")]
    Close {
        /// Code of the round.
        round: String,
    },
    /// End a round without a count; its urn is destroyed unopened.
    #[command(after_help = "Example:\n  prongsai round cancel 2570-1")]
    Cancel {
        /// Code of the round.
        round: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Publish the figures of all agencies at once; they never change afterwards.
    #[command(after_help = "Example:\n  prongsai round publish 2570-1")]
    Publish {
        /// Code of the round.
        round: String,
    },
    /// List all rounds.
    #[command(after_help = "Example:\n  prongsai round list --format json")]
    List {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Memo with the fingerprints of all polls, to print.
    #[command(after_help = "Example:\n  prongsai round memo 2570-1 --out memo.html")]
    Memo {
        /// Code of the round.
        round: String,
        /// Where to.
        #[arg(long, default_value = "memo.html")]
        out: PathBuf,
    },
}

/// Arguments of `round create`.
#[derive(ClapArgs)]
pub struct CreateRound {
    /// Code: letters, digits, `-`, `_`, `.`.
    pub round: String,
    /// Framework.
    #[arg(long, default_value = "ten-indicators-2562")]
    pub framework: String,
    /// Instrument.
    #[arg(long, default_value = "iit")]
    pub instrument: String,
    /// Fiscal year (พ.ศ.).
    #[arg(long)]
    pub fiscal_year: u16,
    /// Number of the round in its year.
    #[arg(long, default_value_t = 1)]
    pub number: u16,
    /// KPI period the round gives its figures to.
    #[arg(long)]
    pub kpi_period: Option<String>,
    /// Day, or day and hour in Thai time, of the close.
    #[arg(long)]
    pub closes: String,
    /// Minutes after the close in which ballots on their way are taken.
    #[arg(long, default_value_t = 60)]
    pub grace_minutes: u32,
    /// Fewest valid ballots of which a figure may tell.
    #[arg(long, default_value_t = 5)]
    pub k: u32,
    /// Years of service that make a person eligible.
    #[arg(long, default_value_t = 0)]
    pub min_service_years: u32,
    /// Day on which service is reckoned; the day of opening if not given.
    #[arg(long)]
    pub head_count_day: Option<jiff::civil::Date>,
    /// Percent of the eligible that counts as everyone.
    #[arg(long, default_value = "100")]
    pub required_percent: String,
    /// Name of a custodian; three times.
    #[arg(long = "custodian", value_name = "NAME")]
    pub custodians: Vec<String>,
    /// One custodian instead of two of three; for demonstrations, and said on the page.
    #[arg(long)]
    pub single_custodian: bool,
}

/// Arguments of `round edit`.
#[derive(ClapArgs)]
pub struct EditRound {
    /// Code of the round.
    pub round: String,
    /// KPI period the round gives its figures to.
    #[arg(long)]
    pub kpi_period: Option<String>,
    /// Day, or day and hour in Thai time, of the close.
    #[arg(long)]
    pub closes: Option<String>,
    /// Minutes after the close in which ballots on their way are taken.
    #[arg(long)]
    pub grace_minutes: Option<u32>,
    /// Fewest valid ballots of which a figure may tell.
    #[arg(long)]
    pub k: Option<u32>,
    /// Years of service that make a person eligible.
    #[arg(long)]
    pub min_service_years: Option<u32>,
    /// Day on which service is reckoned.
    #[arg(long)]
    pub head_count_day: Option<jiff::civil::Date>,
    /// Percent of the eligible that counts as everyone.
    #[arg(long)]
    pub required_percent: Option<String>,
    /// Name of a custodian; all of them anew.
    #[arg(long = "custodian", value_name = "NAME")]
    pub custodians: Vec<String>,
}
