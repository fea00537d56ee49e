use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// What is measured.
#[derive(Subcommand)]
pub enum BenchCommand {
    /// Time and weight of the office's pages with a whole country in the database.
    #[command(after_help = "Example:\n  prongsai bench office --data /tmp/country")]
    Office(BenchOffice),
    /// People of one agency who all answer at once, against bare RSA signatures on the same cores.
    #[command(after_help = "Example:\n  prongsai bench ballots")]
    Ballots(BenchBallots),
    /// Rounds of a thousand to 1.4 million ballots, counted: how the cost grows. Takes 20 minutes and 4 GB.
    #[command(after_help = "Example:\n  prongsai bench country --ballots 100000")]
    Country(BenchCountry),
    /// A server under a mixed load for a long time: memory, open handles and journals stay bounded, and
    /// every confirmed ballot is counted once.
    #[command(after_help = "Example:\n  prongsai bench soak --minutes 30")]
    Soak(BenchSoak),
    /// Far too many at once: told at once to come later, and ballots are taken all the same.
    #[command(after_help = "Example:\n  prongsai bench overload")]
    Overload(BenchOverload),
}

/// Arguments of `bench country`.
#[derive(ClapArgs)]
pub struct BenchCountry {
    /// Only rounds of at most so many ballots; with --agencies one round of so many.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    pub ballots: Option<u32>,
    /// One round only, in so many agencies.
    #[arg(long, requires = "ballots", value_parser = clap::value_parser!(u32).range(2..=9_999))]
    pub agencies: Option<u32>,
    /// One step of it in this folder.
    #[arg(long, hide = true, value_enum, requires = "folder")]
    pub step: Option<CountryStep>,
    /// Where the step is done.
    #[arg(long, hide = true)]
    pub folder: Option<PathBuf>,
}

/// A step of `bench country`, done by a process of its own so that its memory can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CountryStep {
    /// A round with its people and ballots is made.
    Fill,
    /// It is closed, counted and published.
    Count,
    /// Pages are looked at.
    Look,
    /// The boards are written out as one archive.
    Boards,
    /// The archive is checked.
    Verify,
}

impl CountryStep {
    /// As it is written on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Count => "count",
            Self::Look => "look",
            Self::Boards => "boards",
            Self::Verify => "verify",
        }
    }
}

/// Arguments of `bench overload`.
#[derive(ClapArgs)]
pub struct BenchOverload {
    /// How long they insist.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(4..=600))]
    pub seconds: u16,
}

/// Arguments of `bench soak`.
#[derive(ClapArgs)]
pub struct BenchSoak {
    /// How long.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(2..=180))]
    pub minutes: u16,
}

/// Arguments of `bench ballots`.
#[derive(ClapArgs)]
pub struct BenchBallots {
    /// People who answer; half of them the whole way, half step by step.
    #[arg(long, default_value_t = 6_000, value_parser = clap::value_parser!(u32).range(100..=99_999))]
    pub people: u32,
}

/// Arguments of `bench office`; they count when the folder is filled.
#[derive(ClapArgs)]
pub struct BenchOffice {
    /// Agencies, each with a dozen people.
    #[arg(long, default_value_t = 8_300, value_parser = clap::value_parser!(u16).range(2..=9_999))]
    pub agencies: u16,
    /// People of the large one.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=99_999))]
    pub people: u32,
}
