//! The mail queue: working it off ([`send_due`]), making each mail at its turn, and HR's list of
//! where mails stand.
//!
//! Why a mail is made only when its turn comes: the queue holds ids and never a link, and whoever
//! took part meanwhile, moved or became exempt is not written to.

mod list;
mod message;
mod right;
mod run;

pub use list::{MailLine, mail_status, mails_at_once, retry_mail};
pub use message::notice;
pub use right::QueueRight;
pub use run::{PostRoom, Run, Stop, send_due, send_due_of_all};
