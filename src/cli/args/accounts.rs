use clap::{Args as ClapArgs, Subcommand};

use super::Format;
use crate::domain::access::Role;

/// Commands on accounts.
#[derive(Subcommand)]
pub enum AccountCommand {
    /// Make an account; prints the one-time link by which the person sets a password.
    #[command(
        after_help = "Examples:\n  prongsai account create --email admin@example.go.th --name 'Somying' --role administrator\n  prongsai account create --email hr@example.go.th --name 'Somchai' --role hr --agency A01 --agency A02"
    )]
    Create(CreateAccount),
    /// List all accounts.
    #[command(after_help = "Example:\n  prongsai account list --format csv")]
    List {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Void the password, end every session, and print a fresh one-time link; the earlier one dies.
    #[command(
        after_help = "Example:\n  prongsai account reset --email admin@example.go.th --second-factor"
    )]
    Reset {
        /// Address of the account.
        #[arg(long)]
        email: String,
        /// Take the second step of signing in away too, for a lost phone.
        #[arg(long)]
        second_factor: bool,
    },
}

/// Arguments of `account create`.
#[derive(ClapArgs)]
pub struct CreateAccount {
    /// Address, by which the person signs in.
    #[arg(long)]
    pub email: String,
    /// Name.
    #[arg(long)]
    pub name: String,
    /// What the person does: administrator, hr, assessor, executive, auditor.
    #[arg(long)]
    pub role: Role,
    /// Code of an agency; several may be given. Not for administrators and auditors.
    #[arg(long, value_name = "CODE")]
    pub agency: Vec<String>,
}

/// Commands on the audit log.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check that no entry was altered, taken out or put in.
    #[command(
        after_help = "Examples:\n  prongsai audit verify\n  prongsai audit verify --digest 3f2a…"
    )]
    Verify {
        /// A digest that was noted earlier, to be found again.
        #[arg(long)]
        digest: Option<String>,
    },
    /// Print the whole log.
    #[command(after_help = "Example:\n  prongsai audit export --format csv > audit.csv")]
    Export {
        /// Form of the list.
        #[arg(long, value_enum, default_value = "csv")]
        format: Format,
    },
}
