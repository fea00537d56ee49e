//! What may be typed.

mod accounts;
mod backup;
mod bench;
mod board;
mod kpi;
mod people;
mod rounds;
mod urn;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::domain::lang::Lang;

pub use accounts::{AccountCommand, AuditCommand, CreateAccount};
pub use backup::{Backup, Doctor, Restore};
pub use bench::{BenchBallots, BenchCommand, BenchCountry, BenchOffice, CountryStep};
pub use board::{BoardCommand, Verify};
pub use kpi::{Kpi, KpiCommand, Part};
pub use people::{RosterCommand, Who};
pub use rounds::{CreateRound, EditRound, RoundCommand};
pub use urn::{Tally, UrnCommand};

/// Prongsai (โปร่งใส): anonymous surveys for the integrity and transparency assessment (ITA).
#[derive(Parser)]
#[command(
    version,
    after_help = "Start with `prongsai demo`, or read the README for a round of your own."
)]
pub struct Args {
    /// Data folder: databases, keys, mail folder, settings file.
    #[arg(long, global = true, default_value = "./data", value_name = "DIR")]
    pub data: PathBuf,
    /// Language of messages; that of the system if not given.
    #[arg(long, global = true, value_name = "th|en", value_parser = ["th", "en"])]
    lang: Option<String>,
    /// Log more; never paths, addresses or tokens.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Args {
    /// Language of messages.
    pub fn lang(&self) -> Lang {
        self.lang
            .as_deref()
            .and_then(|code| code.parse().ok())
            .unwrap_or_else(super::system_lang)
    }
}

/// Commands.
#[derive(Subcommand)]
pub enum Command {
    /// Make a data folder, its settings file and a key-encryption key.
    #[command(after_help = "Example:\n  prongsai init --kek /root/prongsai.kek")]
    Init {
        /// File for the new key-encryption key, outside the data folder.
        #[arg(long, value_name = "FILE")]
        kek: Option<PathBuf>,
    },
    /// Check the frameworks in the binary, or those in a folder.
    #[command(after_help = "Example:\n  prongsai check surveys/my-framework")]
    Check {
        /// A framework's folder, or a folder of such folders.
        dir: Option<PathBuf>,
    },
    /// Score a file of answers that was collected with another tool.
    #[command(
        after_help = "Example:\n  prongsai score --framework ten-indicators-2562 --instrument iit answers.csv --json"
    )]
    Score(Score),
    /// Agencies: import, list.
    #[command(subcommand)]
    Agency(AgencyCommand),
    /// Accounts of those who work with the system: create, list, reset.
    #[command(subcommand)]
    Account(AccountCommand),
    /// The audit log: verify, export.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Rounds: create, edit, discard, open, extend, close, cancel, publish, list.
    #[command(subcommand)]
    Round(RoundCommand),
    /// People of a round: import, and changes one by one.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Mail the personal links to everybody who was not mailed yet.
    #[command(after_help = "Example:\n  prongsai invite --round 2570-1")]
    Invite(OfRound),
    /// Mail those who have not taken part: nobody twice a day, but on the last.
    #[command(
        after_help = "Examples:\n  prongsai remind --round 2570-1\n  prongsai remind --round 2570-1 --at '2026-11-23 09:00'"
    )]
    Remind(Remind),
    /// The mail queue: status, send what waits, try again, wipe the folder.
    #[command(subcommand)]
    Mail(MailCommand),
    /// Print letters with personal links for staff without e-mail.
    #[command(after_help = "Example:\n  prongsai letters --round 2570-1 --out letters/")]
    Letters(Letters),
    /// Serve the respondents' pages.
    #[command(after_help = "Example:\n  prongsai serve --listen 127.0.0.1:8080")]
    Serve(Serve),
    /// Check a custodian's key sheet without opening anything.
    #[command(after_help = "Example:\n  prongsai sheet --round 2570-1")]
    Sheet {
        /// Code of the round.
        #[arg(long)]
        round: String,
    },
    /// Open the box of a closed round with the custodians' key sheets, and count.
    #[command(
        after_help = "Examples:\n  prongsai tally --round 2570-1\n  prongsai tally --round 2570-1 --format csv > totals.csv\n  prongsai tally --urn urn-2570-1.zip --to result-2570-1     (on a machine without a network)\n  prongsai tally --round 2570-1 --result result-2570-1"
    )]
    Tally(Tally),
    /// Sealed ballots of a round, for a count on a machine without a network.
    #[command(subcommand)]
    Urn(UrnCommand),
    /// Boards: the public list of every box after the close.
    #[command(subcommand)]
    Board(BoardCommand),
    /// Check the boards of a round, and its totals, with nothing but the files of `board export`.
    #[command(
        after_help = "Examples:\n  prongsai verify boards-2570-1.zip\n  prongsai verify boards-2570-1.zip --digest 3f2a…"
    )]
    Verify(Verify),
    /// Who took part: counts, or the register.
    #[command(
        after_help = "Examples:\n  prongsai participation --round 2570-1\n  prongsai participation --round 2570-1 --agency A01 --register --format csv"
    )]
    Participation(Participation),
    /// Scores of a published round.
    #[command(
        after_help = "Examples:\n  prongsai results --round 2570-1 --agency A01\n  prongsai results --round 2570-1 --format csv"
    )]
    Results(Read),
    /// The individual KPI: level by agency, a person's sheet, evidence.
    #[command(
        after_help = "Examples:\n  prongsai kpi --round 2570-1\n  prongsai kpi --round 2570-1 --person S001\n  prongsai kpi record --round 2570-1 --agency A01 --part 1.1 --work-group HR --day 2026-11-05 --delegates 'Somying'"
    )]
    Kpi(Kpi),
    /// Copy the installation while it works: everything but secrets into a folder, or the keys alone
    /// into one file on a medium of their own.
    #[command(
        after_help = "Examples:\n  prongsai backup /media/backup/2026-11-22\n  prongsai backup --keys /media/vault/prongsai.keys"
    )]
    Backup(Backup),
    /// Look at the whole installation (permissions, keys, clock, databases, disk, certificate, mail) and
    /// say what to do; exit code 1 where something must be mended.
    #[command(
        after_help = "Examples:\n  prongsai doctor\n  prongsai doctor --backups /media/backup"
    )]
    Doctor(Doctor),
    /// Print a systemd unit for this program and this data folder.
    #[command(
        after_help = "Example:\n  prongsai --data /srv/prongsai unit > /etc/systemd/system/prongsai.service"
    )]
    Unit,
    /// Put a backup back in a data folder that is not there yet.
    #[command(
        after_help = "Example:\n  prongsai --data /srv/prongsai restore /media/backup/2026-11-22 --keys /media/vault/prongsai.keys"
    )]
    Restore(Restore),
    /// Run a whole department of synthetic people, and leave the server running.
    #[command(after_help = "Example:\n  prongsai demo --data /tmp/demo --port 8080")]
    Demo(Demo),
    /// Attack the promise on a scratch installation, and print how often an adversary is right.
    #[command(
        after_help = "Examples:\n  prongsai audit-anonymity --quick\n  prongsai audit-anonymity --format csv > attacks.csv"
    )]
    AuditAnonymity(AuditAnonymity),
    /// Measure against what is asked; fills an empty folder first.
    #[command(subcommand)]
    Bench(BenchCommand),
}

/// Arguments of `audit-anonymity`.
#[derive(ClapArgs)]
pub struct AuditAnonymity {
    /// A few rounds only, in seconds.
    #[arg(long)]
    pub quick: bool,
    /// Form of the lists.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

/// Arguments of `score`.
#[derive(ClapArgs)]
pub struct Score {
    /// Framework, such as `ten-indicators-2562`.
    #[arg(long)]
    pub framework: String,
    /// Instrument, `iit` or `eit`.
    #[arg(long)]
    pub instrument: String,
    /// CSV file: a column a sub-item, a line a ballot, cells the option codes.
    pub answers: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// A command on one round.
#[derive(ClapArgs)]
pub struct OfRound {
    /// Code of the round.
    #[arg(long)]
    pub round: String,
}

/// Arguments of `remind`.
#[derive(ClapArgs)]
pub struct Remind {
    /// Code of the round.
    #[arg(long)]
    pub round: String,
    /// Only this agency.
    #[arg(long)]
    pub agency: Option<String>,
    /// Send at this time in Thailand instead of now; `serve` or `mail send` sends it then.
    #[arg(long, value_name = "TIME", conflicts_with = "withdraw")]
    pub at: Option<String>,
    /// Count only.
    #[arg(long)]
    pub dry_run: bool,
    /// Take reminders back that still wait.
    #[arg(long, conflicts_with = "dry_run")]
    pub withdraw: bool,
}

/// Form of a list.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns under one another.
    Table,
    /// CSV that Excel opens.
    Csv,
    /// JSON.
    Json,
}

/// A command that reads a round.
#[derive(ClapArgs)]
pub struct Read {
    /// Code of the round.
    #[arg(long)]
    pub round: String,
    /// Only this agency.
    #[arg(long)]
    pub agency: Option<String>,
    /// Form of the list.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// Arguments of `participation`.
#[derive(ClapArgs)]
pub struct Participation {
    /// Which round and agency, and how.
    #[command(flatten)]
    pub read: Read,
    /// The register of acknowledgements, by name.
    #[arg(long)]
    pub register: bool,
}

/// Commands on agencies.
#[derive(Subcommand)]
pub enum AgencyCommand {
    /// Import a list of agencies (.xlsx or CSV).
    #[command(after_help = "Example:\n  prongsai agency import agencies.xlsx --dry-run")]
    Import {
        /// The file.
        file: PathBuf,
        /// Read, check and compare only.
        #[arg(long)]
        dry_run: bool,
    },
    /// List all agencies.
    #[command(after_help = "Example:\n  prongsai agency list --format csv")]
    List {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Write a template to fill in (.xlsx or .csv).
    #[command(after_help = "Example:\n  prongsai agency template agencies.xlsx")]
    Template {
        /// Where to.
        #[arg(default_value = "agencies.xlsx")]
        file: PathBuf,
    },
}

/// Commands on the mail queue.
#[derive(Subcommand)]
pub enum MailCommand {
    /// Where every mail stands, with the server's words.
    #[command(after_help = "Example:\n  prongsai mail status --round 2570-1 --format csv")]
    Status {
        /// Code of the round.
        #[arg(long)]
        round: String,
        /// Form of the list.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Send what waits in the queue.
    #[command(after_help = "Example:\n  prongsai mail send --round 2570-1")]
    Send(OfRound),
    /// Put failed or uncertain mails back into the queue, and send.
    #[command(
        after_help = "Example:\n  prongsai mail retry --round 2570-1\n  prongsai mail retry --round 2570-1 --uncertain"
    )]
    Retry {
        /// Code of the round.
        #[arg(long)]
        round: String,
        /// Those cut off in the middle, which may have arrived, instead of the failed ones.
        #[arg(long)]
        uncertain: bool,
    },
    /// Remove the `.eml` files of the mail folder: they hold live links.
    #[command(after_help = "Example:\n  prongsai mail wipe")]
    Wipe,
}

/// Arguments of `letters`.
#[derive(ClapArgs)]
pub struct Letters {
    /// Code of the round.
    #[arg(long)]
    pub round: String,
    /// Only this agency.
    #[arg(long)]
    pub agency: Option<String>,
    /// Letters for everybody who has not taken part, also those with an e-mail.
    #[arg(long)]
    pub everybody: bool,
    /// Folder to write into: one print-ready file an agency.
    #[arg(long, default_value = "letters", value_name = "DIR")]
    pub out: PathBuf,
}

/// Arguments of `serve`.
#[derive(ClapArgs)]
pub struct Serve {
    /// Address to listen on; the settings file's if not given.
    #[arg(long)]
    pub listen: Option<std::net::SocketAddr>,
}

/// Arguments of `demo`.
#[derive(ClapArgs)]
pub struct Demo {
    /// Port on loopback; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// End when everything is set up instead of serving.
    #[arg(long, hide = true)]
    pub no_serve: bool,
}
