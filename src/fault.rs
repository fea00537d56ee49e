//! Steps at which a test has the process killed, as a power cut would, to see that nothing confirmed is
//! lost and every act can be repeated.
//!
//! Only builds with debug assertions can do this; in a release a step is nothing. The variable
//! `PRONGSAI_FAULT` names the step as `NAME`, or as `NAME:N` for its Nth passing. Why no list of its own in
//! the tests: each step that is named here must be in their matrix, or it fails.

macro_rules! steps {
    ($($(#[$doc:meta])+ $step:ident = $name:literal,)+) => {
        /// A step of an act.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Step {
            $($(#[$doc])+ $step,)+
        }

        impl Step {
            /// All there are.
            pub const ALL: &[Step] = &[$(Step::$step),+];

            /// Its name in the variable.
            pub fn name(self) -> &'static str {
                match self {
                    $(Step::$step => $name,)+
                }
            }
        }
    };
}

steps! {
    /// A key or manifest is written under another name than its own.
    FileUnnamed = "file.unnamed",
    /// A secret file is overwritten and not removed.
    FileWiped = "file.wiped",
    /// An act of the office is written with its line in the log, and not committed.
    ActWritten = "act.written",
    /// It is committed.
    ActCommitted = "act.committed",
    /// An acknowledgement is committed, and nothing is signed.
    IssueCommitted = "issue.committed",
    /// The blinded message is signed, and nobody has the signature.
    IssueSigned = "issue.signed",
    /// A ballot is found valid and not stored.
    CastVerified = "cast.verified",
    /// A ballot of the grace is written and not committed.
    CastLate = "cast.late",
    /// A ballot is stored, and not confirmed.
    CastStored = "cast.stored",
    /// Tickets are written and not committed.
    TicketsMinted = "tickets.minted",
    /// A ticket is spent and its ballot written, and neither is committed.
    TicketSpent = "ticket.spent",
    /// The same in the grace.
    TicketLate = "ticket.late",
    /// Both are committed, and not confirmed.
    TicketCast = "ticket.cast",
    /// What an earlier opening left is gone.
    OpenCleared = "open.cleared",
    /// The key of the links is written.
    OpenToken = "open.token",
    /// A poll has its keys and its manifest.
    OpenPoll = "open.poll",
    /// The urn is there, without polls.
    OpenUrn = "open.urn",
    /// The urn knows the polls, and the registry does not.
    OpenBoxes = "open.boxes",
    /// People who came into an open round are saved, and no poll of theirs is.
    ImportSaved = "import.saved",
    /// The urn knows a late poll, and the registry does not.
    ImportBox = "import.box",
    /// Late invitations are written and not committed.
    InvitationsWritten = "invitations.written",
    /// A mail is taken out of the queue.
    MailTaken = "mail.taken",
    /// It went out, and the queue does not know it.
    MailSent = "mail.sent",
    /// The queue knows it.
    MailSettled = "mail.settled",
    /// The urn knows when the grace of a closed round ends.
    CloseTold = "close.told",
    /// The registry is rewritten, and the folder of mails is not wiped.
    CloseRewritten = "close.rewritten",
    /// The urn takes no ballot any more, and there is no board.
    FinishStopped = "finish.stopped",
    /// A board stands.
    FinishBoard = "finish.board",
    /// All boards stand, and the registry has forgotten who asked for which signature.
    FinishForgotten = "finish.forgotten",
    /// The registry is rewritten, and the issuing keys are there.
    FinishRewritten = "finish.rewritten",
    /// An issuing key is destroyed.
    FinishKey = "finish.key",
    /// Counts are written and not committed.
    TallyWritten = "tally.written",
    /// They are committed, and the poll key is there.
    TallyCommitted = "tally.committed",
    /// A poll key is destroyed.
    TallyKey = "tally.key",
    /// All keys of a round are destroyed, and the urn is there.
    KeysDestroyed = "keys.destroyed",
    /// The urn is destroyed, and the round not moved on.
    UrnDestroyed = "urn.destroyed",
    /// Published figures are written and not committed.
    PublishWritten = "publish.written",
    /// They are committed, and the round is not published.
    PublishStored = "publish.stored",
    /// The urn of a cancelled round takes no ballot any more, and its keys are there.
    CancelStopped = "cancel.stopped",
    /// They and the urn are gone, and the registry is not rewritten.
    CancelForgotten = "cancel.forgotten",
    /// The urns are in a backup, and the registry is not.
    BackupUrns = "backup.urns",
    /// Everything is in it, and it has another name than its own.
    BackupListed = "backup.listed",
    /// A new key backup is in the place of the one before, which is not wiped.
    BackupKeys = "backup.keys",
    /// All files are put back and found whole, and nobody has noted it.
    RestorePut = "restore.put",
    /// It is noted, and the data folder has another name than its own.
    RestoreNoted = "restore.noted",
    /// An export for a count elsewhere is in the log, and not written.
    ExportNoted = "export.noted",
    /// It is written, and the result of the one before would still be taken.
    ExportKept = "export.kept",
}

/// The process has come to this step.
#[cfg(not(debug_assertions))]
#[inline]
pub fn at(_: Step) {}

#[cfg(debug_assertions)]
pub use on_purpose::at;

#[cfg(debug_assertions)]
mod on_purpose {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustix::process::{Signal, getpid, kill_process};

    use super::Step;

    /// Where the process ends, and how often it may pass there before.
    static END: OnceLock<Option<(String, AtomicUsize)>> = OnceLock::new();

    /// The process has come to this step: it ends here if that was wished for.
    pub fn at(step: Step) {
        let Some((name, passings)) = END.get_or_init(wish) else {
            return;
        };
        if step.name() == name && passings.fetch_sub(1, Ordering::SeqCst) == 1 {
            let _ = kill_process(getpid(), Signal::KILL);
        }
    }

    fn wish() -> Option<(String, AtomicUsize)> {
        let wish = std::env::var("PRONGSAI_FAULT").ok()?;
        let (name, passing) = wish.split_once(':').unwrap_or((&wish, "1"));
        Some((name.to_owned(), AtomicUsize::new(passing.parse().ok()?)))
    }
}
