//! What stands on a device that an agency put up (ตู้ตอบแบบวัด): a [`shell()`] at `/kiosk`, the same bytes
//! for everybody; the screens that a round's page holds for it beside the questions; and advice on
//! where to put it, to print.
//!
//! Why the screens are part of the round's page: its hash stands in the manifest, so that a device
//! shows and runs what was announced, with the server there or gone. Other visitors' browsers never
//! show them: they lie in a `template`.

mod advice;
mod screens;
mod shell;

pub use advice::advice;
pub(in crate::view) use screens::screens;
pub use shell::shell;
